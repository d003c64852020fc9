"""Fixtures that every room's tests share."""

import pytest
from django.core.cache import caches

pytest_plugins = ["tests.fixtures"]


@pytest.fixture(autouse=True)
def fresh_cache() -> None:
    """Empty the caches of this worker's own Redis, so that no test reads what another left."""
    for name in ("default", "sessions"):
        caches[name].clear()


@pytest.fixture(autouse=True)
def quick_passwords(settings) -> None:
    """Hash passwords fast: the slow way costs each test that signs in half a second."""
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
