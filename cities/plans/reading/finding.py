"""Entries and precedents to choose from, found by number or by words of the title."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from handbooks.models import EntryPage, PrecedentPage
from portal.accounts.models import User
from portal.words.audiences import Audience

MOST = 20
NUMBER = re.compile(r"(?P<series>[A-Za-z]{1,2})\s*(?P<theme>\d{1,4})(?:\s*\.\s*(?P<item>\d{1,4}))?")


@dataclass(frozen=True)
class Found:
    """One page that a search found."""

    page: EntryPage | PrecedentPage

    @property
    def key(self) -> str:
        return str(self.page.pk)

    @property
    def label(self) -> str:
        return f"{self.page.number} {self.page.title}".strip()

    @property
    def is_entry(self) -> bool:
        return isinstance(self.page, EntryPage)


def find_bases(words: str, viewer: User) -> list[Found]:
    """Return up to 20 entries and as many precedents that are published and fit the words; none for no words."""
    if not words:
        return []
    entries = (
        EntryPage.objects.visible_to(viewer).filter(entry_q(words)).order_by("audience", "theme_number", "item_number")
    )
    precedents = PrecedentPage.objects.visible_to(viewer).filter(precedent_q(words)).order_by("item_number")
    return [*map(Found, entries[:MOST]), *map(Found, precedents[:MOST])]


def entry_q(words: str) -> Q:
    match = NUMBER.fullmatch(words)
    audience = audience_of(match["series"]) if match else None
    if match is None or audience is None:
        return title_q(words)
    wanted = {"audience": audience, "theme_number": int(match["theme"])}
    return Q(**wanted, item_number=int(match["item"])) if match["item"] else Q(**wanted)


def precedent_q(words: str) -> Q:
    match = NUMBER.fullmatch(words)
    if match and match["series"].upper() == "P" and not match["item"]:
        return Q(item_number=int(match["theme"]))
    return title_q(words)


def audience_of(series: str) -> Any:
    return next((audience for audience in Audience if audience.prefix == series.upper()), None)


def title_q(words: str) -> Q:
    """Match titles that hold every word."""
    found = Q()
    for word in words.split()[:10]:
        found &= Q(title__icontains=word)
    return found
