"""The page about who may do what says what the predicates say, of every permission."""

from __future__ import annotations

import os

import pytest
from rules.permissions import permissions

from portal.environment import BASE_DIR
from tests.factories import UserFactory
from tests.roles_table import ROLES, ROWS, Cast, table

pytestmark = pytest.mark.django_db
PAGE = BASE_DIR / "docs" / "roles.md"


@pytest.fixture
def cast(tree: object) -> Cast:
    return Cast()


def test_page_says_what_the_predicates_say(cast: Cast) -> None:
    said = table(cast)
    if os.environ.get("WRITE_ROLES"):
        PAGE.write_text(said, encoding="utf-8")
    assert PAGE.read_text(encoding="utf-8") == said


def test_page_names_every_permission() -> None:
    assert {row.permission for row in ROWS} == set(permissions)


def test_superuser_is_an_administrator_and_nothing_else(cast: Cast) -> None:
    superuser, administrator = UserFactory(is_superuser=True), cast.people["administrator"]
    differ = [row.words for row in ROWS if cast.may(row, superuser) != cast.may(row, administrator)]
    assert differ == []


def test_nobody_may_anything_without_signing_in(cast: Cast) -> None:
    assert not any(cast.may(row, cast.people["anonymous"]) for row in ROWS)
    assert next(iter(ROLES)) == "anonymous"
