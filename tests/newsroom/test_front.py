"""The front page of the newsroom."""

import pytest

from portal.newsroom.models import ArticlePage, Author
from tests.factories.handbooks import EntryPageFactory, PrecedentPageFactory
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("address", ["/news/", "/news/narrative/"])
def test_pages_of_the_skeleton_are_there(client, address):
    assert client.get(address).status_code == 200


def test_what_an_article_names_is_written_when_it_is_published():
    entry = EntryPageFactory()
    precedent = PrecedentPageFactory()
    article = ArticlePageFactory(entries=[entry], precedents=[precedent], authors=[AuthorFactory()])
    assert article.mentions.filter(entry=entry).exists()
    assert article.mentions.filter(precedent=precedent).exists()
    assert article.mentions.count() == 2
    assert Author.objects.visible_to().count() == 1


def test_draft_is_read_by_nobody(client):
    draft = ArticlePageFactory(live=False)
    assert client.get(f"/news/{draft.slug}/").status_code == 404
    assert not ArticlePage.objects.visible_to().exists()
