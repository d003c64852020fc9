"""The dates of a published plan as a calendar that others subscribe to. Source: RFC 5545"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from icalendar import Calendar

from cities.places.models import City
from cities.plans.models import ActionPlan, Edition, EditionAction, Milestone
from cities.plans.reading.plan import Line, PlanReading
from cities.plans.reading.state import states_of
from portal.pagecache.release import release

REFRESH = timedelta(hours=12)
LONGEST_LINE = 75  # bytes


@dataclass(frozen=True)
class Day:
    """A date of an action. `key` is the same for as long as the thing is: moving it moves the event."""

    key: str
    on: date
    words: str
    is_done: bool = False


def tag_of(city: City, user: Any) -> str:
    """Return what is the same for as long as the calendar of a city is, without the text of its plan.

    It is of all that events are made of: the edition, what was told last of each action, which milestones are done.
    """
    plans = ActionPlan.objects.visible_to(user).live().filter(city=city)
    edition = Edition.objects.visible_to(user).filter(plan__in=plans).values_list("pk", "plan").first()
    told: list[Any] = [release(), get_language(), settings.SITE_URL, city.name, city.slug, edition]
    if edition:
        actions = EditionAction.objects.filter(edition=edition[0]).values_list("action", flat=True)
        for action, state in sorted(states_of(actions).items()):
            update = state.update
            told.append([action, state.stage, update and [update.counts_from, update.next_on, update.next_step]])
        told.extend(Milestone.objects.filter(action__plan=edition[1]).order_by("pk").values_list("pk", "done_on"))
    return hashlib.sha256(json.dumps(told, default=str).encode()).hexdigest()[:32]


def calendar_of(reading: PlanReading) -> bytes:
    """Return the milestones, due dates and next steps of what `reading` shows; an empty calendar without a plan.

    Events are written here line by line: a plan has some ten thousand, and a library takes a millisecond for each.
    """
    calendar = Calendar()
    calendar.add("prodid", "-//Resilient Cities//Action plans//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _("%(city)s: action plan") % {"city": reading.city.name})
    calendar.add("x-wr-calname", _("%(city)s: action plan") % {"city": reading.city.name})
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    head, end, after = calendar.to_ical().rpartition(b"END:VCALENDAR")
    return b"".join([head, *(event for line in reading.lines for event in events_of(reading, line)), end, after])


def days_of(line: Line) -> Iterator[Day]:
    """Return the dates of an action; one that is done or dropped has nothing ahead but what was."""
    action, state = line.text, line.state
    name = f"{action.number} {action.title}"
    for step in action.milestones:
        if step.done_on or not state.is_ended:
            words = _("Done: %(step)s (%(action)s)") if step.done_on else _("Milestone: %(step)s (%(action)s)")
            said = words % {"step": step.title, "action": name}
            yield Day(f"milestone-{step.id}", step.done_on or step.due_on, said, step.done_on is not None)
    if state.is_ended:
        return
    if action.due_on:
        yield Day(f"action-{action.id}-due", action.due_on, _("Due: %(action)s") % {"action": name})
    if state.update and state.update.next_on:
        said = _("Next step: %(step)s (%(action)s)") % {"step": state.update.next_step, "action": name}
        yield Day(f"action-{action.id}-next", state.update.next_on, said)


def events_of(reading: PlanReading, line: Line) -> Iterator[bytes]:
    """Return the dates of an action as events of a whole day, which make nobody busy."""
    host = urlsplit(settings.SITE_URL).hostname
    same = (
        f"DTSTAMP:{told_at(reading, line).astimezone(UTC):%Y%m%dT%H%M%SZ}",
        f"URL:{settings.SITE_URL}{reverse('action', args=[reading.city.slug, line.text.id])}",
        f"CATEGORIES:{escaped(str(line.text.objective.theme_label))}",
        "TRANSP:TRANSPARENT",
        "END:VEVENT",
    )
    for day in days_of(line):
        own = (
            "BEGIN:VEVENT",
            f"UID:{day.key}@{host}",
            f"DTSTART;VALUE=DATE:{day.on:%Y%m%d}",
            *([f"DTEND;VALUE=DATE:{day.on + timedelta(days=1):%Y%m%d}"] if day.on < date.max else []),
            f"SUMMARY:{escaped(day.words)}",
        )
        yield b"".join(map(folded, (*own, *same)))


def escaped(text: str) -> str:
    """Return text as a value. Source: RFC 5545, 3.3.11"""
    for mark, instead in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(mark, instead)
    return text


def folded(line: str) -> bytes:
    """Return a line in pieces of at most 75 bytes, no letter parted. Source: RFC 5545, 3.1"""
    told, pieces = line.encode(), []
    while len(told) > LONGEST_LINE:
        end = LONGEST_LINE
        while told[end] & 0b1100_0000 == 0b1000_0000:
            end -= 1
        pieces.append(told[:end])
        told = b" " + told[end:]
    return b"\r\n".join([*pieces, told]) + b"\r\n"


def told_at(reading: PlanReading, line: Line) -> datetime:
    """Return when what stands here was last said: by the edition, or by an update since."""
    moments = [reading.edition.published_at] if reading.edition else []
    return max(filter(None, [*moments, line.state.told_at]))
