"""What a search finds, in which order, and what it says of the rest."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import AnonymousUser
from django.db import connection
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from portal.search import hits, searching
from portal.search.filters import Filters
from portal.search.models import Passage
from portal.search.phrasing import read
from portal.search.results import Matched, Results
from tests.factories import EntryPageFactory, GlossaryTermFactory, PrecedentPageFactory, ThemePageFactory, UserFactory

pytestmark = pytest.mark.django_db


def search(text: str, page: str = "1", user: Any = None, **filters: str) -> Results:
    return searching.search_passages(user or AnonymousUser(), read(text), Filters(**filters), page)


def titles(found: Results) -> list[str]:
    return [item.title for item in found.items]


@pytest.mark.parametrize("text", ["transfer", "transfers", "transferring", "TRANSFERRED", "asset transfer"])
def test_word_forms_are_found(text: str) -> None:
    EntryPageFactory(title="Transferring assets")

    assert titles(search(text)) == ["Transferring assets"]


@pytest.mark.parametrize("text", ["cooperative", "co-operative", "co operative", "Ynys Mon", "Môn"])
def test_other_spellings_are_found(text: str) -> None:
    EntryPageFactory(title="Co-operative homes on Ynys Môn")

    assert search(text).matched is Matched.ALL


def test_words_from_different_sections_meet() -> None:
    EntryPageFactory(title="Lease land", steps=["Ask the surveyor."], limits=["Beware the bats."])

    found = search("surveyor bats")
    assert titles(found) == ["Lease land"]
    assert [section.url.partition("#")[2] for section in found.items[0].sections] == ["how", "rely"]


def test_section_hit_links_to_its_place_with_a_marked_extract() -> None:
    EntryPageFactory(title="Lease land", limits=["Beware the bats in the roof."])

    (section,) = search("bat").items[0].sections
    assert section.heading == "Before you rely on this"
    assert section.url == "/handbooks/local-government/housing/lease-land/#rely"
    assert section.extract == "Beware the <mark>bats</mark> in the roof."


def test_quoted_words_stay_together() -> None:
    EntryPageFactory(title="Right to bid")
    EntryPageFactory(title="Bid for a right")

    assert titles(search('"right to bid"')) == ["Right to bid"]


def test_minus_leaves_a_word_out_wherever_it_stands() -> None:
    EntryPageFactory(title="Lease land", limits=["Not for a school."])
    EntryPageFactory(title="Lease a hall")

    assert titles(search("lease -school")) == ["Lease a hall"]


@pytest.mark.parametrize("text", ["lg1.2", "LG 1.2", '"lg 1.2"'])
def test_number_goes_first(text: str) -> None:
    EntryPageFactory(title="Another", summary="See LG 1.2, LG 1.2 and LG 1.2 for LG 1.2.")
    EntryPageFactory(title="Wanted")

    found = search(text)
    assert titles(found) == ["Wanted", "Another"]
    assert [item.is_best for item in found.items] == [True, False]


def test_old_number_leads_to_its_page() -> None:
    entry = EntryPageFactory(title="Moved entry", theme="housing")
    entry.move(ThemePageFactory(theme="energy"), pos="last-child")

    assert titles(search("LG 1.1")) == ["Moved entry"]


def test_exact_title_goes_first() -> None:
    EntryPageFactory(title="Community asset transfer, asset transfer and transfer of an asset")
    GlossaryTermFactory(term="Asset transfer", slug="asset-transfer")

    assert titles(search("asset transfer"))[0] == "Asset transfer"


def test_beginning_of_the_last_word_is_enough() -> None:
    EntryPageFactory(title="Commissioning partnerships")

    found = search("commissioning partn")
    assert found.matched is Matched.BEGINNING
    assert titles(found) == ["Commissioning partnerships"]


def test_some_of_the_words_are_found_when_no_page_has_all() -> None:
    EntryPageFactory(title="Selective licensing")

    found = search("how do we begin selective licensing in our town please")
    assert found.matched is Matched.ANY
    assert titles(found) == ["Selective licensing"]


@pytest.mark.parametrize(
    ("text", "better"), [("licencing", "licensing"), ('"selectve" licensing', '"selective" licensing')]
)
def test_near_spelling_is_suggested(text: str, better: str) -> None:
    EntryPageFactory(title="Selective licensing")

    assert search(text).suggestions == [better]


def test_suggestion_never_comes_from_what_is_not_public() -> None:
    secret = EntryPageFactory(title="Selective licensing")
    secret.unpublish()

    assert search("licencing").suggestions == []


def test_results_of_a_moved_page_link_to_its_new_place() -> None:
    entry = EntryPageFactory(title="Lease land", theme="housing")
    ThemePageFactory(theme="energy")
    theme = entry.get_parent()
    theme.slug = "homes"
    theme.save()

    assert search("lease").items[0].url == "/handbooks/local-government/homes/lease-land/"


def test_links_carry_the_chosen_nation() -> None:
    EntryPageFactory(title="Lease land", nations=["wales"], limits=["Mind the bats."])

    item = search("bats", nation="wales").items[0]
    assert item.url.endswith("/lease-land/?nation=wales")
    assert item.sections[0].url.endswith("/lease-land/?nation=wales#rely")


def test_page_unpublished_behind_our_back_is_not_shown() -> None:
    entry = EntryPageFactory(title="Lease land")
    Page.objects.filter(pk=entry.pk).update(live=False)

    assert titles(search("lease")) == []


def test_passages_of_other_audiences_are_found_by_nobody() -> None:
    EntryPageFactory(title="Lease land")
    for key in ("network", "city", "plan"):
        Passage.objects.update(audience_key=key)
        assert search("lease").matched is Matched.NOTHING
        assert search("lease", user=UserFactory()).matched is Matched.NOTHING
        assert search("leese").suggestions == []


def test_filters_count_what_each_choice_would_leave() -> None:
    EntryPageFactory(title="Lease land", theme="housing", nations=["england", "wales"])
    EntryPageFactory(title="Lease roofs", theme="energy", nations=["scotland"])
    EntryPageFactory(title="Ask for a lease", audience="civil_society", theme="energy", nations=["england"])
    PrecedentPageFactory(title="The lease of a mill", nation="scotland", themes=["energy", "housing"])
    GlossaryTermFactory(term="Lease", slug="lease", handbooks=["civil_society"])

    found = search("lease", theme="energy")
    counts = {
        group.name: {choice.value: choice.count for choice in group.choices if choice.value} for group in found.groups
    }
    assert found.count.number == 3
    assert counts == {
        "kind": {"entry": 2, "precedent": 1},
        "theme": {"housing": 2, "energy": 3},
        "nation": {"england": 1, "scotland": 2},
        "handbook": {"local-government": 2, "civil-society": 2},
    }


def test_nation_keeps_the_others_one_link_away() -> None:
    EntryPageFactory(title="Lease land", nations=["england"])
    EntryPageFactory(title="Lease roofs", nations=["england", "scotland"])
    GlossaryTermFactory(term="Lease", slug="lease")

    found = search("lease", nation="scotland")
    assert sorted(titles(found)) == ["Lease", "Lease roofs"]
    assert found.elsewhere.number == 1


def test_counts_beyond_what_is_ranked_are_said_to_be_over(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hits, "MOST_RANKED", 3)
    monkeypatch.setattr(hits, "MOST_COUNTED", 2)
    for number in range(5):
        EntryPageFactory(title=f"Lease {number}", theme="energy" if number < 2 else "housing")

    assert search("lease").count.is_over
    filtered = search("lease", theme="energy")
    assert sorted(titles(filtered)) == ["Lease 0", "Lease 1"]
    assert not filtered.count.is_over


def test_results_come_in_bounded_pages(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "ON_A_PAGE", 2)
    monkeypatch.setattr(searching, "MOST_LISTED", 4)
    monkeypatch.setattr(hits, "MOST_LISTED", 4)
    for number in range(6):
        EntryPageFactory(title=f"Lease {number}")

    first, last, beyond, nonsense = (search("lease", page=page) for page in ("1", "2", "999", "x"))
    assert not set(titles(first)) & set(titles(last))
    assert titles(beyond) == titles(last)
    assert titles(nonsense) == titles(first)
    assert last.is_bounded
    assert last.page is not None
    assert not last.page.has_next()


def test_query_count_is_constant() -> None:
    def asked(text: str) -> int:
        with CaptureQueriesContext(connection) as found:
            search(text)
        return len(found)

    texts = ("lease", "lease roofs zebra", "leas", "lg1.1")
    EntryPageFactory.create_batch(3, limits=["A lease of roofs."])
    few = [asked(text) for text in texts]
    EntryPageFactory.create_batch(27, limits=["A lease of roofs."])
    assert [asked(text) for text in texts] == few
    assert max(few) <= 13


def test_search_that_takes_too_long_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    EntryPageFactory(title="Lease land")

    def sleep(*args: Any) -> None:
        connection.cursor().execute("SELECT pg_sleep(5)")

    monkeypatch.setattr(searching, "PATIENCE", 50)
    monkeypatch.setattr(searching, "found", sleep)
    assert search("lease").took_too_long


HOSTILE = [
    "'",
    '"',
    '"""',
    "a & | ! b",
    "<-> a <2> b",
    "a:*",
    "!!a",
    "((((",
    "\\' OR 1=1 --",
    "%s %(x)s {} {0}",
    "a\u200bb",
    "🏚 homes",
    "-" * 150,
    '"a" ' * 40,
    "or or or",
    "not and or",
    "the of and",
    "ﷺ" * 100,
    "\u202egnisuoh",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_words_never_fail(text: str) -> None:
    EntryPageFactory(title="Lease land")

    assert isinstance(search(text), Results)
    assert isinstance(search(f"lease {text}"), Results)
    assert isinstance(search(f"{text} leas"), Results)


def test_text_cannot_bring_tags_or_marks_of_its_own() -> None:
    EntryPageFactory(
        title="<script>alert(1)</script> lease",
        summary='<mark>lease</mark> \ue000<img src=x onerror=alert(1)>\ue001 &amp; "lease"',
        limits=["\ue000lease\ue001 </mark><script>"],
    )

    item = search("lease").items[0]
    assert item.extract == (
        "&lt;mark&gt;<mark>lease</mark>&lt;/mark&gt; &lt;img src=x onerror=alert(1)&gt; &amp;amp; "
        "&quot;<mark>lease</mark>&quot;"
    )
    assert item.sections[0].extract == "<mark>lease</mark> &lt;/mark&gt;&lt;script&gt;."


def test_pages_with_more_of_the_words_go_first() -> None:
    EntryPageFactory(title="Council council council council", summary="Council.")
    EntryPageFactory(title="Stop a shop", summary="Keep it.")

    assert titles(search("council stop shop zebra")) == ["Stop a shop", "Council council council council"]


def test_word_that_is_found_in_a_text_is_not_respelled() -> None:
    EntryPageFactory(title="Choosing land", limits=["It may be closed."])

    assert search("closing zebra").suggestions == []


def test_long_extract_says_where_it_was_cut() -> None:
    EntryPageFactory(
        title="Lease land",
        limits=[" ".join([*map("before{}".format, range(80)), "bats", *map("after{}".format, range(80))])],
    )

    extract = search("bats").items[0].sections[0].extract
    assert extract.startswith("…")
    assert extract.endswith("…")
    assert "<mark>bats</mark>" in extract
