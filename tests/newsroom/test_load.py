"""Generated articles and coverage: as many as asked for, marked as such, and whole wherever articles are read."""

from __future__ import annotations

import pytest
from django.core.management import call_command
from wagtail.models import Page

from portal.newsroom.models import ArticlePage, Coverage, NewsPage
from portal.search.models import Passage
from tests.factories import CityFactory, EntryPageFactory
from tests.factories.newsroom import ArticlePageFactory

pytestmark = pytest.mark.django_db


def test_generated_articles_are_whole_and_say_what_they_are(client, tree):
    CityFactory(name="Leeds")
    EntryPageFactory()
    own = ArticlePageFactory(title="Ours")
    for number in (7, 7, 12):
        call_command("generate_load", articles=number, verbosity=0)
    made = ArticlePage.objects.filter(title__endswith="(generated)")
    assert made.count() == 12
    assert Page.find_problems() == ([], [], [], [], [])
    assert NewsPage.objects.get().get_children().filter(pk=own.pk).exists()
    for article in made:
        assert article.words > 200
        assert article.bylines.exists()
        assert article.mentions.exists()
        assert article.themes
    assert made.filter(cities__name="Leeds").count() == 9
    answer = client.get(made.first().get_url())
    assert answer.status_code == 200
    assert "How it began" in answer.content.decode()
    assert Passage.objects.filter(kind="article", is_lead=True).count() == 13
    assert "(generated)" in client.get("/search/?q=generated&kind=article").content.decode()
    ArticlePageFactory(title="Ours too")
    assert Page.find_problems() == ([], [], [], [], [])


def test_generated_coverage_is_marked_as_made_up():
    CityFactory()
    for number in (5, 9):
        call_command("generate_load", coverage=number, verbosity=0)
    assert Coverage.objects.filter(is_demo=True, outlet__is_demo=True, cities__isnull=False).count() == 9
