"""What is read of a page that an outlet printed, whatever it holds."""

from __future__ import annotations

import json
import time
from datetime import date

import pytest

from portal.newsroom.metadata import Metadata, metadata_of
from portal.newsroom.url_keys import host_of, url_key

TODAY = date(2026, 11, 26)


def read(page: str | bytes, charset: str = "") -> Metadata:
    return metadata_of(page if isinstance(page, bytes) else page.encode(), charset, today=TODAY)


def described(**said: object) -> str:
    told = json.dumps({"@type": "NewsArticle", **said}).replace("</", "<\\/")
    return f'<script type="application/ld+json">{told}</script>'


def test_json_ld_comes_first_then_open_graph_then_the_title():
    social = (
        '<meta property="og:title" content="Shared title"><meta property="og:site_name" content="The Post">'
        '<meta property="article:published_time" content="2026-11-02T23:30:00Z">'
    )
    title = "<title>Title of the page | The Post</title>"
    told = described(headline="The headline", datePublished="2026-11-03", publisher={"name": "Leeds Post"})
    assert read(title) == Metadata(headline="Title of the page | The Post")
    assert read(title + social) == Metadata("Shared title", date(2026, 11, 2), "The Post")
    assert read(title + social + told) == Metadata("The headline", date(2026, 11, 3), "Leeds Post")


@pytest.mark.parametrize(
    "page",
    [
        '<time datetime="2026-11-03T09:00">3 November</time>',
        '<meta name="date" content="2026-11-03">',
        '<meta itemprop="datePublished" content="2026-11-03T01:00:00+00:00">',
        '<meta property="article:published_time" content="2026-11-03T23:59:00.000Z">',
        described(datePublished="2026-11-02T23:30:00-05:00"),
        described(datePublished="nonsense") + '<meta name="date" content="2026-11-03">',
    ],
)
def test_day_is_read_in_the_ways_in_which_it_is_written(page):
    assert read(page).printed_on == date(2026, 11, 3)


@pytest.mark.parametrize(
    "said",
    [
        *("2027-01-01", "2026-11-28", "1066-10-14", "0000-00-00", "2026-02-31", "2026-13-01T00:00:00Z", "", "soon"),
        *("2026-11-03T99:00:00Z", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-12:00", "\ud800", 20261103, None),
        *(["2026-11-03"], {"@value": "x"}, "2" * 100_000),
    ],
)
def test_day_that_is_none_or_is_to_come_is_left_to_the_editor(said):
    assert read(described(headline="Words", datePublished=said)) == Metadata(headline="Words")


def test_words_are_cleaned_of_what_is_no_word():
    hostile = "Roofs \x00\x07for\u202e all\ud800 <script>alert(1)</script>  &amp;\n\u200bheat"
    assert read(described(headline=hostile)).headline == "Roofs for all alert(1) &amp; heat"
    assert read("<title>A &amp; B <b>c</b>\0</title>").headline == "A & B c"
    assert read("<title>&#x202e;&#0;&#xd800;</title>").headline == "\ufffd\ufffd"
    assert read("<title>\u202e\u200b</title>").headline == ""


def test_megabytes_and_nests_are_bounded():
    began = time.monotonic()
    assert len(read(f"<title>{'word ' * 400_000}</title>").headline) <= 250
    assert len(read(f"<meta property=og:title content='{'x' * 1_000_000}'>").headline) <= 250
    assert len(read(described(headline="word " * 30_000)).headline) <= 250
    assert read(described(headline="x" * 300_000)) == Metadata()
    assert read("<script type='application/ld+json'>" + "[" * 150_000 + "</script>") == Metadata()
    assert (
        read("<script type='application/ld+json'>" + '{"a":' * 30_000 + "1" + "}" * 30_000 + "</script>").headline == ""
    )
    assert read("<meta property=a content=b>" * 50_000) == Metadata()
    assert read("<" * 200_000) == read("<!" * 100_000) == read("<![" * 100_000) == Metadata()
    assert read("<title" * 50_000).headline == ""
    assert time.monotonic() - began < 20


@pytest.mark.parametrize(
    "told",
    [
        {"@graph": [{"@type": "WebSite", "name": "Post"}, {"@type": ["Thing", "NewsArticle"], "headline": "Words"}]},
        [[{"mainEntity": {"@type": "ReportageNewsArticle", "headline": "Words"}}]],
        {"@type": "Article", "name": "Words", "publisher": [], "datePublished": {}},
        {"@type": "Article", "headline": "Words", "publisher": [[1]]},
    ],
)
def test_article_is_found_wherever_it_is_nested(told):
    script = f"<script type=application/ld+json>{json.dumps(told)}</script>"
    assert read(script) == Metadata(headline="Words")


@pytest.mark.parametrize(
    ("page", "charset"),
    [
        ("<title>Straße</title>".encode("latin-1"), "iso-8859-1"),
        ('<meta charset="windows-1252"><title>Straße</title>'.encode("cp1252"), ""),
        ("<title>Straße</title>".encode(), "no-such-encoding"),
        ("<title>Straße</title>".encode(), "hex"),
        ("<title>Straße</title>".encode("utf-16"), "utf-16"),
        *(
            (f'<meta charset="{name}"><title>Straße</title>'.encode(), "")
            for name in ("idna", "punycode", "utf-7", "unicode_escape", "raw-unicode-escape", "utf-32", "rot13")
        ),
    ],
)
def test_encoding_is_that_which_is_named(page, charset):
    assert read(page, charset).headline == "Straße"


@pytest.mark.parametrize("page", [b"", b"\xff\xfe\x00", b"%PDF-1.7 \x00\x01", b"{}", b"<title>", b"\x00" * 1000])
def test_what_is_no_page_says_nothing(page):
    assert read(page).printed_on is None


@pytest.mark.parametrize(
    "same",
    [
        "https://news.example/story?id=1",
        "http://NEWS.example:80/story/?id=1#comments",
        "https://www.news.example:443/story?utm_source=x&id=1&fbclid=2",
        " https://news.example./%73tory?at_medium=RSS&id=1 ",
    ],
)
def test_addresses_of_one_story_have_one_key(same):
    assert url_key(same) == "news.example/story?id=1"


def test_addresses_of_two_stories_have_two_keys():
    addresses = [
        *("https://news.example/story", "https://news.example/Story", "https://news.example/story?id=1"),
        *("https://news.example/story?id=2", "https://news.example:8443/story", "https://b.news.example/story"),
        *(f"https://news.example/{'x' * 600}{end}" for end in "ab"),
    ]
    keys = {url_key(address) for address in addresses}
    assert len(keys) == len(addresses)
    assert max(map(len, keys)) <= 500
    assert (
        host_of("https://www.Straße.example/x") == host_of("https://xn--strae-oqa.example")
        or host_of("http://[bad") == ""
    )
