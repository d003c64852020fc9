"""Fixtures of the page tree. The skeleton is made by migrations, and again after a transactional test."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from handbooks.models import GlossaryPage, HandbookPage, HandbooksPage, PrecedentIndexPage
from portal.home.foundations import ensure_foundations
from portal.home.models import HomePage


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
