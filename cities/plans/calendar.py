"""The dates of a published plan as a calendar that others subscribe to. Source: RFC 5545"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext as _
from icalendar import Calendar, Event

from cities.plans.reading.plan import Line, PlanReading

REFRESH = timedelta(hours=12)


@dataclass(frozen=True)
class Day:
    """A date of an action. `key` is the same for as long as the thing is: moving it moves the event."""

    key: str
    on: date
    words: str
    is_done: bool = False


def calendar_of(reading: PlanReading) -> bytes:
    """Return the milestones, due dates and next steps of what `reading` shows; an empty calendar without a plan."""
    calendar = Calendar()
    calendar.add("prodid", "-//Resilient Cities//Action plans//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("name", _("%(city)s: action plan") % {"city": reading.city.name})
    calendar.add("x-wr-calname", _("%(city)s: action plan") % {"city": reading.city.name})
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    for line in reading.lines:
        for day in days_of(line):
            calendar.add_component(event_of(reading, line, day))
    return calendar.to_ical()


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


def event_of(reading: PlanReading, line: Line, day: Day) -> Event:
    """Return a date as an event of a whole day, which makes nobody busy."""
    site = urlsplit(settings.SITE_URL)
    event = Event()
    event.add("uid", f"{day.key}@{site.hostname}")
    event.add("dtstamp", told_at(reading, line))
    event.add("dtstart", day.on)
    if day.on < date.max:
        event.add("dtend", day.on + timedelta(days=1))
    event.add("summary", day.words)
    event.add("url", f"{settings.SITE_URL}{reverse('action', args=[reading.city.slug, line.text.id])}")
    event.add("transp", "TRANSPARENT")
    event.add("categories", [line.text.objective.theme_label])
    return event


def told_at(reading: PlanReading, line: Line) -> datetime:
    """Return when what stands here was last said: by the edition, or by an update since."""
    moments = [reading.edition.published_at] if reading.edition else []
    return max(filter(None, [*moments, line.state.told_at]))
