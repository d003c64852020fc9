"""Fixtures that every room's tests share."""

import gc
import os
from collections.abc import Iterator

import pytest
from django.core.cache import caches
from django.db import connections
from django.test import override_settings

from tests.template import TEMPLATE

pytest_plugins = ["tests.fixtures"]


def pytest_collection_finish() -> None:
    """Look for garbage more rarely, and not among what is there for good: it took a sixth of the whole run."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None) -> None:
    """Make each worker's database as a copy of the one that is migrated, in a cluster of the tests' own."""
    if template := os.environ.get(TEMPLATE):
        connections["default"].settings_dict["TEST"]["TEMPLATE"] = template


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Empty the caches of this worker's own Redis, so that no test reads what another left."""
    for name in ("default", "sessions"):
        caches[name].clear()


@pytest.fixture(autouse=True, scope="session")
def quick_passwords() -> Iterator[None]:
    """Hash passwords fast: the slow way costs each person that is made a quarter of a second."""
    with override_settings(PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"]):
        yield
