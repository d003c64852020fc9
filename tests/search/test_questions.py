"""Questions in the words of officers and community groups lead to the entries of the starter content."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import AnonymousUser

from handbooks.starter.ledger import Ledger
from portal.search.everyday import ABBREVIATIONS, FORMS, LOOSELY
from portal.search.hits import MOST_CLOSEST
from portal.search.phrasing import read
from portal.search.results import Matched
from portal.search.searching import search_passages

pytestmark = [pytest.mark.django_db, pytest.mark.xdist_group("starter")]

# What is asked, and titles of which one at least must be among the first three.
QUESTIONS = [
    ("sell building cheaply to community group", {"Dispose of council land for less than full price"}),
    ("can we buy empty houses", {"Buy land and empty property compulsorily for housing or regeneration"}),
    ("set up energy company", {"Bristol Energy: a council supplier that ran out of road"}),
    ("stop landlords letting cold homes", {"Enforce minimum energy standards in private lets"}),
    ("give contract to local firms only", {"Reserve smaller contracts for local or UK suppliers (England)"}),
    ("get developers to build affordable homes", {"Secure affordable homes through planning obligations"}),
    ("make contractors pay the living wage", {"Promote the real Living Wage through buying and influence"}),
    (
        "bring services back in house",
        {"Liverpool Streetscene Services: bringing street services back under council control"},
    ),
    ("start a housing coop", {"Housing co-operative"}),
    ("buy our local pub before it is sold", {"Community right to bid (assets of community value)"}),
    (
        "where can our group get a loan if the bank said no",
        {
            "ART Business Loans (Aston Reinvestment Trust)",
            "Community development finance institutions and Community Investment Tax Relief",
        },
    ),
    ("do we need a licence to sell electricity to our tenants", {"Selling power locally without a supply licence"}),
    ("community wants to run our library", {"Community right to challenge"}),
    ("take over closed swimming pool", {"Govanhill Baths: the long campaign"}),
]

CHEAP_LAND = "Dispose of council land for less than full price"

# What is asked in the shorthand of officers or as a whole question, and what must lead, in order.
LEADS = [
    ("S106", ["Section 106 agreement", "Secure affordable homes through planning obligations"]),
    ("s.106", ["Section 106 agreement", "Secure affordable homes through planning obligations"]),
    (
        "CPO",
        [
            "Compulsory purchase for housing and planning purposes (Scotland)",
            "Buy land and empty property compulsorily for housing or regeneration",
        ],
    ),
    (
        "compulsory purchase",
        [
            "Compulsory purchase for housing and planning purposes (Scotland)",
            "Buy land and empty property compulsorily for housing or regeneration",
        ],
    ),
    ("CIC", ["Community interest company"]),
    ("what is a CIC", ["Community interest company"]),
    ("CAT", ["Community asset transfer"]),
    ("TUPE", ["Protect staff when services move, and avoid a two-tier workforce"]),
    ("ACVs", ["Asset of community value", "Community right to bid (assets of community value)"]),
    ("HRA", ["Build and hold council homes in the Housing Revenue Account"]),
    ("can we sell the library to residents for one pound", [CHEAP_LAND]),
    (
        "buy from local firms without tender",
        ["Reserve smaller contracts for local or UK suppliers (England)"],
    ),
]


@pytest.mark.parametrize(("question", "wanted"), QUESTIONS)
def test_question_finds_its_answer_among_the_first_three(
    starter_content: Ledger, question: str, wanted: set[str]
) -> None:
    first = [item.title for item in search_passages(AnonymousUser(), read(question)).items[:3]]
    assert wanted & set(first), first


@pytest.mark.parametrize(("asked", "leads"), LEADS)
def test_shorthand_and_whole_questions_lead_to(starter_content: Ledger, asked: str, leads: list[str]) -> None:
    found = [item.title for item in search_passages(AnonymousUser(), read(asked)).items]
    assert found[: len(leads)] == leads


@pytest.mark.parametrize("meanings", [*ABBREVIATIONS.values(), *FORMS.values(), *LOOSELY.values()])
def test_what_a_word_stands_for_is_in_the_handbooks(starter_content: Ledger, meanings: tuple[str, ...]) -> None:
    for meaning in meanings:
        assert search_passages(AnonymousUser(), read(f'"{meaning}"')).matched is Matched.ALL, meaning


def test_question_is_not_answered_by_every_page(starter_content: Ledger) -> None:
    found = search_passages(AnonymousUser(), read("can we sell the library to residents for one pound"))
    assert found.count.number < 60
    assert not found.are_closest


def test_question_that_no_page_answers_stops_at_the_closest(starter_content: Ledger) -> None:
    found = search_passages(AnonymousUser(), read("how do I make my bins go away quickly"))
    assert (found.are_closest, found.count.number) == (True, MOST_CLOSEST)


def test_word_that_stands_in_a_text_alone_is_suggested(starter_content: Ledger) -> None:
    assert search_passages(AnonymousUser(), read("libary")).suggestions == ["library"]
