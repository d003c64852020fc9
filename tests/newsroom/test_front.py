"""The front page of the newsroom, and what other pages show of it."""

from datetime import timedelta
from itertools import chain, cycle

import pytest
from django.utils import timezone

from handbooks.reading.addresses import address_of
from portal.newsroom.models import ArticlePage, Author, NewsPage
from portal.newsroom.reading.arranged import NEWEST
from portal.words.themes import Theme
from tests.factories.handbooks import EntryPageFactory, PrecedentPageFactory
from tests.factories.newsroom import (
    ArticlePageFactory,
    AuthorFactory,
    CoverageFactory,
    PrinciplePageFactory,
    quick_articles,
)
from tests.factories.places import CityFactory
from tests.handbooks.test_reading_entry import make_busy_entry

pytestmark = pytest.mark.django_db


def text(client, address: str = "/news/") -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


def choose_lead(article: ArticlePage | None) -> None:
    news = NewsPage.objects.get()
    news.lead = article
    news.save_revision().publish()


def test_what_an_article_names_is_written_when_it_is_published():
    entry = EntryPageFactory()
    precedent = PrecedentPageFactory()
    article = ArticlePageFactory(entries=[entry], precedents=[precedent], authors=[AuthorFactory()])
    assert article.mentions.filter(entry=entry).exists()
    assert article.mentions.filter(precedent=precedent).exists()
    assert article.mentions.count() == 2
    assert Author.objects.visible_to().count() == 1


def test_empty_newsroom_says_so_and_where_to_go(client, tree):
    page = text(client)
    assert "No article is published yet" in page
    assert 'href="/handbooks/"' in page
    assert "By theme" not in page


def test_lead_is_the_chosen_article_else_the_newest(client, tree):
    older, newest = ArticlePageFactory(title="Older one"), ArticlePageFactory(title="Newest one")
    assert client.get("/news/").context["reading"].articles.lead.title == "Newest one"
    choose_lead(older)
    assert client.get("/news/").context["reading"].articles.lead.title == "Older one"
    older.unpublish()
    assert client.get("/news/").context["reading"].articles.lead.title == "Newest one"
    newest.view_restrictions.create(restriction_type="login")
    assert client.get("/news/").context["reading"].articles.lead is None


def test_lead_without_a_picture_says_its_title_once(client, tree):
    ArticlePageFactory(title="Not drawn")
    lead = text(client).split("leading")[1].split("</article>")[0]
    assert "<img" not in lead  # its card would say the title again
    assert lead.count("Not drawn") == 1


def test_no_article_is_shown_twice_and_parts_are_in_order(client, tree):
    leeds = CityFactory(slug="leeds", name="Leeds")
    made = quick_articles(20, cities=[leeds])
    for number, page in enumerate(made):
        ArticlePage.objects.filter(pk=page.pk).update(themes=[Theme.values[number % 6], "housing"])
    articles = client.get("/news/").context["reading"].articles
    parts = [[articles.lead], articles.newest, *(group.lines for group in chain(articles.themes, articles.cities))]
    shown = [line.pk for line in chain(*parts)]
    assert len(shown) == len(set(shown))
    assert articles.lead.title == made[0].title
    assert [line.title for line in articles.newest] == [page.title for page in made[1 : 1 + NEWEST]]
    assert [group.link.title for group in articles.themes] == [str(theme.label) for theme in Theme]
    assert all(group.lines for group in articles.themes)
    assert [group.link.url for group in articles.cities] == ["/news/archive/?city=leeds"]


def test_theme_whose_articles_stand_above_is_named_alone(client, tree):
    ArticlePageFactory(themes=[Theme.ENERGY])
    page = text(client)
    assert '<a class="tag" href="/news/archive/?theme=energy">Energy</a>' in " ".join(page.split())
    assert "theme=finance" not in page.split("<main")[1]


def test_narrative_coverage_months_and_reading_times_stand_on_the_front(client, tree):
    PrinciplePageFactory(title="Wealth stays")
    CoverageFactory(headline="Council buys from near")
    CoverageFactory(headline="Kept back", is_public=False)
    ArticlePageFactory()
    page = text(client)
    assert "Wealth stays" in page
    assert "Council buys from near" in page
    assert "Kept back" not in page
    assert f"?month={timezone.localdate():%Y-%m}" in page
    assert "1 minute to read" in page


@pytest.mark.parametrize("query", ["theme=housing", "city=leeds&month=2026-11", "author=x"])
def test_filter_of_the_front_leads_to_the_archive(client, tree, query):
    response = client.get(f"/news/?{query}")
    assert (response.status_code, response["Location"]) == (302, f"/news/archive/?{query}")


@pytest.mark.parametrize("count", [3, 30])
def test_front_takes_at_most_twelve_queries(client, tree, django_assert_max_num_queries, count):
    cities = CityFactory.create_batch(10)
    made = quick_articles(count)
    through = ArticlePage.cities.through
    pairs = zip(made, cycle(cities), strict=False)
    through.objects.bulk_create(through(articlepage=page, city=city) for page, city in pairs)
    PrinciplePageFactory.create_batch(2)
    CoverageFactory.create_batch(5)
    NewsPage.objects.update(lead=made[-1])
    with django_assert_max_num_queries(12):
        text(client)


def test_other_methods_are_refused(client, tree):
    assert client.post("/news/?theme=housing").status_code == 405


# What other pages show.


def test_home_page_shows_the_newest(client, tree):
    assert "From the newsroom" not in text(client, "/")
    ArticlePageFactory(title="Seen from home")
    assert "Seen from home" in text(client, "/")


def test_city_shows_its_articles_and_where_the_rest_are(client, tree):
    leeds = CityFactory(slug="leeds", name="Leeds")
    ArticlePageFactory(title="Not of a city")
    for number in range(4):
        ArticlePageFactory(title=f"Of Leeds {number}", cities=[leeds])
    page = text(client, leeds.get_absolute_url())
    assert "Of Leeds 3" in page
    assert "Of Leeds 0" not in page
    assert 'href="/news/archive/?city=leeds"' in page
    assert "Not of a city" not in page


def test_entry_and_precedent_name_the_articles_about_them(client, tree):
    entry, precedent = EntryPageFactory(), PrecedentPageFactory()
    article = ArticlePageFactory(title="About both", entries=[entry], precedents=[precedent])
    ArticlePageFactory(title="About neither")
    for page in (entry, precedent):
        shown = text(client, address_of(page))
        assert "Articles about this" in shown
        assert "About both" in shown
        assert "About neither" not in shown
    article.unpublish()
    assert "Articles about this" not in text(client, address_of(entry))


def test_entry_with_articles_keeps_its_budget_of_queries(client, tree, django_assert_max_num_queries):
    entry = make_busy_entry(3)
    ArticlePageFactory(entries=[entry])
    with django_assert_max_num_queries(12):
        assert "Articles about this" in text(client, f"{address_of(entry)}?nation=scotland&x=1")


def test_article_that_expired_is_gone_before_it_is_withdrawn(client, tree):
    article = ArticlePageFactory(title="Over")
    ArticlePage.objects.filter(pk=article.pk).update(expire_at=timezone.now() - timedelta(minutes=1))
    assert "Over" not in text(client, "/").split("<main")[1]
