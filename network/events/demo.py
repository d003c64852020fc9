"""What makes demonstration events: an event some days ahead or past, with those who come, through the acts."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from cities.places.models import City
from network.events.choices import EventKind
from network.events.models import Event, Pledge
from network.events.services.attending import join
from network.events.services.notes import add_material, write_notes
from network.events.services.planning import Particulars, call_event
from network.events.services.pledges import pledge
from network.forum.models import Board, Participant
from network.forum.services.posting import Opening, Written
from portal.accounts.models import User

ZONE = ZoneInfo("Europe/London")


@dataclass(frozen=True, kw_only=True)
class DemoEvent:
    """A demonstration event. It is `days` from today, of an hour of London; it is past where `days` is below 0."""

    title: str
    body: str
    days: int
    at: time = time(10)
    minutes: int = 90
    kind: str = EventKind.CALL
    host: City | None = None
    place: str = ""
    link: str = ""
    capacity: int | None = None
    themes: Sequence[str] = ()
    submission: uuid.UUID = field(default_factory=uuid.uuid4)


def call_demo_event(board: Board, said: DemoEvent, *, by: User, comers: Sequence[User] = ()) -> Event:
    """Call an event, and let people come. Of one that is past they said so before."""
    starts_at = datetime.combine(timezone.localdate() + timedelta(days=said.days), said.at, tzinfo=ZONE)
    ends_at = starts_at + timedelta(minutes=said.minutes)
    soon = timezone.now() + timedelta(days=1)
    is_past = ends_at <= timezone.now()
    particulars = Particulars(
        kind=said.kind,
        host=said.host,
        starts_at=soon if is_past else starts_at,
        ends_at=soon + timedelta(minutes=said.minutes) if is_past else ends_at,
        zone=ZONE.key,
        place=said.place,
        link=said.link,
        capacity=said.capacity,
    )
    Participant.objects.filter(person=by).update(posted_at=None)
    opening = Opening(title=said.title, themes=said.themes)
    event = call_event(board, opening, Written(body=said.body, submission=said.submission), particulars, by=by)
    for person in comers:
        join(event, by=person)
    if is_past:
        Event.objects.filter(pk=event.pk).update(starts_at=starts_at, ends_at=ends_at)
        event.refresh_from_db()
    return event


def tell_of_demo_event(
    event: Event, *, notes: str, links: Sequence[tuple[str, str]] = (), pledges: Sequence[tuple[City, str, User]] = ()
) -> list[Pledge]:
    """Write what came of an event: its notes, links of (title, address), and what cities will do."""
    by = event.thread.author
    write_notes(event, notes, seen=event.notes_version, by=by)
    for title, url in links:
        add_material(event, title=title, url=url, by=by)
    return [pledge(event, city=city, text=text, by=person) for city, text, person in pledges]
