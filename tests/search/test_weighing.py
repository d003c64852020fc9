"""Of the words of a question the rare ones count more, in whatever form the handbooks say them."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from portal.search.filters import Filters
from portal.search.hits import Hits
from portal.search.models import Passage
from portal.search.phrasing import read
from portal.search.results import Matched, Results
from portal.search.searching import search_passages
from portal.search.weighing import Weighing
from tests.factories import EntryPageFactory, TaskFactory

pytestmark = pytest.mark.django_db


def search(text: str) -> Results:
    return search_passages(AnonymousUser(), read(text))


def titles(found: Results) -> list[str]:
    return [item.title for item in found.items]


def test_rare_word_counts_more_than_common_ones() -> None:
    for number in range(9):
        EntryPageFactory(title=f"Community {number}", summary="A community meets a community.")
    EntryPageFactory(title="Moorings", summary="Lend a boat.")

    assert titles(search("community boat zebra"))[0] == "Moorings"


def test_word_of_the_title_counts_more_than_one_elsewhere() -> None:
    EntryPageFactory(title="Lease land", limits=["Mind the boats."])
    EntryPageFactory(title="Keep boats", limits=["Mind the weather."])

    assert titles(search("boats zebra"))[0] == "Keep boats"


def test_words_around_a_question_count_little() -> None:
    weighing = Weighing.of(["want", "boats"], [0b01, 0b10], meant=0b11)
    assert 0 < weighing.weigh(0b01) < weighing.weigh(0b10)


def test_word_that_no_page_has_is_the_rarest_and_one_that_means_nothing_is_none() -> None:
    weighing = Weighing.of(["the", "land", "boats"], [0b010] * 9, meant=0b110)
    assert weighing.worth[2] > weighing.worth[1] > weighing.worth[0] == 0
    assert not weighing.tells_half(0b010)


def test_search_tells_a_word_that_no_page_has_from_one_that_means_nothing() -> None:
    EntryPageFactory.create_batch(2, summary="Land for people.")

    asked, latest = read("how zebras land"), Passage.objects.latest_key()
    hits = Hits(AnonymousUser(), asked, asked.any_word(), Filters(), latest, weighs_words=True)
    assert hits.weighing is not None
    how, zebras, land = hits.weighing.worth
    assert zebras > land > how == 0


def test_handbooks_words_for_an_everyday_word_are_found_and_marked() -> None:
    EntryPageFactory(title="Let land go", summary="Part with land below full price.")
    EntryPageFactory(title="Keep land", summary="Hold on to land.")

    found = search("land cheaply zebra")
    assert titles(found)[0] == "Let land go"
    assert "<mark>full</mark> <mark>price</mark>" in str(found.items[0].extract)


def test_everyday_words_change_nothing_where_a_page_has_all_words() -> None:
    EntryPageFactory(title="Sell cheap land")
    EntryPageFactory(title="Dispose of land below full price")

    found = search("sell cheap land")
    assert (found.matched, titles(found)[0]) == (Matched.ALL, "Sell cheap land")


def test_question_that_few_pages_answer_whole_shows_others_too() -> None:
    EntryPageFactory(title="Accounts", summary="Boats.", limits=["Pay for the moorings in spring."])
    EntryPageFactory(title="Pay for moorings")

    found = search("pay moorings spring")
    assert found.matched is Matched.SOME
    assert set(titles(found)) == {"Accounts", "Pay for moorings"}


@pytest.mark.parametrize(
    "text", ["pay moorings -boats", '"pay for moorings"', "pay moorings or spring", "moorings spring"]
)
def test_insistent_or_short_search_is_taken_at_its_word(text: str) -> None:
    EntryPageFactory(title="Pay for moorings in spring")
    EntryPageFactory(title="Spring tides")

    assert search(text).matched is Matched.ALL


def test_task_leads_to_its_entry_in_the_words_of_the_task() -> None:
    entry = EntryPageFactory(title="Lease land")
    task = TaskFactory(text="I want to open a lido.", entries=[entry])
    assert titles(search("lido")) == ["Lease land"]

    task.text = "I want to open a marina."
    task.save()
    assert titles(search("marina")) == ["Lease land"]
    assert titles(search("lido")) == []

    task.delete()
    assert titles(search("marina")) == []
