"""What permits an action is found by words in any form and order, by any word where none has all, and by theme."""

from __future__ import annotations

import pytest

from cities.plans.reading.finding import find_bases
from portal.words.nations import Nation
from portal.words.themes import Theme
from tests.factories import ActionFactory, EntryPageFactory, PrecedentPageFactory, TaskFactory, UserFactory
from tests.factories.plans import coordinator_of
from tests.plans.editing import address, browser_of, words

pytestmark = pytest.mark.django_db


def found(asked, theme=""):
    return [row.page for row in find_bases(asked, UserFactory(), Nation.ENGLAND, theme)]


@pytest.fixture
def disposal():
    summary = "Sell or lease council land below full price, without asking ministers."
    return EntryPageFactory(title="Dispose of property at an undervalue", summary=summary)


@pytest.mark.parametrize("asked", ["lease council land", "LAND leased by councils", "undervalued disposal"])
def test_entry_is_found_by_words_of_its_summary_in_any_form_and_order(disposal, asked):
    other = EntryPageFactory(title="License landlords", what_it_lets_you_do="<p>Rent.</p>", who_can_use="Anybody.")
    assert disposal in found(asked)
    assert other not in found(asked)


def test_entry_is_found_by_a_task_that_leads_to_it():
    entry = EntryPageFactory(title="Give grants")
    TaskFactory(text="I want to open a repair shop.", entries=[entry])
    assert found("repair shops") == [entry]


def test_any_word_finds_where_no_page_has_all(disposal):
    precedent = PrecedentPageFactory(title="A library of things", what_was_done="People repair what broke.")
    assert found("repair shop") == [precedent]
    assert found("zeppelin shop") == []


def test_few_pages_with_all_words_stand_before_those_with_some(disposal):
    homes = EntryPageFactory(title="Lease homes")
    assert found("lease council land") == [disposal, homes]


def test_steps_and_limits_are_searched_too():
    by_step = EntryPageFactory(title="Give grants", steps=("Ask the repair shops.",))
    by_limit = EntryPageFactory(title="Lend money", limits=("Bakeries are left out.",))
    assert (found("repair shop"), found("bakery")) == ([by_step], [by_limit])


def test_title_counts_for_more_than_text():
    text = EntryPageFactory(title="Give grants", what_it_lets_you_do="<p>It may pay for repair.</p>")
    title = EntryPageFactory(title="Repair homes")
    assert found("repair") == [title, text]


def test_draft_is_not_found():
    EntryPageFactory(title="Repair homes", live=False)
    assert found("repair") == found("", Theme.HOUSING) == []


def test_theme_lists_what_stands_under_it_and_narrows_words():
    energy = EntryPageFactory(title="Sell power", theme=Theme.ENERGY)
    homes = EntryPageFactory(title="Sell homes", theme=Theme.HOUSING)
    precedent = PrecedentPageFactory(title="Homes sold", themes=[Theme.HOUSING.value])
    assert found("", Theme.ENERGY) == [energy]
    assert found("", Theme.HOUSING) == [homes, precedent]
    assert found("sell", Theme.ENERGY) == [energy]
    assert found("") == []


@pytest.mark.parametrize("asked", ["%", "(", "the of a", "' OR", '"', "-", "repair & | !", ":*"])
def test_no_words_break_it(asked):
    EntryPageFactory(title="License landlords")
    found(asked)


def test_page_browses_a_theme_and_names_what_is_chosen():
    action = ActionFactory()
    client = browser_of(coordinator_of(action.plan.city).user)
    entry = EntryPageFactory(title="Sell power", theme=Theme.ENERGY)
    url = address("action_parts", action)
    assert f"{entry.number} Sell power" in words(client.get(url, {"q": "", "theme": "energy"}))
    assert client.get(url, {"q": "", "theme": "circus"}).status_code == 200
    client.post(url, {"act": "basis", "q": "", "theme": "energy", "basis-page": entry.pk})
    assert action.bases.get().entry == entry
