"""Acts on a plan at the same instant: none is done twice, none is lost, none ends in a fault."""

from __future__ import annotations

from functools import partial

import pytest

from cities.plans.models import Follow
from cities.plans.services import following
from tests.factories import ActionFactory, ObjectiveFactory
from tests.factories.plans import publish
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


def test_address_is_asked_about_five_things_however_many_ask_at_once():
    objective = ObjectiveFactory()
    actions = [ActionFactory(objective=objective) for _ in range(9)]
    publish(objective.plan)
    asks = [partial(following.ask_address, action, "who@example.org") for action in actions]
    assert at_once(*asks) == []
    assert Follow.objects.filter(email="who@example.org").count() == following.MOST_WAITING
