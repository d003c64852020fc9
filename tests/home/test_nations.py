"""For a reader in one nation the home page and the page of both handbooks show what applies there."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core.cache import cache
from django.test import Client

from handbooks.models import EntryPage
from handbooks.streams import clean_stream
from portal.home.models import HomePage
from tests.factories import EntryPageFactory, PrecedentPageFactory
from tests.factories.handbooks import published

pytestmark = pytest.mark.django_db


def words(client: Client, address: str) -> str:
    """Return the words of the main part of a page, single-spaced."""
    main = client.get(address).content.decode().split("<main")[1].split("</main")[0]
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))


@pytest.fixture
def entries(tree: Any) -> tuple[EntryPage, EntryPage]:
    english = EntryPageFactory(title="Lease in England", nations=["england"])
    scottish = EntryPageFactory(title="Lease in Scotland", nations=["scotland"])
    for title, nation, entry in (("The English mill", "england", english), ("The Scottish mill", "scotland", scottish)):
        EntryPageFactory(title=f"Ask: {title}", audience="civil_society", nations=[nation], counterparts=[entry])
        PrecedentPageFactory(title=title, nation=nation)
    return english, scottish


@pytest.mark.parametrize("address", ["/", "/handbooks/"])
def test_counts_and_precedents_are_those_of_the_nation(client: Client, entries: Any, address: str) -> None:
    page = words(client, f"{address}?nation=scotland")
    assert page.count("1 of 2 entries applies in Scotland") == 2
    assert "1 pair of counterparts in Scotland." in page
    assert "1 precedent in Scotland" in page
    assert "The English mill" not in page

    everywhere = words(client, address)
    assert everywhere.count("2 entries") == 2
    assert "2 pairs of counterparts." in everywhere
    assert "All 2 precedents" in everywhere


def test_jobs_lead_to_entries_of_the_nation(client: Client, entries: tuple[EntryPage, EntryPage]) -> None:
    home = HomePage.objects.get()
    english, scottish = entries
    rows = [("Lease both", [english.pk, scottish.pk]), ("Lease there", [english.pk])]
    jobs = [{"type": "job", "value": {"text": text, "entries": pks}} for text, pks in rows]
    home.jobs = clean_stream(home.jobs.stream_block, jobs)
    published(home)

    table = client.get("/?nation=scotland").content.decode().split('id="jobs"')[1].split("</table>")[0]
    assert "Lease in Scotland" in table
    assert "Lease in England" not in table
    assert "Lease there" not in table


def test_what_is_new_is_of_the_nation_and_keeps_it(client: Client, entries: Any) -> None:
    new = client.get("/?nation=scotland").content.decode().split('id="new"')[1]
    assert "New in the handbooks for Scotland" in new
    assert "The Scottish mill" in new
    assert "The English mill" not in new
    assert "/handbooks/precedents/the-scottish-mill/?nation=scotland" in new


def test_home_says_for_which_nation_it_is(client: Client, entries: Any) -> None:
    assert "This page shows what applies in Scotland. Show every nation" in words(client, "/?nation=scotland")
    assert "Show every nation" not in words(client, "/")


def test_job_shows_two_entries_of_a_cell_at_once_those_of_most_nations_first(client: Client, tree: Any) -> None:
    wide = EntryPageFactory(title="Everywhere", nations=["england", "wales", "scotland"])
    narrow = [EntryPageFactory(title=f"Only {nation}", nations=[nation]) for nation in ("england", "wales")]
    home = HomePage.objects.get()
    pks = [*(entry.pk for entry in narrow), wide.pk]
    home.jobs = clean_stream(home.jobs.stream_block, [{"type": "job", "value": {"text": "Do it", "entries": pks}}])
    published(home)

    cell = client.get("/").content.decode().split('id="jobs"')[1].split("<td")[1].split("</td>")[0]
    shown, more = cell.split("<details")
    assert shown.index("Everywhere") < shown.index("Only england")
    assert "and 1 more" in more
    assert "Only wales" in more
    table = client.get("/?nation=wales").content.decode().split('id="jobs"')[1].split("</table>")[0]
    assert "<details" not in table


@pytest.mark.parametrize("address", ["/", "/handbooks/"])
def test_precedents_shown_are_of_different_places(client: Client, tree: Any, address: str) -> None:
    for title, place in (("First", "Leeds"), ("Second", "Leeds"), ("Third", "Cardiff"), ("Fourth", "Glasgow")):
        PrecedentPageFactory(title=f"{title} mill", place=place)
    page = client.get(address).content.decode().split('class="join')[1].split("</ul>")[0]
    assert [title in page for title in ("First", "Second", "Third", "Fourth")] == [True, False, True, True]


def test_one_day_of_news_is_said_once(client: Client, entries: tuple[EntryPage, EntryPage]) -> None:
    new = client.get("/").content.decode().split('id="new"')[1]
    assert "All of " in new
    assert "<time" not in new

    note = entries[0].change_notes.get()
    note.published_at -= timedelta(days=2)
    note.save()
    cache.clear()
    new = client.get("/").content.decode().split('id="new"')[1]
    assert "All of " not in new
    assert "<time" in new
