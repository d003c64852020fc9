"""New and changed pages of the handbooks: title, number, and what is new. Who reads is the same for everybody."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from handbooks.models import ChangeNote, PrecedentPage
from handbooks.reading.addresses import address_of
from handbooks.reading.changes import numbered, public_notes, said_of
from network.digests.building.choice import LINE, Choice, Described, Subject
from network.digests.building.people import People
from portal.text.cutting import at_a_word
from portal.words.audiences import Audience


def describe(choices: Collection[Choice]) -> dict[Subject, Described]:
    notes: dict[int, ChangeNote] = public_notes().in_bulk({choice.key for choice in choices})
    return {choice.subject: described(notes[choice.key]) for choice in choices if choice.key in notes}


def described(note: ChangeNote) -> Described:
    page: Any = numbered(note.page)
    words = _("New: %(text)s") if note.is_new else _("Changed: %(text)s")
    line = at_a_word(" ".join((words % {"text": said_of(note)}).split()), LINE)
    return Described(title=page.title, url=settings.SITE_URL + address_of(page), place=place_of(page), line=line)


def place_of(page: Any) -> str:
    """Return the place of a precedent, and of an entry the handbook and its number there."""
    if isinstance(page, PrecedentPage):
        return page.place
    named = {"handbook": Audience(page.audience).label, "number": page.number}
    return _("%(handbook)s handbook, %(number)s") % named


def readable(people: People, wanted: Collection[tuple[int, Choice]]) -> set[tuple[int, Subject]]:
    there = set(public_notes().filter(pk__in={choice.key for _person, choice in wanted}).values_list("pk", flat=True))
    return {(person, choice.subject) for person, choice in wanted if choice.key in there}
