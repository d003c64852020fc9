"""A pytest plugin, loaded before the settings: throw-away services for the tests.

The process that starts the tests copies one PostgreSQL cluster without fsync and gives its address to
xdist's workers through the environment; each worker has databases of its own in it. Whoever runs
tests starts a Redis and a `var/` of its own. DATABASE_URL and REDIS_URL, when set, are used instead.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

import pytest

from portal.supervisor.folder import Folder
from portal.supervisor.guardian import Guardian
from portal.supervisor.lifecycle import Services
from tests.template import TEMPLATE, copy_into

undo = []


def start_services(*, postgres: bool, redis: bool) -> None:
    """Start the services in a temporary folder; a guardian ends them even if the tests are killed."""
    folder = Path(tempfile.mkdtemp(prefix="rc-tests-"))
    folder.chmod(0o711)  # as `var/` is, so that the account of the services can pass
    if postgres:
        copy_into(folder)
    services = Services(Folder(folder), postgres=postgres, redis=redis, throw_away=True)
    services.acquire()
    os.environ.update(services.addresses())
    if postgres:
        os.environ[TEMPLATE] = os.environ["DATABASE_URL"].rpartition("/")[2]

    def end() -> None:
        services.release()
        shutil.rmtree(folder, ignore_errors=True)

    guardian = Guardian(end)
    undo.append(lambda: (end(), guardian.dismiss()))
    os.environ["VAR_DIR"] = str(folder / "var")
    (folder / "var" / "static").mkdir(parents=True, exist_ok=True)  # WhiteNoise warns when there is none


@pytest.hookimpl(tryfirst=True)
def pytest_load_initial_conftests() -> None:
    os.environ["PORTAL_MODE"] = "test"
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # Playwright's loop runs in the thread of the test
    worker = "PYTEST_XDIST_WORKER" in os.environ
    own_redis = "REDIS_URL" not in os.environ or worker
    start_services(postgres="DATABASE_URL" not in os.environ, redis=own_redis)


@pytest.hookimpl(trylast=True)
def pytest_unconfigure() -> None:
    while undo:
        undo.pop()()
