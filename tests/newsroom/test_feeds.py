"""Feeds of articles: held to the Atom RELAX NG schema and to the rules of JSON Feed."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.utils import timezone
from django.utils.http import http_date
from lxml import etree

from portal.newsroom.models import ArticlePage, Correction
from portal.newsroom.reading.feeds import ITEMS
from portal.words.themes import Theme
from tests.factories.handbooks import EntryPageFactory
from tests.factories.newsroom import ArticlePageFactory, AuthorFactory, quick_articles
from tests.factories.places import CityFactory
from tests.newsroom.hidden_pages import pages_that_not_everybody_reads

pytestmark = pytest.mark.django_db

SCHEMA = Path(__file__).with_name("atom.rng")
ATOM = {"a": "http://www.w3.org/2005/Atom"}
HOSTILE = "<script>alert(1)</script> ]]> & \x0b\ufffe“quoted” \U0001f3e0"
BODY = [
    ("text", '<h2>Why</h2><p>Read <a href="/cities/">the cities</a> &amp; <b>more</b>.</p>'),
    ("pull_quote", {"text": "Ours & theirs <i>", "who": "Somebody"}),
    ("facts", {"heading": "Facts", "facts": [{"text": "One", "source": "ONS", "url": "https://ons.example/1"}]}),
    (
        "chart",
        {
            "title": "Spent",
            "unit": "£",
            "rows": [{"label": "Leeds", "value": "3.5"}, {"label": "Hull", "value": "207720"}],
            "source": "ONS & others",
            "url": "",
        },
    ),
    ("video", {"url": "https://vimeo.com/1", "title": "A film", "summary": "What is said."}),
]


@pytest.fixture
def leeds(tree):
    return CityFactory(slug="leeds", name="Leeds")


@pytest.fixture
def full(leeds):
    """Return an article with everything that a feed may carry."""
    entry = EntryPageFactory(title="Buy from near")
    return ArticlePageFactory(
        title="Money that stays",
        standfirst="How it works.",
        body=[*BODY, ("page", entry)],
        cities=[leeds],
        authors=[AuthorFactory(name="Ada Lovelace"), AuthorFactory(name="Second Writer")],
        corrections=["The sum was £9m."],
        first_ran_at="https://newstartmag.example/money",
        first_ran_in="New Start",
    )


def atom_of(client, address: str = "/news/feed/") -> Any:
    """Return an Atom feed as a tree, valid by the schema and by the rules that stand beside it in the RFC."""
    response = client.get(address)
    assert response["Content-Type"].startswith("application/atom+xml")
    feed = etree.fromstring(response.content)
    schema = etree.RelaxNG(etree.parse(SCHEMA))
    assert schema.validate(feed), schema.error_log
    entries = feed.findall("a:entry", ATOM)
    # Source: RFC 4287 s.4.1.1 and 4.1.2, the two Schematron rules of appendix B, and s.4.1.1 on ids.
    assert feed.find("a:author", ATOM) is not None or all(entry.find("a:author", ATOM) is not None for entry in entries)
    assert all(entry.find("a:link[@rel='alternate']", ATOM) is not None for entry in entries)
    ids = [entry.findtext("a:id", namespaces=ATOM) for entry in entries]
    assert len(set(ids)) == len(ids)
    assert len(feed.findall("a:link[@rel='self']", ATOM)) == 1
    assert all(urlsplit(link.get("href")).scheme in ("http", "https") for link in feed.iterfind(".//a:link", ATOM))
    return feed


def json_of(client, address: str = "/news/feed.json") -> dict[str, Any]:
    """Return a JSON Feed, held to each rule of its specification. Source: https://www.jsonfeed.org/version/1.1/"""
    response = client.get(address)
    assert response["Content-Type"].startswith("application/feed+json")
    feed = json.loads(response.content)
    assert feed["version"] == "https://jsonfeed.org/version/1.1"  # required, the address of the version
    assert isinstance(feed["title"], str)  # required
    assert feed["title"]
    assert is_whole(feed["home_page_url"])  # strongly recommended
    assert is_whole(feed["feed_url"])  # strongly recommended, and unique: the feed's own
    assert feed["feed_url"] == settings.SITE_URL + address
    assert "author" not in feed  # deprecated in 1.1
    assert all(one.get("name") or one.get("url") for one in feed["authors"])  # at least one of the keys
    assert isinstance(feed["items"], list)  # required
    ids = [item["id"] for item in feed["items"]]
    assert all(isinstance(one, str) and one for one in ids)  # required, text
    assert len(set(ids)) == len(ids)  # unique
    for item in feed["items"]:
        check_item(item)
    return feed


def check_item(item: dict[str, Any]) -> None:
    assert isinstance(item.get("content_html"), str) or isinstance(item.get("content_text"), str)  # one at least
    assert is_whole(item["url"])
    for name in ("external_url", "image", "banner_image"):
        assert name not in item or is_whole(item[name])
    assert "\n" not in item["title"]  # plain text
    for name in ("date_published", "date_modified"):  # RFC 3339
        assert datetime.fromisoformat(item[name]).tzinfo is not None
    assert "author" not in item  # deprecated in 1.1
    assert all(one.get("name") or one.get("url") or one.get("avatar") for one in item.get("authors", []))
    assert all(isinstance(tag, str) for tag in item.get("tags", []))
    known = {"id", "url", "external_url", "title", "content_html", "content_text", "summary", "image", "banner_image"}
    known |= {"date_published", "date_modified", "authors", "tags", "language", "attachments"}
    assert all(name in known or name.startswith("_") for name in item)  # others begin with an underscore


def is_whole(address: str) -> bool:
    parts = urlsplit(address)
    return parts.scheme in ("http", "https") and bool(parts.netloc)


def said(entry: Any, name: str) -> str:
    return entry.findtext(f"a:{name}", namespaces=ATOM)


def test_atom_tells_all_of_an_article(client, full):
    entry = atom_of(client).find("a:entry", ATOM)
    assert said(entry, "title") == "Money that stays"
    assert said(entry, "summary") == "How it works."
    assert [name.text for name in entry.iterfind("a:author/a:name", ATOM)] == ["Ada Lovelace", "Second Writer"]
    assert [category.get("term") for category in entry.iterfind("a:category", ATOM)] == ["Housing", "Leeds"]
    links = {link.get("rel"): link.get("href") for link in entry.iterfind("a:link", ATOM)}
    assert links["alternate"] == f"{settings.SITE_URL}/news/{full.slug}/"
    assert links["canonical"] == "https://newstartmag.example/money"
    assert client.get(links["enclosure"].removeprefix(settings.SITE_URL)).status_code == 200
    content = said(entry, "content")
    table = "<caption>Spent</caption><tbody><tr><th>Leeds</th><td>£3.5</td></tr><tr><th>Hull</th><td>£207,720</td></tr>"
    for told in (
        *("Corrected", "£9m", f'href="{settings.SITE_URL}/cities/"', "Ours &amp; theirs", "ons.example", table),
        "</table><p>Source: ONS &amp; others</p>",
    ):
        assert told in content
    assert "Buy from near" in content
    assert 'href="/' not in content


def test_json_feed_tells_the_same(client, full):
    item = json_of(client)["items"][0]
    entry = atom_of(client).find("a:entry", ATOM)
    assert (item["id"], item["title"]) == (said(entry, "id"), said(entry, "title"))
    assert item["content_html"] == said(entry, "content")
    assert item["external_url"] == "https://newstartmag.example/money"
    assert [author["name"] for author in item["authors"]] == ["Ada Lovelace", "Second Writer"]


@pytest.mark.parametrize("form", ["feed/", "feed.json"])
def test_feed_of_a_theme_and_of_a_city_hold_theirs_alone(client, full, form):
    ArticlePageFactory(title="Of heat", themes=[Theme.ENERGY])
    for place, told, not_told in [
        ("themes/housing", "Money that stays", "Of heat"),
        ("themes/energy", "Of heat", "Money that stays"),
        ("cities/leeds", "Money that stays", "Of heat"),
    ]:
        read = atom_of if form == "feed/" else json_of
        read(client, f"/news/{place}/{form}")
        feed = client.get(f"/news/{place}/{form}").content.decode()
        assert told in feed
        assert not_told not in feed


@pytest.mark.parametrize("address", ["/news/feed/", "/news/themes/energy/feed/", "/news/cities/leeds/feed/"])
def test_feed_of_nothing_is_valid_and_does_not_change(client, leeds, address):
    atom_of(client, address)
    json_of(client, f"{address.removesuffix('/')}.json")
    first = client.get(address)
    assert client.get(address).content == first.content


def test_hostile_words_come_through_as_words(client, leeds):
    author = AuthorFactory(name=HOSTILE[:60], slug="odd")
    ArticlePageFactory(title=f"Odd {HOSTILE}"[:200], slug="odd", standfirst=HOSTILE, authors=[author])
    entry = atom_of(client).find("a:entry", ATOM)
    assert "<script>alert(1)</script> ]]> &" in said(entry, "title")
    assert json_of(client)["items"][0]["title"] == said(entry, "title")


def test_nobody_reads_of_drafts_restricted_or_expired_articles(client, tree):
    ArticlePageFactory(title="Unfinished", live=False)
    hidden = ArticlePageFactory(title="Restricted")
    hidden.view_restrictions.create(restriction_type="login")
    gone = ArticlePageFactory(title="Expired")
    ArticlePage.objects.filter(pk=gone.pk).update(expire_at=timezone.now() - timedelta(seconds=1))
    withdrawn = ArticlePageFactory(title="Withdrawn")
    withdrawn.unpublish()
    ArticlePageFactory(title="Told")
    for address in ("/news/feed/", "/news/feed.json", "/news/themes/housing/feed/", "/news-sitemap.xml", "/news/"):
        feed = client.get(address).content.decode()
        assert "Told" in feed
        assert not any(title in feed for title in ("Unfinished", "Restricted", "Expired", "Withdrawn"))


def test_correction_counts_as_an_update_and_the_id_lasts(client, tree):
    article = ArticlePageFactory(title="To be put right")
    ArticlePage.objects.filter(pk=article.pk).update(
        first_published_at=timezone.now() - timedelta(days=9), last_published_at=timezone.now() - timedelta(days=9)
    )
    before = atom_of(client).find("a:entry", ATOM)
    article = ArticlePage.objects.get(pk=article.pk)
    article.corrections.add(Correction(corrected_on=timezone.localdate(), text="It was nine."))
    article.slug = "moved"
    article.save_revision().publish()
    after = atom_of(client).find("a:entry", ATOM)
    assert said(after, "id") == said(before, "id")
    assert said(after, "published") == said(before, "published")
    assert said(after, "updated") > said(before, "updated")


@pytest.mark.parametrize("address", ["/news/feed/", "/news/feed.json"])
def test_who_has_it_as_it_is_gets_304(client, tree, address):
    ArticlePageFactory()
    first = client.get(address)
    again = client.get(address, headers={"if-none-match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert again["ETag"] == first["ETag"]
    ArticlePageFactory(title="Another")
    assert client.get(address, headers={"if-none-match": first["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", ["/news/feed/", "/news/feed.json"])
def test_who_asks_by_the_day_alone_learns_of_a_withdrawal(client, tree, address):
    ArticlePageFactory(title="Stays")
    withdrawn = ArticlePageFactory(title="Withdrawn")
    first = client.get(address)
    assert "Withdrawn" in first.content.decode()
    known = first.headers.get("Last-Modified", http_date())
    withdrawn.unpublish()
    again = client.get(address, headers={"if-modified-since": known})
    assert again.status_code == 200
    assert "Withdrawn" not in again.content.decode()


@pytest.mark.parametrize(
    ("method", "address", "status"),
    [
        ("get", "/news/themes/nothing/feed/", 404),
        ("get", "/news/cities/atlantis/feed.json", 404),
        ("get", "/news/cities/leeds/feed", 301),
        ("post", "/news/feed/", 405),
        ("delete", "/news/feed.json", 405),
        ("head", "/news/feed/", 200),
    ],
)
def test_other_requests_are_answered(client, tree, method, address, status):
    assert getattr(client, method)(address).status_code == status


@pytest.mark.parametrize("count", [3, ITEMS + 1])
def test_feed_takes_a_constant_number_of_queries(client, leeds, django_assert_max_num_queries, count):
    entry = EntryPageFactory()
    quick_articles(count, cities=[leeds], authors=AuthorFactory.create_batch(2), body=[*BODY, ("page", entry)])
    with django_assert_max_num_queries(5):
        assert client.get("/news/feed/").content.count(b"<entry>") == min(count, ITEMS)


def test_feeds_are_named_where_readers_look_for_them(client, leeds):
    front = client.get("/news/").content.decode()
    assert 'href="/news/feed/"' in front
    assert 'href="/news/feed.json"' in front
    for asked, feed in [
        ("theme=housing", "/news/themes/housing/feed/"),
        ("city=leeds", "/news/cities/leeds/feed.json"),
    ]:
        assert f'href="{feed}"' in client.get(f"/news/archive/?{asked}").content.decode()


def test_feed_leads_to_no_page_that_not_everybody_reads(client, leeds):
    hidden, entry = pages_that_not_everybody_reads(), EntryPageFactory()
    links = "".join(f'<p><a linktype="page" id="{key}">that {key}</a></p>' for key in [entry.pk, *hidden])
    ArticlePageFactory(body=[("text", links)])
    (told,) = (
        item for item in json.loads(client.get("/news/feed.json").content)["items"] if "that " in item["content_html"]
    )
    assert told["content_html"].count("<a") == 1
    assert f'{entry.url}">that {entry.pk}</a>' in told["content_html"]
    atom = client.get("/news/feed/").content.decode()
    for key, path in hidden.items():
        assert f"<p>that {key}</p>" in told["content_html"]
        assert path not in told["content_html"] + atom.split("that ")[1]


def test_pages_name_the_feed_that_they_belong_to(client, full):
    news, city = ("/news/feed/", "/news/feed.json"), ("/news/cities/leeds/feed/", "/news/cities/leeds/feed.json")
    wanted = {
        f"/news/{full.slug}/": [*news, *city],
        "/news/authors/ada-lovelace/": [*news],
        "/news/coverage/": [*news],
        "/news/narrative/": [*news],
        "/cities/leeds/": [*city],
        "/cities/leeds/press/": [*city],
    }
    for url, feeds in wanted.items():
        head, _head, body = client.get(url).content.decode().partition("</head>")
        links = etree.HTML(head).findall(".//link[@rel='alternate']")
        assert [link.get("href") for link in links] == feeds, url
        if url == "/cities/leeds/":
            for address in (*city, "/news/archive/?city=leeds"):
                assert f'href="{address}"' in body, address
