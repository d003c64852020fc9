"""Tests that share something costly run in one process: the mark `xdist_group` names what they share.

pytest-xdist 3.8 appends the group to the name of a test where pytest 9.2 does not read it any more, so that its own
`loadgroup` sends such tests anywhere. Here the mark is read from the file.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from xdist.scheduler import LoadScopeScheduling

ROOT = Path(__file__).parents[1]
MARK = re.compile(r"xdist_group\(\"([\w-]+)\"\)")


@cache
def group_of(path: str) -> str:
    """Return what the tests of a file share by its own mark or that of its folder; empty where they share nothing."""
    file = ROOT / path
    for marked in (file, file.with_name("conftest.py")):
        if marked.exists() and (found := MARK.search(marked.read_text(encoding="utf-8"))):
            return found[1]
    return ""


class SharedCosts(LoadScopeScheduling):
    """Sends the tests of a group to one process, one after the other, and all others one by one."""

    def _split_scope(self, nodeid: str) -> str:
        return group_of(nodeid.partition("::")[0]) or nodeid


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: Any, log: Any) -> SharedCosts:
    return SharedCosts(config, log)
