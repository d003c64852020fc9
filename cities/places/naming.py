"""Which recorded organisation somebody means by a name that they typed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from cities.places.directory.folding import fold
from cities.places.models import City, Organisation, Partner

MOST_NEAR = 8
ALIKE = 0.8
LITTLE = {"the", "of", "and", "for", "in", "a"}


@dataclass(frozen=True)
class Match:
    """The organisations of one name, those of a near one where there are none, and which are partners of a city."""

    exact: list[Organisation] = field(default_factory=list)
    near: list[Organisation] = field(default_factory=list)
    partners: dict[int, Partner] = field(default_factory=dict)

    @property
    def only(self) -> Organisation | None:
        """The one organisation that has the name."""
        return self.exact[0] if len(self.exact) == 1 else None

    @property
    def partner(self) -> Partner | None:
        """The partner of the city that the name means."""
        return self.partners.get(self.only.pk) if self.only else None

    @property
    def open(self) -> list[Organisation]:
        """Those among which somebody has to choose."""
        return [] if self.only else self.exact or self.near


def same_name(name: str, among: Iterable[Organisation]) -> list[Organisation]:
    """Return the organisations of this name, whatever its case, accents and punctuation."""
    return [organisation for organisation in among if fold(organisation.name) == fold(name)]


def match_of(name: str, city: City) -> Match:
    """Return what a name means in a city: those that work there come first."""
    if not fold(name):
        return Match()
    known = list(Organisation.objects.visible_to())
    partners = {row.organisation_id: row for row in Partner.objects.visible_to().current().filter(city=city)}
    exact = same_name(name, known)
    here = set(city.organisations.values_list("pk", flat=True))
    near = [] if exact else [organisation for organisation in known if is_near(name, organisation.name)]
    near.sort(key=lambda organisation: (organisation.pk not in here, fold(organisation.name)))
    return Match(exact, near[:MOST_NEAR], partners)


def is_near(typed: str, name: str) -> bool:
    """Return whether every word of one begins a word of the other, or hardly a letter differs."""
    few, many = sorted((words_of(typed), words_of(name)), key=len)
    if few and all(any(word.startswith(start) for word in many) for start in few):
        return True
    letters = SequenceMatcher(None, fold(typed), fold(name), autojunk=False)
    return letters.quick_ratio() >= ALIKE and letters.ratio() >= ALIKE


def words_of(name: str) -> set[str]:
    """Return the words that tell a name from another."""
    words = set(fold(name).split())
    return words - LITTLE or words
