"""Reminders: at most one letter for a person and ISO week, about all their actions that an update is due for.

The unique constraint of `Reminder` is the rule. A run that was missed loses nothing: the next one asks what is so
then. Two runs at once wait for each other on the people, and the second finds that they were reminded.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from cities.places.services.door import lock_people
from cities.plans import mailings
from cities.plans.models import Action, PlanPreference, Reminder, UpdateLink
from cities.plans.reading.due import Ask, asks_at
from cities.plans.services.links import VALID_FOR, new_link
from cities.plans.signals import reminded
from portal.accounts.models import User
from portal.accounts.zones import zone_named
from portal.mail.services import send_letters

PEOPLE_AT_ONCE = 100
MOST_LISTED = 30
"""Actions in one letter; it says how many more wait."""
PAUSED_PAUSE = timedelta(weeks=4)
"""How long a paused action is not named again to the same person."""
BREATH = timedelta(days=3)
"""The least time between two letters, where a week ends: not on Sunday and again on Monday."""


def week_of(person: User, at: datetime) -> str:
    """Return the ISO week that it is for a person, such as 2026-W53. Source: ISO 8601-1, 5.2.2.3."""
    year, week, _day = timezone.localtime(at, zone_named(person.time_zone)).isocalendar()
    return f"{year}-W{week:02}"


def send_reminders(at: datetime | None = None) -> int:
    """Remind whom an update is due from, and return how many letters were written. Safe to repeat."""
    at = at or timezone.now()
    asks = asks_at(at)
    people = sorted(asks)
    batches = (people[start : start + PEOPLE_AT_ONCE] for start in range(0, len(people), PEOPLE_AT_ONCE))
    return sum(remind({person: asks[person] for person in batch}, at) for batch in batches)


@transaction.atomic
def remind(asks: dict[int, list[Ask]], at: datetime) -> int:
    """Write the reminders of some people, in a fixed number of queries; they are sent on commit."""
    lock_people(*asks)
    past = past_of(asks, at)
    wanted = {}
    for person in people_to_remind(asks):
        open_asks = past[person.pk].still_to_ask(asks[person.pk])
        if open_asks and not past[person.pk].is_enough(week_of(person, at), at):
            wanted[person] = sorted(open_asks, key=lambda ask: (ask.due.since, ask.due.action))
    write(wanted, at)
    return len(wanted)


def people_to_remind(asks: dict[int, list[Ask]]) -> QuerySet[User]:
    """Return those who still want reminders, as the database says behind their lock."""
    silent = PlanPreference.objects.filter(reminders=False).values("person")
    return User.objects.filter(pk__in=asks, is_active=True).exclude(pk__in=silent)


@dataclass
class Past:
    """What somebody was reminded of in the last weeks."""

    weeks: set[str] = field(default_factory=set)
    actions: set[int] = field(default_factory=set)
    last_at: datetime | None = None

    def is_enough(self, week: str, at: datetime) -> bool:
        return week in self.weeks or (self.last_at is not None and abs(at - self.last_at) < BREATH)

    def still_to_ask(self, asks: list[Ask]) -> list[Ask]:
        return [ask for ask in asks if not (ask.due.is_paused and ask.due.action in self.actions)]


def past_of(people: dict[int, list[Ask]], at: datetime) -> dict[int, Past]:
    """Return the past of each person, from `PAUSED_PAUSE` before `at` on."""
    found: dict[int, Past] = defaultdict(Past)
    for reminder in Reminder.objects.filter(person__in=people, made_at__gt=at - PAUSED_PAUSE).order_by("made_at"):
        past = found[reminder.person_id]
        past.weeks.add(reminder.week)
        past.actions.update(reminder.actions)
        past.last_at = reminder.made_at
    return found


def write(wanted: dict[User, list[Ask]], at: datetime) -> None:
    """Write the reminders, their links and their letters."""
    listed = {ask.due.action for asks in wanted.values() for ask in asks[:MOST_LISTED]}
    actions = Action.objects.select_related("plan__city").in_bulk(listed)
    reminders, links, outgoing, today = [], [], [], timezone.localdate(at)
    for person, asks in wanted.items():
        week, lines = week_of(person, at), []
        for ask in asks[:MOST_LISTED]:
            if ask.due.action not in actions:  # removed meanwhile
                continue
            link, token = new_link(ask.due.action, person.pk, at)
            links.append(link)
            lines.append(mailings.ReminderLine(actions[ask.due.action], ask, token, today))
        reminders.append(Reminder(person=person, week=week, made_at=at, actions=[line.action.pk for line in lines]))
        more = max(len(asks) - MOST_LISTED, 0)
        outgoing.append(mailings.reminder(person, week, lines, more=more, until=at + VALID_FOR))
    UpdateLink.objects.bulk_create(links)
    Reminder.objects.bulk_create(reminders)
    send_letters(outgoing)
    reminded.send(sender=Reminder, reminders=reminders)
