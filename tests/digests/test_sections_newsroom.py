"""New articles, and what outlets printed about one's city, in digests: once each, while readers may read them."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from wagtail.models import PageViewRestriction

from network.digests.building.composing import still_readable
from network.digests.building.people import People
from network.digests.building.sections import articles, coverage
from network.digests.letters import message_for
from network.digests.subjects import subject_of
from portal.newsroom.models import ArticlePage, Coverage
from tests.digests.people import crowd, digest_of, long_here, of_section, opened, titles, told
from tests.factories import CityFactory, UserFactory
from tests.factories.digests import DigestFactory
from tests.factories.forum import member_of
from tests.factories.newsroom import ArticlePageFactory, CoverageFactory, OutletFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("tree")]


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds")


@pytest.fixture
def reader(leeds):
    """A member of Leeds who came long ago and chose energy."""
    person = member_of(leeds, user__interests=["energy"])
    long_here(person)
    return person


def printed(headline, *cities, **fields):
    """Return something printed today about some cities."""
    return CoverageFactory(
        headline=headline, cities=list(cities), **{"printed_on": timezone.localdate(), **fields}
    )  # fmt: skip


def test_articles_of_ones_city_come_first_then_ones_themes_then_others(leeds, reader):
    ArticlePageFactory(title="Of everywhere")
    ArticlePageFactory(title="Of warmth", themes=["energy"])
    ArticlePageFactory(title="Of Leeds", cities=[CityFactory(), leeds])
    ArticlePageFactory(title="A draft", live=False)
    assert of_section(digest_of(reader), "articles") == [
        ("Of Leeds", "It is about Leeds, your city."),
        ("Of warmth", "You are interested in Energy."),
        ("Of everywhere", "It is new."),
    ]


def test_who_is_in_no_network_is_told_of_articles_and_of_no_coverage(leeds):
    person = UserFactory(interests=["energy"])
    long_here(person)
    ArticlePageFactory(title="Of homes")
    ArticlePageFactory(title="Of warmth", themes=["energy"])
    printed("Leeds does it", leeds)
    told = digest_of(person)
    assert of_section(told, "articles") == [("Of warmth", "You are interested in Energy."), ("Of homes", "It is new.")]
    assert [part.name for part in told.parts] == ["articles"]


def test_coverage_of_ones_city_is_told_with_its_outlet(leeds, reader):
    outlet = OutletFactory(name="The Leeds Post")
    printed("Leeds does it", CityFactory(), leeds, outlet=outlet)
    printed("Hull does it", CityFactory(name="Hull"))
    printed("Nobody's city")
    (item,) = digest_of(reader).items
    assert (item.described.title, item.described.place) == ("Leeds does it", "The Leeds Post")
    assert item.described.url == Coverage.objects.get(headline="Leeds does it").url
    assert item.choice.why == "It is about Leeds, your city."


HIDDEN = {
    "not shown": {"is_public": False},
    "made up": {"is_demo": True},
    "dead": {"dead_since": timezone.now()},
    "printed long ago": {"printed_on": timezone.localdate() - timedelta(days=32)},
}


@pytest.mark.parametrize("fields", HIDDEN.values(), ids=HIDDEN.keys())
def test_coverage_that_is_no_news_is_in_no_digest(leeds, reader, fields):
    printed("Leeds does it", leeds, **fields)
    assert not digest_of(reader).items


def test_nothing_is_told_twice_nor_from_before_one_came_nor_older_than_a_month(leeds, reader):
    ArticlePageFactory(title="First")
    printed("Leeds does it", leeds)
    newcomer = member_of(leeds)
    assert not digest_of(newcomer).items
    assert told(reader, "articles") == ["First"]
    assert not digest_of(reader).items
    second = ArticlePageFactory(title="Second")
    ArticlePage.objects.filter(pk=second.pk).update(first_published_at=timezone.now() - timedelta(days=31))
    assert not digest_of(reader).items


def test_article_published_again_is_not_new(reader):
    article = ArticlePageFactory(title="First")
    assert told(reader, "articles") == ["First"]
    article.title = "First, put right"
    article.save_revision().publish()
    assert not digest_of(reader).items


def test_what_is_loaded_at_once_comes_three_at_a_time(leeds, reader):
    for place in range(5):
        ArticlePageFactory()
        printed(f"Report {place}", leeds)
    for name in ("articles", "coverage"):
        assert len(titles(digest_of(reader), name)) == 3
    sent = told(reader, "articles")
    assert len(sent) == 3
    assert len(titles(digest_of(reader), "articles")) == 2
    assert not set(sent) & set(titles(digest_of(reader), "articles"))


def restrict(article, report):
    PageViewRestriction.objects.create(page_id=article.pk, restriction_type="login")
    report.is_public = False
    report.save()


GONE = {
    "unpublished": lambda article, report: (article.unpublish(), report.delete()),
    "deleted": lambda article, report: (article.delete(), report.delete()),
    "restricted": restrict,
}


@pytest.mark.parametrize("go", GONE.values(), ids=GONE.keys())
def test_what_went_before_it_is_sent_is_not_told(leeds, reader, go):
    article, report = ArticlePageFactory(title="First"), printed("Leeds does it", leeds)
    contents = digest_of(reader)
    assert len(contents.items) == 2
    go(article, report)
    assert still_readable([contents]) == {}


def test_title_that_was_put_right_leaves_as_it_is_now(reader):
    article = ArticlePageFactory(title="Frist")
    contents = digest_of(reader)
    article.title = "First"
    article.save_revision().publish()
    assert titles(still_readable([contents])[reader.pk], "articles") == ["First"]


def test_both_parts_of_the_letter_tell_it_and_links_open(client, leeds, reader):
    ArticlePageFactory(title="Who owns <the docks>?", standfirst="A walk & a talk.", cities=[leeds])
    report = printed("Leeds “does” it", leeds)
    contents = digest_of(reader)
    assert subject_of(contents) == "“Leeds “does” it”, “Who owns <the docks>?”"
    message = message_for(DigestFactory(person=reader), contents)
    html = message.alternatives[0][0]
    assert "New articles" in message.body
    assert "Your city in the press" in message.body
    assert "Who owns <the docks>?" in message.body
    assert "Who owns &lt;the docks&gt;?" in html
    assert report.url in message.body
    assert f'href="{report.url}"' in html
    Coverage.objects.all().delete()
    assert opened(client, reader, digest_of(reader)) == {200}


def test_queries_do_not_grow_with_people_nor_articles(leeds, reader):
    def asked():
        people = People([reader.pk, *crowd(20, leeds)])
        with CaptureQueriesContext(connection) as queries:
            assert articles.gather(people)[reader.pk]
            assert coverage.gather(people)[reader.pk]
        return len(queries)

    ArticlePageFactory(cities=[leeds])
    printed("First", leeds)
    before = asked()
    for place in range(12):
        ArticlePageFactory(cities=[leeds, CityFactory()])
        printed(f"Report {place}", leeds)
    assert asked() == before <= 12
