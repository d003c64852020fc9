"""Where the pages of the newsroom lead: to nothing that is not there."""

from __future__ import annotations

import re
from html import unescape
from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest

from handbooks import links
from portal.newsroom.services.narrative import issue_edition
from tests.factories import CityFactory, EntryPageFactory, PrecedentPageFactory
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory, CoverageFactory, PrinciplePageFactory

HREF = re.compile(r'\bhref="([^"]*)"')


@pytest.fixture
def pages(tree: Any) -> list[str]:
    """Return the address of a page of each type, with as much on it as there can be."""
    city, entry, precedent = CityFactory(slug="leeds"), EntryPageFactory(), PrecedentPageFactory()
    about = {"cities": [city], "entries": [entry], "precedents": [precedent], "authors": [AuthorFactory(slug="ada")]}
    articles = [ArticlePageFactory(slug=f"article-{number}", **about) for number in range(3)]
    coverage = CoverageFactory(cities=[city])
    coverage.articles.set(articles)
    coverage.save()
    principles = [PrinciplePageFactory(slug=f"principle-{number}") for number in range(3)]
    for principle in principles:
        principle.entries, principle.precedents = [entry], [precedent]
        principle.save()
    issue_edition(note="The first.", by=None)
    return [
        "/news/",
        "/news/article-1/",
        "/news/authors/ada/",
        "/news/archive/",
        "/news/coverage/",
        "/news/narrative/",
        "/news/narrative/principle-1/",
        "/news/narrative/principle-1/?nation=wales",
        "/news/narrative/editions/",
        "/news/narrative/editions/1/",
        "/cities/leeds/press/",
    ]


@pytest.mark.django_db
def test_dead_sources_of_articles_and_of_the_narrative_are_found(tree):
    fact = {"text": "One", "source": "ONS", "url": "https://fact.example/"}
    body = [
        ("text", '<p><a href="https://text.example/?a=1&amp;b=2">A text</a></p>'),
        ("facts", {"heading": "Facts", "facts": [fact]}),
        ("chart", {"title": "T", "unit": "u", "rows": [], "source": "ONS", "url": "https://chart.example/"}),
        ("page", EntryPageFactory(provisions=[])),
    ]
    article = ArticlePageFactory(body=body, first_ran_at="https://first.example/")
    ArticlePageFactory(live=False, first_ran_at="https://draft.example/")
    evidence = {"text": "Rents fell.", "source": "A report", "url": "https://evidence.example/", "year": ""}
    principle = PrinciplePageFactory(evidence=[("evidence", evidence)])
    assert links.collect() == {
        "https://text.example/?a=1&b=2": {article.pk},
        "https://fact.example/": {article.pk},
        "https://chart.example/": {article.pk},
        "https://first.example/": {article.pk},
        "https://evidence.example/": {principle.pk},
    }


@pytest.mark.django_db
def test_no_page_of_the_newsroom_leads_nowhere(client, pages):
    found: dict[str, str] = {}
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200, page
        for href in map(unescape, HREF.findall(response.content.decode())):
            address = urljoin(page, href).partition("#")[0]
            parts = urlsplit(address)
            if not parts.scheme and not parts.netloc and not parts.path.startswith("/static/"):
                found.setdefault(address, page)
    assert len(found) > 40
    lost = [f"{address} on {page}" for address, page in found.items() if client.get(address).status_code in (404, 410)]
    assert lost == []
