"""What events write to those who come. A letter's key says the event, the person and the change: it is sent once."""

from __future__ import annotations

from dataclasses import asdict, replace
from zoneinfo import ZoneInfo

from django.utils.translation import gettext as _

from cities.places.letters import Note, given_to, public
from network.events.calendars import letter_of
from network.events.former import Former
from network.events.models import Event
from network.events.reading.when import told
from network.forum.reading.addresses import event_address
from portal.accounts.models import User
from portal.accounts.zones import zone_named
from portal.mail.letters import Words, compose
from portal.mail.services import Outgoing

KIND_PREFIX = "events."


def place_given(event: Event, person: User) -> Outgoing:
    """Tell somebody that they have a place, and put the event into their calendar."""
    title = _("You have a place: %(event)s") % {"event": event.thread.title}
    after = [_("If you cannot come, say so on the page of the event: whoever waits longest gets your place.")]
    note = Note(title=title, paragraphs=facts(event, person), url=page_of(event), label=see(), after=after, why=why())
    return outgoing(event, person, note, kind="place", about="told")


def change(event: Event, person: User, former: Former | None) -> Outgoing:
    """Tell somebody who comes that it is at another time or place, and how it was before, where they knew that."""
    title = _("Changed: %(event)s") % {"event": event.thread.title}
    said = [_("When or where it takes place has changed. This is how it is now:"), *facts(event, person, former)]
    after = [_("If you cannot come now, say so on the page of the event.")]
    note = Note(title=title, paragraphs=said, url=page_of(event), label=see(), after=after, why=why())
    return outgoing(event, person, note, kind="change", about="told")


def cancellation(event: Event, person: User, *, has_calendar: bool) -> Outgoing:
    """Tell somebody who comes that it does not take place, with their calendar, or somebody who waits for a place."""
    told = {"event": event.thread.title}
    said = [_("“%(event)s” does not take place.") % told, _("The reason:"), event.cancelled_reason, when(event, person)]
    because = why() if has_calendar else _("You get this letter because you wait for a place at this event.")
    note = Note(title=_("Cancelled: %(event)s") % told, paragraphs=said, url=page_of(event), label=see(), why=because)
    return outgoing(event, person, note, kind="cancelled", about="told", has_calendar=has_calendar)


def reminder(event: Event, person: User) -> Outgoing:
    """Remind somebody of an event that begins within a day. Their calendar has it already."""
    title = _("Soon: %(event)s") % {"event": event.thread.title}
    after = [_("If you cannot come, say so on the page of the event: whoever waits longest gets your place.")]
    note = Note(title=title, paragraphs=facts(event, person), url=page_of(event), label=see(), after=after, why=why())
    letter = outgoing(event, person, note, kind="reminder", about="reminder", has_calendar=False)
    return replace(letter, until=event.starts_at)


def outgoing(event: Event, person: User, note: Note, *, kind: str, about: str, has_calendar: bool = True) -> Outgoing:
    kind = f"{KIND_PREFIX}{kind}"
    words = compose("mail/note", {**asdict(note), **given_to(person, kind)})
    calendar = letter_of(event, person) if has_calendar else ""
    return Outgoing(
        key=f"{KIND_PREFIX}{about}:{event.pk}:{person.pk}:{event.sequence}",
        kind=kind,
        to=person.email,
        words=Words(subject=words.subject, text=words.text, html=words.html, calendar=calendar),
        person=person,
    )


def facts(event: Event, person: User, former: Former | None = None) -> list[str]:
    """Return when and where it is, for somebody who comes; below what changed, how it was."""
    lines = [when(event, person)]
    if former and span_in_words(former, person) != span_in_words(event, person):
        lines.append(before(span_in_words(former, person)))
    for words, name in ((_("Where: %(what)s"), "place"), (_("Link to join: %(what)s"), "link")):
        now = getattr(event, name)
        was = getattr(former, name) if former else now
        if now or was:
            lines.append(words % {"what": now or _("none is given any more")})
        if was != now:
            lines.append(before(was or _("none was given")))
    return lines


def before(words: str) -> str:
    return _("Before: %(words)s") % {"words": words}


def when(event: Event, person: User) -> str:
    return _("When: %(when)s") % {"when": span_in_words(event, person)}


def span_in_words(event: Event | Former, person: User) -> str:
    """Return when it is where it takes place and, where that is another time, where the person lives."""
    there = ZoneInfo(event.zone)
    starts, ends = event.starts_at.astimezone(there), event.ends_at.astimezone(there)
    said = told(starts, ends, event.zone)
    here = zone_named(person.time_zone) or there
    own_starts, own_ends = event.starts_at.astimezone(here), event.ends_at.astimezone(here)
    if own_starts.utcoffset() == starts.utcoffset():
        return said
    return _("%(there)s. That is %(here)s.") % {"there": said, "here": told(own_starts, own_ends, here.key)}


def see() -> str:
    return _("Open the event")


def why() -> str:
    return _("You get this letter because you said that you come to an event of the network.")


def page_of(event: Event) -> str:
    return public(event_address(event.pk, event.thread.title))
