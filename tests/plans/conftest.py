"""A plan of Leeds with one action, who coordinates it, and to whom reminders go."""

from __future__ import annotations

import pytest

from cities.plans.services.reminders import send_reminders
from tests.factories import ActionFactory, CityFactory, ObjectiveFactory, PlanFactory
from tests.factories.plans import coordinator_of
from tests.plans.reminding import NOW


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", is_focus=True)


@pytest.fixture
def plan(leeds):
    return PlanFactory(city=leeds)


@pytest.fixture
def action(plan):
    return ActionFactory(objective=ObjectiveFactory(plan=plan), title="Warm the homes")


@pytest.fixture
def boss(leeds):
    return coordinator_of(leeds, user__display_name="Bea Boss").user


@pytest.fixture
def remind(django_capture_on_commit_callbacks, mailoutbox):
    """Run the task as of a moment, and return to whom letters went."""

    def run(at=NOW):
        before = len(mailoutbox)
        with django_capture_on_commit_callbacks(execute=True):
            send_reminders(at)
        return sorted(mail.to[0] for mail in mailoutbox[before:])

    return run
