"""The search page answers whatever is typed."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from portal.search import views
from portal.search.results import Results
from tests.factories import EntryPageFactory, GlossaryTermFactory, TaskFactory

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    """Return the words of a page, single-spaced."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def test_page_shows_results_with_filters_in_the_address(client: Client) -> None:
    EntryPageFactory(title="Lease land", nations=["england"])

    response = client.get("/search/?q=lease&theme=housing&nation=england&kind=entry")
    assert response.status_code == 200
    assert "1 result" in text_of(response)
    html = response.content.decode()
    assert html.count("<h1") == 1
    assert '<meta name="robots" content="noindex">' in html
    assert "/handbooks/local-government/housing/lease-land/?nation=england" in html
    assert '<option value="housing" selected>' in re.sub(r"\s+", " ", html)


def test_page_sets_no_cookie_and_varies_not_by_one(client: Client) -> None:
    EntryPageFactory(title="Lease land")
    response = client.get("/search/?q=lease")

    assert not response.cookies
    assert "Cookie" not in response.get("Vary", "")


def test_empty_search_offers_tasks_and_lists(client: Client) -> None:
    TaskFactory(text="I want to lease a hall.", entries=[EntryPageFactory()])

    words = text_of(client.get("/search/"))
    assert "I want to lease a hall." in words
    assert "A to Z" in words


def test_nothing_found_offers_spelling_and_ways_in(client: Client) -> None:
    EntryPageFactory(title="Selective licensing")

    response = client.get("/search/?q=licencing&theme=housing")
    assert response.status_code == 200
    assert "Did you mean licensing ?" in text_of(response)
    assert "?q=licensing&amp;theme=housing" in response.content.decode()
    assert "Other ways in" in text_of(response)


def test_filters_that_leave_nothing_can_be_taken_back(client: Client) -> None:
    EntryPageFactory(title="Lease land", nations=["england"])

    response = client.get("/search/?q=lease&nation=scotland&theme=housing")
    assert "1 more in other nations" in text_of(response)
    assert "Show the 1 result without filters" in text_of(response)
    assert 'href="?q=lease&amp;theme=housing"' in response.content.decode()


@pytest.mark.parametrize(
    ("query", "note"),
    [
        ("theme=housing&theme=energy", "Only one theme can be chosen at a time"),
        ("nation=atlantis", "We know no nation called “atlantis”"),
        ("kind=<b>x</b>", "We know no kind called “<b>x</b>”"),
        ("kind=" + "x" * 300, "We know no kind called"),
    ],
)
def test_unknown_and_repeated_filters_are_left_out_and_said(client: Client, query: str, note: str) -> None:
    EntryPageFactory(title="Lease land", theme="energy")

    response = client.get(f"/search/?q=lease&{query}")
    assert response.status_code == 200
    assert note.replace("<", "&lt;").replace(">", "&gt;") in response.content.decode()
    assert "1 result" in text_of(response)


def test_overlong_search_is_trimmed_with_a_note(client: Client) -> None:
    response = client.get("/search/", {"q": "lease " * 1_600})

    assert response.status_code == 200
    assert "search was too long" in text_of(response)
    assert len(response.content) < 60_000


@pytest.mark.parametrize("query", ["q=%FF%FE", "q=a%00b", "q=%C3", "theme=%FF", "q=" + "x" * 20_000])
def test_broken_encoding_is_a_clear_400(client: Client, query: str) -> None:
    response = client.get(f"/search/?{query}")

    assert response.status_code == 400
    assert "<h1" in response.content.decode()


@pytest.mark.parametrize(
    "query", ["page=0", "page=-1", "page=abc", "page=99999999999999999999", "page=1&page=2", "x=1"]
)
def test_odd_pages_are_answered(client: Client, query: str) -> None:
    EntryPageFactory(title="Lease land")

    assert client.get(f"/search/?q=lease&{query}").status_code == 200


def test_wrong_method_is_refused(client: Client) -> None:
    assert client.post("/search/", {"q": "lease"}).status_code == 405
    assert client.head("/search/?q=lease").status_code == 200


def test_typed_words_are_escaped_everywhere(client: Client) -> None:
    html = client.get("/search/", {"q": '"><script>alert(1)</script> \ue000x\ue001'}).content.decode()

    assert "<script>alert" not in html
    assert "<mark>" not in html


def test_slow_search_says_so_with_503(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def too_slow(user, asked, filters, page) -> Results:
        return Results(asked=asked, filters=filters, took_too_long=True)

    monkeypatch.setattr(views, "search_passages", too_slow)
    response = client.get("/search/?q=lease")
    assert response.status_code == 503
    assert "took too long" in text_of(response)


@pytest.mark.parametrize("query", ["q=lease", "q=lease+roofs+zebra&nation=scotland&theme=energy", "q=zebra", ""])
def test_page_stays_within_its_queries(client: Client, query: str, django_assert_max_num_queries) -> None:
    EntryPageFactory.create_batch(12, limits=["A lease of roofs."])
    GlossaryTermFactory(term="Lease", slug="lease")

    with django_assert_max_num_queries(13):
        client.get(f"/search/?{query}")
