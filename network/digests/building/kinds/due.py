"""Actions that wait for an update: the action, its city, and since when.

The key holds the action and a day, from which on its people are told once: see `network.digests.building.sections.
plans_due`. Whoever is asked is of the network of the city, and reads the working text.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.utils.formats import date_format
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cities.plans.letters import public
from cities.plans.mailings import told_last, why_due
from cities.plans.models import Action
from cities.plans.reading.due import Due, asks_of, dues_of
from network.digests.building.choice import LINE, Choice, Described, Subject
from network.digests.building.people import People
from portal.text.cutting import at_a_word

DAYS = 10_000_000
"""More than the days of a calendar. Source: datetime.date.max"""


def key_of(action: int, day: date) -> int:
    return action * DAYS + day.toordinal()


def action_of(key: int) -> int:
    return key // DAYS


def describe(choices: Collection[Choice]) -> dict[Subject, Described]:
    """Describe what is still due."""
    today = localdate()
    dues = {due.action: due for due in dues_of({action_of(choice.key) for choice in choices}, today)}
    actions = Action.objects.select_related("plan__city").in_bulk(dues)
    return {
        choice.subject: described(actions[due.action], due, today)
        for choice in choices
        if (due := dues.get(action_of(choice.key)))
    }


def described(action: Action, due: Due, today: date) -> Described:
    return Described(
        title=_("Action %(number)s: %(title)s") % {"number": action.number, "title": action.title},
        url=public("update_add", action.plan.city.slug, action.pk),
        place=action.plan.city.name,
        called=_("action %(number)s of %(city)s") % {"number": action.number, "city": action.plan.city.name},
        line=at_a_word(f"{why_due(due, today)} {told_last(due)}" if says_more(due) else told_last(due), LINE),
        note=note_of(due, today),
        late=is_late(due, today),
    )


def is_late(due: Due, today: date) -> bool:
    """Return whether an update should have come before; of a paused action it is asked only whether it still is so."""
    return due.since < today and not due.is_paused


def says_more(due: Due) -> bool:
    """Return whether why it is due is more than a day gone by."""
    return due.is_paused or due.passed_on is not None


def note_of(due: Due, today: date) -> str:
    """Say since when an update is due."""
    if due.is_paused:
        return ""
    day = date_format(due.since, "j F" if due.since.year == today.year else "j F Y")
    return _("Overdue since %(day)s") % {"day": day} if is_late(due, today) else _("Due today")


def readable(people: People, wanted: Collection[tuple[int, Choice]]) -> set[tuple[int, Subject]]:
    """Return the pairs of a person and an action that they are asked about at this moment."""
    asks = asks_of(people.keys, people.at, {action_of(choice.key) for _person, choice in wanted})
    asked = {(person, ask.due.action) for person, own in asks.items() for ask in own}
    return {(person, choice.subject) for person, choice in wanted if (person, action_of(choice.key)) in asked}
