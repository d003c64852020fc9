"""The pages of the newsroom behind the cache: kept for readers, and fresh after every act that shows on one of them."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from django.core.management import call_command
from django.utils import timezone

from portal.newsroom.models import ArticlePage, Correction, ReadCount
from portal.newsroom.services.narrative import issue_edition
from tests.factories import CityFactory, UserFactory
from tests.factories.newsroom import (
    ArticlePageFactory,
    AuthorFactory,
    CoverageFactory,
    OutletFactory,
    OutletFeedFactory,
    PreviewLinkFactory,
    PrinciplePageFactory,
    SuggestionFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def author():
    return AuthorFactory(name="Ivo Blair", slug="ivo-blair")


@pytest.fixture
def article(author):
    return ArticlePageFactory(title="Who owns the docks?", slug="docks", authors=[author])


PAGES = (
    "/news/",
    "/news/docks/",
    "/news/archive/",
    "/news/authors/ivo-blair/",
    "/news/coverage/",
    "/news/narrative/",
    "/news/narrative/keep-it-here/",
    "/news/narrative/editions/",
)


def test_every_kind_of_page_is_kept(reader, article, django_assert_num_queries):
    PrinciplePageFactory(slug="keep-it-here")
    for path in PAGES:
        first = reader.get(path)
        assert first.status_code == 200, path
        assert "csrfmiddlewaretoken" not in first.content.decode(), path
        assert not first.cookies, path
        with django_assert_num_queries(0):
            second = reader.get(path)
        assert second.content == first.content, path


def correct(article):
    article.corrections.add(Correction(corrected_on=date(2026, 11, 20), text="It was twelve, not ten."))
    article.save_revision().publish()


def rename(article):
    author = article.bylines.get().author
    author.name = "Zelda Quill"
    author.save()


def add_coverage(article):
    report = CoverageFactory(cities=[CityFactory()])
    report.articles.add(article)


def hide_coverage(report):
    report.is_public = False
    report.save()


def expire(article):
    ArticlePage.objects.filter(pk=article.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    call_command("publish_scheduled")


ACTS = {
    "publish": lambda article: article.save_revision().publish(),
    "another": lambda article: ArticlePageFactory(),
    "unpublish": lambda article: article.unpublish(),
    "expire": expire,
    "delete": lambda article: article.delete(),
    "correct": correct,
    "rename": rename,
    "coverage": add_coverage,
    "outlet": lambda article: OutletFactory(),
    "principle": lambda article: PrinciplePageFactory(),
    "edition": lambda article: issue(),
}


def issue():
    PrinciplePageFactory()
    return issue_edition(by=UserFactory(groups=["Administrators"]), note="First.")


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS.keys())
def test_act_that_shows_makes_pages_stale(article, stale, act):
    fresh = ArticlePage.objects.get(pk=article.pk)
    assert stale(lambda: act(fresh))


def test_coverage_that_is_hidden_or_dead_makes_pages_stale(stale):
    report = CoverageFactory()
    assert stale(lambda: hide_coverage(report))
    report.dead_since = timezone.now()
    assert stale(report.save)
    assert stale(report.delete)


def test_what_only_editors_see_leaves_pages_kept(article, stale):
    def act():
        PreviewLinkFactory(article=article)
        SuggestionFactory(feed=OutletFeedFactory(outlet=feed.outlet))
        ReadCount.objects.create(article=article, day=date(2026, 11, 20), count=3)
        article.title = "A draft"
        article.save_revision()

    feed = OutletFeedFactory()
    assert not stale(act)


def test_reader_sees_each_act_at_once(reader, article, author, commit):
    def seen(path="/news/docks/"):
        return reader.get(path).content.decode()

    assert "Ivo Blair" in seen()
    with commit():
        rename(article)
    assert "Zelda Quill" in seen()
    assert "Ivo Blair" not in seen()
    with commit():
        article.title = "Who owned the docks?"
        article.save_revision().publish()
    assert "Who owned the docks?" in seen()
    assert "Who owned the docks?" in seen("/news/")
    with commit():
        ArticlePage.objects.get(pk=article.pk).unpublish()
    assert reader.get("/news/docks/").status_code == 410
    assert "Who owned the docks?" not in seen("/news/")


def test_scheduled_article_appears_by_the_clock_on_a_kept_front(reader, commit):
    draft = ArticlePageFactory(title="Not before noon", slug="noon", live=False)
    draft.go_live_at = timezone.now() + timedelta(hours=1)
    draft.save_revision().publish()
    assert "Not before noon" not in reader.get("/news/").content.decode()
    with time_machine.travel(timezone.now() + timedelta(hours=2), tick=True), commit():
        call_command("publish_scheduled")
    assert "Not before noon" in reader.get("/news/").content.decode()
    assert reader.get("/news/noon/").status_code == 200


def test_signed_in_reader_skips_the_cache(client, reader, article):
    reader.get("/news/docks/")
    client.force_login(UserFactory(display_name="Ada Lovelace"))
    answer = client.get("/news/docks/", headers={"host": "localhost:8000"})
    assert "private" in answer["Cache-Control"]
    assert "Ada Lovelace" not in reader.get("/news/docks/").content.decode()
