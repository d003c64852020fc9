"""What a reader finds on an article."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.factories.newsroom import ArticlePageFactory, AuthorFactory

pytestmark = pytest.mark.django_db


def read(client, article, query: str = "") -> str:
    response = client.get(f"/news/{article.slug}/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_article_shows_who_wrote_it_when_and_how_long_it_takes(client):
    authors = [AuthorFactory(name="Ana Rees", role="Reporter"), AuthorFactory(name="Bo Lund", role="")]
    body = [("text", f"<h2>One</h2><p>{'word ' * 460}</p><h2>Two</h2><p>End.</p>")]
    page = read(client, ArticlePageFactory(title="A title", authors=authors, body=body))
    assert page.count("<h1") == 1
    assert 'href="/news/authors/ana-rees/"' in page
    assert "2 minutes to read" in page
