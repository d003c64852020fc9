"""What changed: the notes of publications as a page for people, and as the feeds and the home page tell them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils.timezone import localdate
from django.utils.translation import gettext as _
from wagtail.models import Page

from handbooks.models import ChangeNote
from handbooks.querysets import unrestricted_q
from handbooks.reading.addresses import address_of
from handbooks.reading.nation import Reader
from handbooks.reading.precedent_lines import BRIEF
from handbooks.reading.sentences import first_sentences

if TYPE_CHECKING:
    from handbooks.numbers import Numbered


@dataclass(frozen=True)
class Change:
    """One line of what is new or changed."""

    date: datetime
    title: str
    url: str
    number: str
    text: str
    meta: str

    @classmethod
    def of(cls, note: ChangeNote, reader: Reader) -> Change:
        page = numbered(note.page)
        meta = _("New") if note.is_new else _("Changed")
        return cls(note.published_at, page.title, reader.link(address_of(page)), page.number, said_of(note), meta)


def public_notes() -> QuerySet[ChangeNote]:
    """Return change notes of pages that anybody may read, newest first."""
    pages = Page.objects.filter(unrestricted_q(), live=True)
    return ChangeNote.objects.filter(page__in=pages.values("pk")).select_related(
        "page", "page__entrypage", "page__precedentpage"
    )


def notes_for(reader: Reader) -> QuerySet[ChangeNote]:
    """Return the change notes of what applies where a reader is."""
    if reader.nation is None:
        return public_notes()
    entry = Q(page__entrypage__nations__contains=[reader.nation])
    return public_notes().filter(entry | Q(page__precedentpage__nation=reader.nation))


def numbered(page: Page) -> Numbered:
    """Return the entry or precedent that a page is."""
    entry: Any = getattr(page, "entrypage", None)
    return entry or page.precedentpage


def said_of(note: ChangeNote) -> str:
    """Return what a page that is new is about, and of another what changed."""
    return first_sentences(numbered(note.page).summary, BRIEF) if note.is_new else note.text


def by_day(notes: Iterable[ChangeNote], reader: Reader) -> list[tuple[date, list[Change]]]:
    """Return notes, newest first, under the day on which each was published."""
    days = groupby(notes, key=lambda note: localdate(note.published_at))
    return [(day, [Change.of(note, reader) for note in of_day]) for day, of_day in days]
