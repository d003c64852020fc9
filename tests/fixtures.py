"""Fixtures of the page tree, and of the content of a new portal.

The skeleton of pages is made by migrations, and again after a transactional test. Modules that use the content share
the mark `xdist_group("starter")`, so that one process loads it, once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from handbooks.models import GlossaryPage, HandbookPage, HandbooksPage, PrecedentIndexPage
from handbooks.starter.ledger import Ledger
from portal.home.foundations import ensure_foundations
from portal.home.models import HomePage
from tests.databases import ContentDatabases


@dataclass(frozen=True)
class Tree:
    """The pages that every test may count on."""

    home: HomePage
    handbooks: HandbooksPage
    local: HandbookPage
    civil: HandbookPage
    precedents: PrecedentIndexPage
    glossary: GlossaryPage


@pytest.fixture
def tree(db: None) -> Tree:
    """Return the skeleton of pages."""
    home = ensure_foundations()
    return Tree(
        home=home,
        handbooks=HandbooksPage.objects.get(),
        local=HandbookPage.objects.get(slug="local-government"),
        civil=HandbookPage.objects.get(slug="civil-society"),
        precedents=PrecedentIndexPage.objects.get(),
        glossary=GlossaryPage.objects.get(),
    )


@pytest.fixture(scope="session")
def content_databases(
    django_db_setup: None, django_db_blocker: Any, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[ContentDatabases]:
    found = ContentDatabases(tmp_path_factory.mktemp("content"))
    yield found
    with django_db_blocker.unblock():
        found.drop()


@pytest.fixture(scope="module")
def starter_content(content_databases: ContentDatabases, django_db_blocker: Any) -> Iterator[Ledger]:
    """Work beside the starter content until the module ends; give what was loaded."""
    with django_db_blocker.unblock():
        name, ledger = content_databases.starter
        with content_databases.opened(name):
            yield ledger


@pytest.fixture(scope="module")
def demonstration(content_databases: ContentDatabases, django_db_blocker: Any) -> Iterator[None]:
    """Work beside the demonstration, and the starter content that it rests on, until the module ends."""
    with django_db_blocker.unblock(), content_databases.opened(content_databases.demonstration):
        yield
