"""Entries and precedents to choose from, found by number or by words of the title; those of a city's nation first."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Q, Value, When
from django.utils.translation import gettext as _

from handbooks.models import EntryPage, PrecedentPage
from handbooks.reading.law import in_words
from handbooks.reading.nation import Reader
from handbooks.reading.tasks import equivalents_in
from portal.accounts.models import User
from portal.words.audiences import Audience
from portal.words.nations import Nation

MOST = 20
NUMBER = re.compile(r"(?P<series>[A-Za-z]{1,2})\s*(?P<theme>\d{1,4})(?:\s*\.\s*(?P<item>\d{1,4}))?")


@dataclass(frozen=True)
class Found:
    """One page that a search found, for a city of `nation`."""

    page: EntryPage | PrecedentPage
    nation: Nation

    @property
    def key(self) -> str:
        return str(self.page.pk)

    @property
    def label(self) -> str:
        """Number, title and where it applies, or where a precedent was set."""
        return f"{self.page.number} {self.page.title}".strip() + f" ({self.elsewhere or in_words(self.nations)})"

    @property
    def nations(self) -> list[str]:
        return self.page.nations if isinstance(self.page, EntryPage) else [self.page.nation]

    @property
    def elsewhere(self) -> str:
        """“Not England: Wales” of an entry that does not apply in the nation; a precedent may be from anywhere."""
        return Reader(self.nation).elsewhere(self.nations) if self.is_entry else ""

    @property
    def warning(self) -> str:
        """What is said before an entry is named that does not apply in the city's nation; nothing of any other page."""
        if not self.elsewhere:
            return ""
        names = {"number": self.page.number, "where": in_words(self.nations), "here": self.nation.label}
        said = _("%(number)s applies in %(where)s, not in %(here)s.") % names
        instead = equivalents_in(self.nation, [self.page.pk]).get(self.page.pk, [])
        if instead:
            others = ", ".join(f"{entry.number} {entry.title}" for entry in instead)
            said += " " + _("Its equivalent for %(here)s: %(others)s.") % {"here": self.nation.label, "others": others}
        return said + " " + _("Press “Name it” once more if you mean this one.")

    @property
    def is_entry(self) -> bool:
        return isinstance(self.page, EntryPage)


def find_bases(words: str, viewer: User, nation: str) -> list[Found]:
    """Return up to 20 entries and as many precedents that are published and fit the words; none for no words.

    What applies in `nation`, that of the city, stands first.
    """
    if not words:
        return []
    here = Nation(nation)
    entries = EntryPage.objects.visible_to(viewer).filter(entry_q(words))
    precedents = PrecedentPage.objects.visible_to(viewer).filter(precedent_q(words))
    sorted_entries = entries.order_by(
        last_unless(Q(nations__contains=[here])), "audience", "theme_number", "item_number"
    )
    sorted_precedents = precedents.order_by(last_unless(Q(nation=here)), "item_number")
    return [Found(page, here) for page in (*sorted_entries[:MOST], *sorted_precedents[:MOST])]


def last_unless(condition: Q) -> Case:
    """Return what rows are ordered by so that those of a condition stand first."""
    return Case(When(condition, then=Value(0)), default=Value(1))


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
