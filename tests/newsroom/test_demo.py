"""The demonstration of the newsroom: marked, made once, and only where the starter content is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from handbooks.models import StarterRecord
from portal.accounts.demo import DEMONSTRATION
from portal.newsroom.demo import script
from portal.newsroom.demo.loading import load
from portal.newsroom.models import (
    ArticlePage,
    Author,
    Coverage,
    Outlet,
    OutletFeed,
    PreviewAnswer,
    ReadCount,
    Suggestion,
)
from tests.factories import ActionFactory, CityFactory, UserFactory
from tests.factories.newsroom import ArticlePageFactory

pytestmark = pytest.mark.django_db


def test_demo_without_starter_content_makes_nothing(tree) -> None:
    load()
    assert not Outlet.objects.exists()
    assert not ArticlePage.objects.exists()


def test_demo_is_marked_made_once_and_shows_each_thing(tree) -> None:
    for slug in sorted({slug for piece in script.PIECES for slug in piece.cities}):
        CityFactory(slug=slug, name=slug.title())
    for slug in script.PUBLISHED:
        page = ArticlePageFactory(title=slug.title(), slug=slug)
        StarterRecord.objects.create(key=f"article:{slug}", digest="0" * 64, object_id=page.pk)
    action = ActionFactory(title=script.PIECES[0].actions[0])
    UserFactory(display_name=f"Writer {DEMONSTRATION}", is_demonstration=True)

    load()
    known = (Coverage.objects.count(), ReadCount.objects.count(), ArticlePage.objects.count())
    load()
    assert (Coverage.objects.count(), ReadCount.objects.count(), ArticlePage.objects.count()) == known
    assert 12 <= known[0] <= 20

    assert all(script.MARK in outlet.name and outlet.is_demo for outlet in Outlet.objects.all())
    for piece in Coverage.objects.all():
        assert piece.is_demo
        assert piece.url.startswith("https://example.org/")
        assert timedelta(0) < timezone.localdate() - piece.printed_on < timedelta(days=280)
    assert Coverage.objects.filter(dead_since__isnull=False).count() == 1
    assert {row.cities.count() > 0 for row in Coverage.objects.all()} == {True}
    assert Coverage.objects.filter(actions=action).exists()
    told = Coverage.objects.filter(articles__isnull=False)
    assert all(row.printed_on >= row.articles.get().first_published_at.date() for row in told)

    assert Suggestion.objects.count() == 2
    assert not OutletFeed.objects.filter(is_followed=True).exists(), "a demonstration asks nothing of anybody"
    drafts = ArticlePage.objects.filter(live=False)
    assert drafts.count() == 2
    assert all("demonstration" in page.title for page in drafts)
    assert PreviewAnswer.objects.get().link.article in drafts
    assert DEMONSTRATION in Author.objects.get().name
    assert ReadCount.objects.values("day").distinct().count() == 61


def test_demo_names_articles_and_actions_that_there_are() -> None:
    """What is misspelt would silently be about nothing."""
    from cities.plans.demo.loading import SCRIPTS
    from portal.newsroom.starter.files import folder

    slugs = {article["slug"] for article in folder("articles")}
    assert set(script.PUBLISHED) == slugs
    public = [item for plan in SCRIPTS for item in plan.items if item.visibility == "public"]
    titles = {item.reworded.get("title", item.title) for item in public}
    assert {slug for piece in script.PIECES for slug in piece.articles} <= slugs
    assert {title for piece in script.PIECES for title in piece.actions} <= titles
