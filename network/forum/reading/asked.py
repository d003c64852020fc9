"""What an address asks of the lists of threads: filters, and where in the list it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Self
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cities.places.models import City
from network.forum.choices import Kind
from portal.words.parts import Choice, FilterGroup, Text
from portal.words.themes import Theme

LONGEST_ECHO = 40
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
LATEST = 4_102_444_800_000_000
"""Microseconds from 1970 to 2100."""
UNANSWERED, MINE, FOLLOWED = "unanswered", "mine", "followed"
FOR_ALL = ((UNANSWERED, _("Without a reply")),)
FOR_OWN = ((MINE, _("Those you wrote in")), (FOLLOWED, _("Those you follow")))


@dataclass(frozen=True)
class Facet:
    """One question of the filter, with its values in order."""

    name: str
    label: Text
    everything: Text
    choices: Sequence[tuple[str, Text]]


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list by latest post, as an address carries it."""

    at: datetime
    pk: int

    @classmethod
    def read(cls, written: str) -> Place | None:
        """Return the place that an address gives, or None for anything else."""
        moment, _dash, key = written.partition("-")
        digits = (part.isascii() and part.isdigit() and len(part) < 19 for part in (moment, key))
        if not all(digits) or int(moment) > LATEST:
            return None
        return cls(EPOCH + timedelta(microseconds=int(moment)), int(key))

    def __str__(self) -> str:
        return f"{(self.at - EPOCH) // timedelta(microseconds=1)}-{self.pk}"


@dataclass
class Asked:
    """What an address asks for. Values that are not known are named, not obeyed; of repeated ones the last counts."""

    facets: Sequence[Facet]
    chosen: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    before: Place | None = None
    after: Place | None = None

    @classmethod
    def of(cls, address: QueryDict, cities: Sequence[City], user: Any) -> Self:
        """Read an address of a list of threads. What is a person's own is asked by who is signed in."""
        return cls.read(address, facets_of(cities, is_signed_in=user.is_authenticated))

    @classmethod
    def read(cls, address: QueryDict, facets: Sequence[Facet]) -> Self:
        """Read an address that may ask some questions."""
        asked = cls(facets)
        for facet in asked.facets:
            value = address.get(facet.name, "")
            if value in dict(facet.choices):
                asked.chosen[facet.name] = value
            elif value:
                asked.unknown.append(value[:LONGEST_ECHO])
        asked.before = Place.read(address.get("before", ""))
        asked.after = None if asked.before else Place.read(address.get("after", ""))
        return asked

    @property
    def is_first_page(self) -> bool:
        return self.before is None and self.after is None

    def get(self, name: str) -> str:
        return self.chosen.get(name, "")

    def address(self, **more: Any) -> str:
        """Return the query of an address that asks the same, from another place in the list."""
        return "?" + urlencode({**self.chosen, **more})

    def groups(self) -> list[FilterGroup]:
        """Return the questions for the form above the list, with what was asked."""
        return [self._group(facet) for facet in self.facets]

    def _group(self, facet: Facet) -> FilterGroup:
        chosen = self.get(facet.name)
        choices = [Choice(value=value, label=label, chosen=value == chosen) for value, label in facet.choices]
        every = Choice(value="", label=facet.everything, chosen=not chosen)
        return FilterGroup(name=facet.name, label=facet.label, choices=[every, *choices])


def facets_of(cities: Sequence[City], *, is_signed_in: bool) -> list[Facet]:
    shown = (*FOR_ALL, *FOR_OWN) if is_signed_in else FOR_ALL
    return [
        Facet("city", _("City"), _("Every city"), [(city.slug, city.name) for city in cities]),
        Facet("theme", _("Theme"), _("Every theme"), Theme.choices),
        Facet("kind", _("Kind"), _("Every kind"), Kind.choices),
        Facet("show", _("Show"), _("All threads"), shown),
    ]
