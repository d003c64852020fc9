"""The sitemaps: of news of two days, and of the whole portal."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone
from lxml import etree

from portal.newsroom.models import ArticlePage
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory

pytestmark = pytest.mark.django_db
NAMES = {"s": "http://www.sitemaps.org/schemas/sitemap/0.9", "n": "http://www.google.com/schemas/sitemap-news/0.9"}


def test_news_sitemap_tells_of_two_days_by_the_rules(client, tree, django_assert_num_queries):
    new = ArticlePageFactory(title="New & <b>bold</b>")
    for age, title in [(timedelta(hours=47), "Of yesterday"), (timedelta(hours=49), "Of last week")]:
        page = ArticlePageFactory(title=title)
        ArticlePage.objects.filter(pk=page.pk).update(first_published_at=timezone.now() - age)
    ArticlePageFactory(title="From elsewhere", first_ran_at="https://newstartmag.example/1", first_ran_in="New Start")
    with django_assert_num_queries(1):
        document = etree.fromstring(client.get("/news-sitemap.xml").content)
    urls = document.findall("s:url", NAMES)
    assert [url.findtext("n:news/n:title", namespaces=NAMES) for url in urls] == ["New & <b>bold</b>", "Of yesterday"]
    first = urls[0]
    assert first.findtext("s:loc", namespaces=NAMES) == f"{settings.SITE_URL}/news/{new.slug}/"
    assert first.findtext("n:news/n:publication/n:name", namespaces=NAMES) == "Resilient Cities"
    assert first.findtext("n:news/n:publication/n:language", namespaces=NAMES) == "en"
    assert first.findtext("n:news/n:publication_date", namespaces=NAMES) == new.first_published_at.isoformat()
    assert client.post("/news-sitemap.xml").status_code == 405


def test_news_sitemap_of_nothing_is_a_document(client, tree):
    assert etree.fromstring(client.get("/news-sitemap.xml").content).tag.endswith("urlset")


def test_sitemap_holds_articles_authors_and_the_archive(client, tree):
    article = ArticlePageFactory(authors=[AuthorFactory(slug="ada")])
    AuthorFactory(slug="nobody-yet")
    draft = ArticlePageFactory(live=False)
    elsewhere = ArticlePageFactory(first_ran_at="https://newstartmag.example/1", first_ran_in="New Start")
    sitemap = client.get("/sitemap.xml").content.decode()
    for path in (
        f"/news/{article.slug}/",
        "/news/archive/",
        "/news/authors/ada/",
        "/news/coverage/",
        "/news/narrative/",
    ):
        assert f"{path}</loc>" in sitemap
    for path in (f"/news/{draft.slug}/", f"/news/{elsewhere.slug}/", "/news/authors/nobody-yet/"):
        assert path not in sitemap


def test_robots_names_both_sitemaps(client):
    robots = client.get("/robots.txt").content.decode()
    assert f"Sitemap: {settings.SITE_URL}/sitemap.xml\n" in robots
    assert f"Sitemap: {settings.SITE_URL}/news-sitemap.xml\n" in robots
