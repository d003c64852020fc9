"""Actions of which an update is due, and about which a person is asked.

A thing is told of once. What is due stays due, so its key holds a day: that from which an update is due, and every
four weeks after it. So an action is told of when an update falls due, again after each four weeks of silence, and
again when the next one falls due. That is seldom enough for a digest that has nothing else to say: the weekly letter
of reminders, which holds a link to answer by, goes its own way.
"""

from __future__ import annotations

from datetime import date, timedelta

from django.utils.timezone import localdate

from cities.plans.mailings import why_asked
from cities.plans.reading.due import Ask, Due, asks_of
from network.digests.building.choice import Choice
from network.digests.building.kinds.due import key_of
from network.digests.building.people import People
from network.digests.building.told import told_of
from network.digests.choices import ItemKind
from network.digests.models import Preference
from network.digests.plan_news import in_the_digest

NAME = "plans_due"
AGAIN = timedelta(weeks=4)
MOST = 13
"""Of one person: more than a digest holds."""


def gather(people: People) -> dict[int, list[Choice]]:
    """Return what each person is asked about, what is due for longest first. Who wants no plans here gets none."""
    wanted = Preference.objects.filter(in_the_digest(), person__in=people.keys).values_list("person", flat=True)
    asks, today = asks_of(list(wanted), people.at), localdate(people.at)
    key_of_due = {ask.due: key_of(ask.due.action, told_from(ask.due, today)) for own in asks.values() for ask in own}
    told = told_of(people, ItemKind.DUE, set(key_of_due.values()))
    found: dict[int, list[Choice]] = {}
    for person, own in asks.items():
        fresh = (ask for ask in own if (person, key_of_due[ask.due]) not in told)
        if ordered := sorted(fresh, key=lambda ask: (ask.due.since, ask.due.action)):
            found[person] = [choice(ask, key_of_due[ask.due]) for ask in ordered[:MOST]]
    return found


def choice(ask: Ask, key: int) -> Choice:
    return Choice(section=NAME, kind=ItemKind.DUE, key=key, why=why_asked(ask))


def told_from(due: Due, today: date) -> date:
    """Return the day from which on people are told once: that since when it is due, or so many times four weeks on."""
    return due.since + (today - due.since) // AGAIN * AGAIN
