"""Read the words of the newsroom's starter content, once for each load."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml

from handbooks.starter.files import LOADER, Row

CONTENT = Path(__file__).parent / "content"


def read(name: str) -> Any:
    """Return what one file says; `name` has no extension."""
    return parsed(CONTENT / f"{name}.yaml")


def folder(name: str) -> list[Row]:
    """Return what the files of a folder say, in the order of their names."""
    return [parsed(path) for path in sorted((CONTENT / name).glob("*.yaml"))]


def parsed(path: Path) -> Any:
    return yaml.load(path.read_text(encoding="utf-8"), Loader=LOADER)  # noqa: S506
