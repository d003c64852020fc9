"""Who else has a text open."""

from __future__ import annotations

import time

import pytest
from django.core.cache import caches

from cities.plans import presence
from portal.caching import PatientCache
from tests.factories import ActionFactory, MembershipFactory
from tests.factories.plans import coordinator_of
from tests.plans.editing import address, browser_of, text_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def action():
    return ActionFactory()


@pytest.fixture
def nia(action):
    return coordinator_of(action.plan.city, user__display_name="Nia Near").user


@pytest.fixture
def olu(action):
    return coordinator_of(action.plan.city, user__display_name="Olu Other").user


def page_of(user, action):
    return browser_of(user).get(address("action_edit", action)).content.decode()


def test_page_says_who_had_it_open_when_it_was_drawn(action, nia, olu):
    assert "Also open with" not in page_of(nia, action)
    assert "Also open with: Nia Near." in page_of(olu, action)


def test_refresh_says_who_came_later(action, nia, olu):
    page_of(nia, action), page_of(olu, action)
    refreshed = browser_of(nia).get(address("action_presence", action), headers={"HX-Request": "true"})
    assert "Also open with: Olu Other." in refreshed.content.decode()


def test_presence_is_no_page_by_itself(action, nia):
    assert browser_of(nia).get(address("action_presence", action)).status_code == 404


def test_who_hides_is_counted_and_not_named(action, nia):
    hidden = coordinator_of(action.plan.city, user__display_name="Hidden Hannah", user__directory="hidden").user
    page_of(hidden, action)
    page = page_of(nia, action)
    assert "Somebody else of the network has this open too." in page
    assert "Hidden Hannah" not in page


def test_who_went_away_is_forgotten(action, nia, olu, monkeypatch):
    page_of(nia, action)
    later = time.time() + presence.SECONDS + 1
    monkeypatch.setattr("cities.plans.presence.time.time", lambda: later)
    assert "Also open with" not in page_of(olu, action)


def test_who_saved_is_not_there_any_more(action, nia, olu):
    page_of(nia, action)
    browser_of(nia).post(address("action_edit", action), text_form(action, title="New"))
    assert "Also open with" not in page_of(olu, action)


def test_presence_of_one_action_is_not_that_of_another(action, nia, olu):
    page_of(nia, action)
    assert "Also open with" not in page_of(olu, ActionFactory(objective=action.objective))


def test_silent_redis_shows_nobody_and_breaks_nothing(action, nia, olu, settings, monkeypatch):
    page_of(nia, action)
    config = {**settings.CACHES["default"], "LOCATION": "redis://127.0.0.1:9"}
    silent = PatientCache(config["LOCATION"], {"OPTIONS": config["OPTIONS"]})
    monkeypatch.setattr(PatientCache, "next_try", 0.0)
    monkeypatch.setattr("cities.plans.presence.cache", silent)
    page = page_of(olu, action)
    assert "Also open with" not in page
    assert "<h1>Change action" in page
    PatientCache.next_try = 0.0
    assert caches["default"].get("nothing") is None


def test_presence_is_for_who_may_edit(action):
    client = browser_of(MembershipFactory(city=action.plan.city).user)
    assert client.get(address("action_presence", action), headers={"HX-Request": "true"}).status_code == 403
