"""What machines read on an article."""

from __future__ import annotations

import json
import re
from datetime import datetime
from html import unescape

import pytest
from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from PIL import Image

from handbooks.templatetags.structured import CARD_SIZE
from portal.newsroom.cards import card_url
from portal.newsroom.services.narrative import issue_edition
from portal.words.themes import Theme
from tests.factories import CityFactory, EntryPageFactory
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory, PrinciplePageFactory, picture

pytestmark = pytest.mark.django_db


def read(client, article, query: str = "") -> str:
    return client.get(f"/news/{article.slug}/{query}").content.decode()


def graph(page: str) -> list[dict]:
    found = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, re.DOTALL)
    assert len(found) == 1
    return json.loads(found[0])["@graph"]


def meta(page: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for name, content in re.findall(r'<meta (?:property|name)="([\w:]+)" content="([^"]*)">', page):
        found.setdefault(name, []).append(unescape(content))
    return found


def test_article_is_described_as_news(client):
    city, entry = CityFactory(name="Hull"), EntryPageFactory()
    article = ArticlePageFactory(
        title="Homes " * 30,
        slug="homes",
        authors=[AuthorFactory(name="Ana Rees", role="Reporter"), AuthorFactory(name="Bo Lund")],
        cities=[city],
        entries=[entry],
        themes=[Theme.HOUSING, Theme.ENERGY],
        corrections=["Four, not five."],
        lead_image=picture(),
        first_ran_at="https://newstartmag.co.uk/homes/",
        body=[("text", "<p>Five words are in here.</p>")],
    )
    news, crumbs = graph(read(client, article))
    own = f"{settings.SITE_URL}/news/homes/"
    assert news["@type"] == "NewsArticle"
    assert len(news["headline"]) <= 110
    assert news["url"] == own
    assert news["mainEntityOfPage"] == news["isBasedOn"] == "https://newstartmag.co.uk/homes/"
    assert [author["name"] for author in news["author"]] == ["Ana Rees", "Bo Lund"]
    assert news["author"][0]["url"] == f"{settings.SITE_URL}/news/authors/ana-rees/"
    assert news["publisher"]["name"] == "Resilient Cities"
    assert news["publisher"]["logo"]["url"] == settings.SITE_URL + static("img/logo.svg")
    assert news["articleSection"] == ["Housing", "Energy"]
    assert news["wordCount"] == 5
    assert news["correction"][0]["text"] == "Four, not five."
    assert news["image"][0] == settings.SITE_URL + card_url(article)
    assert news["image"][1].startswith(f"{settings.SITE_URL}/media/")
    assert {thing["name"] for thing in news["about"]} == {"Hull", entry.title}
    assert datetime.fromisoformat(news["datePublished"]).tzinfo
    assert datetime.fromisoformat(news["dateModified"]).tzinfo
    assert [item["position"] for item in crumbs["itemListElement"]] == [1, 2, 3]


def test_body_that_writes_is_no_person_with_a_job(client):
    body = AuthorFactory(name="The programme", slug="body", role="The programme itself", is_body=True)
    article = ArticlePageFactory(authors=[body, AuthorFactory(name="Ana Rees", role="Reporter")])
    first, second = graph(read(client, article))[0]["author"]
    assert first == {
        "@type": "Organization",
        "name": "The programme",
        "url": f"{settings.SITE_URL}/news/authors/body/",
    }
    assert (second["@type"], second["jobTitle"]) == ("Person", "Reporter")
    profile = graph(client.get("/news/authors/body/").content.decode())[0]
    assert profile["mainEntity"] == first


def test_article_of_nobody_and_nowhere_is_described_without_holes(client):
    news = graph(read(client, ArticlePageFactory(slug="plain")))[0]
    assert news["author"]["@type"] == "Organization"
    assert news["mainEntityOfPage"] == f"{settings.SITE_URL}/news/plain/"
    assert "isBasedOn" not in news
    assert "correction" not in news
    assert None not in news.values()


def test_preview_of_the_address_shows_the_card(client):
    article = ArticlePageFactory(title="Homes & more", slug="homes", standfirst="Why.", authors=[AuthorFactory()])
    found = meta(read(client, article))
    assert found["og:type"] == ["article"]
    assert found["og:title"] == ["Homes & more"]
    assert found["og:description"] == ["Why."]
    assert found["og:url"] == [f"{settings.SITE_URL}/news/homes/"]
    assert found["og:image"] == [settings.SITE_URL + card_url(article)]
    assert found["og:image:width"] == ["1200"]
    assert found["og:image:alt"] == ["Homes & more"]
    assert found["twitter:card"] == ["summary_large_image"]
    assert found["article:section"] == ["Housing"]
    assert len(found["article:author"]) == 1
    assert client.get(card_url(article)).headers["Content-Type"] == "image/png"


def test_every_page_of_the_newsroom_says_what_a_link_to_it_leads_to(client):
    ArticlePageFactory(authors=[AuthorFactory(name="Ana <b>Rees", slug="ana", bio='She "writes".')])
    CityFactory(name="Leeds")
    PrinciplePageFactory()
    edition = issue_edition(note="", by=None)
    titles = {
        "/news/": "News",
        "/news/archive/": "Archive of articles",
        "/news/coverage/": "In the press",
        "/news/authors/ana/": "Ana <b>Rees",
        "/cities/leeds/press/": "Leeds: press kit",
        edition.get_absolute_url(): f"{edition.payload['title']}, edition 1",
    }
    for url, title in titles.items():
        found = meta(client.get(url).content.decode())
        assert (found["og:title"], found["og:url"]) == ([title], [settings.SITE_URL + url])
        assert found["og:image"] == [settings.SITE_URL + static("img/card.png")], url
        if "authors" in url:
            assert found["og:description"] == ['She "writes".']
    with Image.open(finders.find("img/card.png")) as picture:
        assert picture.size == CARD_SIZE


def test_hostile_words_stay_words_in_what_machines_read(client):
    hostile = '</script><script>alert(1)</script>" onload="x'
    article = ArticlePageFactory(title=hostile, slug="hostile", standfirst=hostile, corrections=[hostile])
    page = read(client, article)
    news = graph(page)[0]
    assert news["headline"] == hostile
    assert news["correction"][0]["text"] == hostile
    assert meta(page)["og:title"] == [hostile]
    assert "<script>alert" not in page


@pytest.mark.parametrize("address", ["javascript:alert(1)", "ftp://news.example/x", "https://a:b@news.example/"])
def test_odd_address_of_where_it_ran_is_nobodys_canonical_address(client, address):
    article = ArticlePageFactory(slug="odd")
    type(article).objects.filter(pk=article.pk).update(first_ran_at=address)
    page = read(client, article)
    assert f'<link rel="canonical" href="{settings.SITE_URL}/news/odd/">' in page
    assert address not in page


def test_canonical_address_leaves_the_nation_out(client):
    page = read(client, ArticlePageFactory(slug="own"), "?nation=wales")
    assert f'<link rel="canonical" href="{settings.SITE_URL}/news/own/">' in page
