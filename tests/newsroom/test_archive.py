"""The archive: filters in the address, pages by place, months with counts."""

from datetime import UTC, datetime

import pytest

from portal.newsroom.models import ArticlePage
from portal.newsroom.reading.archive import ON_A_PAGE, Place
from portal.newsroom.reading.months import month_of
from portal.words.themes import Theme
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory, quick_articles
from tests.factories.places import CityFactory

pytestmark = pytest.mark.django_db


def came_out(article: ArticlePage, at: datetime) -> None:
    ArticlePage.objects.filter(pk=article.pk).update(first_published_at=at)


def text(client, query: str = "") -> str:
    response = client.get(f"/news/archive/{query}")
    assert response.status_code == 200
    return response.content.decode()


def test_each_filter_leaves_its_own(client, tree):
    leeds, ada = CityFactory(slug="leeds", name="Leeds"), AuthorFactory(name="Ada", slug="ada")
    wanted = ArticlePageFactory(title="Wanted", themes=[Theme.ENERGY], cities=[leeds], authors=[ada])
    other = ArticlePageFactory(title="Other one")
    came_out(wanted, datetime(2026, 9, 30, 23, 30, tzinfo=UTC))  # in London it is October
    came_out(other, datetime(2026, 9, 30, 22, 30, tzinfo=UTC))
    for query in ("theme=energy", "city=leeds", "author=ada", "month=2026-10", "theme=energy&city=leeds&month=2026-10"):
        page = text(client, f"?{query}")
        assert "Wanted" in page
        assert "Other one" not in page
        assert '<meta name="robots" content="noindex, follow">' in page
        assert "canonical" not in page
    assert "Other one" in text(client, "?month=2026-09")
    nothing = text(client, "?theme=housing&city=leeds")
    assert "No article fits all of that" in nothing
    assert "Remove one of the filters." in nothing, "no month is chosen"


def test_address_above_a_feed_leads_to_the_articles_that_it_tells(client, tree):
    CityFactory(slug="leeds")
    for above, query in (("themes/energy/", "?theme=energy"), ("cities/leeds/", "?city=leeds"), ("authors/", "")):
        answer = client.get(f"/news/{above}")
        assert (answer.status_code, answer.url) == (301, f"/news/archive/{query}")
        assert client.post(f"/news/{above}").status_code == 405
    assert client.get("/news/themes/nothing/").status_code == client.get("/news/cities/atlantis/").status_code == 404


def test_plain_archive_is_for_search_engines(client, tree):
    page = text(client)
    assert 'rel="canonical"' in page
    assert "noindex" not in page
    assert "No article is published yet" in page


@pytest.mark.parametrize(
    "query",
    [
        *(
            "?theme=nothing",
            "?city=atlantis",
            "?month=2026-13",
            "?month=x",
            "?author=nobody",
            "?page=2",
            "?page=after-x",
        ),
        *("?page=before-99999999999999999-1", "?page=before-%D9%A3-1", "?month=2026-1%0A"),
    ],
)
def test_what_is_not_known_is_said_and_left_aside(client, tree, query):
    ArticlePageFactory(title="Still here")
    page = text(client, query)
    assert "Part of this address is not known" in page
    assert "Still here" in page


def test_month_without_articles_is_known_and_empty(client, tree):
    ArticlePageFactory(title="Of now")
    page = text(client, "?month=2020-02")
    assert "No article fits all of that" in page
    assert "February 2020" in page
    assert "choose another month." in page


def test_pages_lead_to_each_other_and_show_each_article_once(client, tree):
    made = [article.title for article in quick_articles(2 * ON_A_PAGE + 5)]
    there, seen, back = "", [], []
    while there is not None:
        reading = client.get(f"/news/archive/{there}").context["reading"]
        seen += [line.title for line in reading.lines]
        last, there = there, reading.older or None
    assert seen == made
    there = last
    while there:
        reading = client.get(f"/news/archive/{there}").context["reading"]
        back = [line.title for line in reading.lines] + back
        there = reading.newer
    assert back == made
    assert reading.newer == ""


def test_pages_keep_the_filter(client, tree):
    quick_articles(ON_A_PAGE + 1)
    assert client.get("/news/archive/?theme=housing").context["reading"].older.startswith("?theme=housing&page=before-")


def test_months_are_counted_as_the_filter_leaves_them(client, tree):
    came_out(ArticlePageFactory(themes=[Theme.ENERGY]), datetime(2025, 12, 31, 12, tzinfo=UTC))
    came_out(ArticlePageFactory(), datetime(2026, 1, 1, 12, tzinfo=UTC))
    came_out(ArticlePageFactory(), datetime(2026, 1, 2, 12, tzinfo=UTC))
    plain = client.get("/news/archive/").context["reading"]
    assert [(month.written, month.count) for month in plain.months] == [("2026-01", 2), ("2025-12", 1)]
    assert [year for year, _months in plain.years] == [2026, 2025]
    assert plain.total == 3
    energy = client.get("/news/archive/?theme=energy").context["reading"]
    assert [(month.written, month.count) for month in energy.months] == [("2025-12", 1)]


def test_page_takes_few_queries_however_many_articles(client, tree, django_assert_max_num_queries):
    for more in (3, ON_A_PAGE):
        quick_articles(more)
        for query in ("", "?theme=housing", "?theme=housing&page=before-4000000000000000-9"):
            with django_assert_max_num_queries(4):
                text(client, query)


def test_page_is_not_counted_or_skipped_to(client, tree, django_assert_max_num_queries):
    quick_articles(ON_A_PAGE + 1)
    older = client.get("/news/archive/").context["reading"].older
    with django_assert_max_num_queries(4) as queries:
        client.get(f"/news/archive/{older}")
    assert not any("OFFSET" in query["sql"] for query in queries.captured_queries)


@pytest.mark.parametrize("method", ["post", "put", "delete"])
def test_other_methods_are_refused(client, tree, method):
    client.handler.enforce_csrf_checks = True
    assert getattr(client, method)("/news/archive/").status_code == 405


@pytest.mark.parametrize(
    "written", ["", "x", "before-1-0", "after--1", "before-1", "before-1-1-1", "before-99999999999999999-1"]
)
def test_place_that_is_none_is_not_read(written):
    assert Place.read(written) is None


def test_place_is_read_as_it_is_written():
    place = Place("before", datetime(2026, 11, 3, 9, 8, 7, 654321, tzinfo=UTC), 12)
    assert Place.read(str(place)) == place


@pytest.mark.parametrize("written", ["2026-00", "2026-13", "1899-01", "26-01", "2026-1", "2026-01-01", "\u0662026-01"])
def test_month_that_is_none_is_not_read(written):
    assert month_of(written) is None
