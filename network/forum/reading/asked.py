"""What an address asks of the lists of threads: filters, and where in the list it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Self

from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cities.places.models import City
from network.forum.choices import Kind
from portal.words.filters import Question, answers, microseconds, moment, query
from portal.words.parts import FilterGroup
from portal.words.themes import Theme

UNANSWERED, MINE, FOLLOWED = "unanswered", "mine", "followed"
FOR_ALL = ((UNANSWERED, _("Without a reply")),)
FOR_OWN = ((MINE, _("Those you wrote in")), (FOLLOWED, _("Those you follow")))


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a list by latest post, as an address carries it."""

    at: datetime
    pk: int

    @classmethod
    def read(cls, written: str) -> Place | None:
        """Return the place that an address gives, or None for anything else."""
        micros, _dash, key = written.partition("-")
        digits = (part.isascii() and part.isdigit() and len(part) < 19 for part in (micros, key))
        at = moment(int(micros)) if all(digits) else None
        return cls(at, int(key)) if at else None

    def __str__(self) -> str:
        return f"{microseconds(self.at)}-{self.pk}"


@dataclass
class Asked:
    """What an address asks for. Values that are not known are named, not obeyed; of repeated ones the last counts."""

    facets: Sequence[Question]
    chosen: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    before: Place | None = None
    after: Place | None = None

    @classmethod
    def of(cls, address: QueryDict, cities: Sequence[City], user: Any) -> Self:
        """Read an address of a list of threads. What is a person's own is asked by who is signed in."""
        return cls.read(address, facets_of(cities, is_signed_in=user.is_authenticated))

    @classmethod
    def read(cls, address: QueryDict, facets: Sequence[Question]) -> Self:
        """Read an address that may ask some questions."""
        asked = cls(facets, *answers(address, facets))
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
        return query(self.chosen, more)

    def groups(self) -> list[FilterGroup]:
        """Return the questions for the form above the list, with what was asked."""
        return [question.group(self.get(question.name)) for question in self.facets]


def facets_of(cities: Sequence[City], *, is_signed_in: bool) -> list[Question]:
    shown = (*FOR_ALL, *FOR_OWN) if is_signed_in else FOR_ALL
    return [
        Question("city", _("City"), _("Every city"), [(city.slug, city.name) for city in cities]),
        Question("theme", _("Theme"), _("Every theme"), Theme.choices),
        Question("kind", _("Kind"), _("Every kind"), Kind.choices),
        Question("show", _("Show"), _("All threads"), shown),
    ]
