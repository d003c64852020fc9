"""What an address asks of the directory: words, filters, and where in the list it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Self
from urllib.parse import urlencode

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from cities.places.directory.folding import fold
from cities.places.models import City
from portal.words.filters import LONGEST_ECHO
from portal.words.organisations import OrganisationKind
from portal.words.parts import Choice, FilterGroup, Text
from portal.words.themes import Theme

LONGEST_QUESTION = 100
MOST_WORDS = 8
YES = "yes"


def words_query(words: Sequence[str]) -> SearchQuery:
    """Return the query for lines that hold every word, in any order; the last may be the beginning of one.

    The words are folded, so they hold letters and figures alone and nothing that a query would read as a sign.
    """
    quoted = [f"'{word}'" for word in words]
    return SearchQuery(" & ".join([*quoted[:-1], f"{quoted[-1]}:*"]), search_type="raw", config="simple")


@dataclass(frozen=True)
class Facet:
    """One question of the filter, its values in order, and how a line answers it."""

    name: str
    label: Text
    any_label: Text
    choices: Sequence[tuple[str, Text]]
    kind: str = "select"


@dataclass
class Asked:
    """What an address asks for. Values that are not known are named, not obeyed; of repeated ones the last counts."""

    facets: Sequence[Facet]
    words: str = ""
    chosen: dict[str, str] = field(default_factory=dict)
    unknown: list[str] = field(default_factory=list)
    after: int | None = None
    before: int | None = None

    @classmethod
    def of(cls, address: QueryDict, cities: Sequence[City]) -> Self:
        """Read an address."""
        asked = cls(facets_of(cities), words=" ".join(address.get("q", "").split())[:LONGEST_QUESTION])
        for facet in asked.facets:
            value = address.get(facet.name, "")
            if value in dict(facet.choices):
                asked.chosen[facet.name] = value
            elif value:
                asked.unknown.append(value[:LONGEST_ECHO])
        asked.after, asked.before = key_in(address, "after"), key_in(address, "before")
        return asked

    @property
    def folded(self) -> list[str]:
        return fold(self.words).split()[:MOST_WORDS]

    @property
    def is_narrowed(self) -> bool:
        return bool(self.words or self.chosen)

    @property
    def query(self) -> dict[str, str]:
        """The words and chosen values, as an address carries them."""
        return {**({"q": self.words} if self.words else {}), **self.chosen}

    def address(self, **more: int) -> str:
        """Return the query of an address that asks the same, from another place in the list."""
        return "?" + urlencode({**self.query, **more})

    def condition(self, city_keys: dict[str, int]) -> Q:
        """Return what the lines must fulfil; `city_keys` are the primary keys of the cities by slug."""
        wanted = Q()
        if self.folded:
            wanted &= Q(vector=words_query(self.folded))
        elif self.words:
            wanted &= Q(pk__in=[])  # nothing but punctuation: no name holds it
        if city := self.chosen.get("city"):
            wanted &= Q(cities__contains=[city_keys[city]])
        if kind := self.chosen.get("kind"):
            wanted &= Q(kinds__contains=[kind])
        if theme := self.chosen.get("theme"):
            wanted &= Q(themes__contains=[theme])
        return wanted & Q(offers_help=True) if "offers" in self.chosen else wanted

    def groups(self) -> list[FilterGroup]:
        """Return the questions for the form above the list, with what was asked."""
        search = FilterGroup(
            name="q", label=_("Name, city, organisation, theme or what they know"), value=self.words, kind="search"
        )
        return [search, *(self._group(facet) for facet in self.facets)]

    def _group(self, facet: Facet) -> FilterGroup:
        chosen = self.chosen.get(facet.name, "")
        every = [Choice(value="", label=facet.any_label, chosen=not chosen)] if facet.any_label else []
        choices = [Choice(value=value, label=label, chosen=value == chosen) for value, label in facet.choices]
        return FilterGroup(name=facet.name, label=facet.label, choices=[*every, *choices], kind=facet.kind)


def facets_of(cities: Sequence[City]) -> list[Facet]:
    places = [(city.slug, city.name) for city in cities]
    return [
        Facet("city", _("City"), _("Every city"), places),
        Facet("kind", _("Kind of organisation"), _("Every kind"), OrganisationKind.choices),
        Facet("theme", _("Interested in"), _("Every theme"), Theme.choices),
        Facet("offers", _("Help"), "", [(YES, _("Says what they can help with"))], kind="checkbox"),
    ]


def key_in(address: QueryDict, name: str) -> int | None:
    """Return the primary key that an address gives, or None for anything else."""
    value = address.get(name, "")
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else None
