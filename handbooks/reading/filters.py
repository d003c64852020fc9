"""Filters above a list: what was asked for, what is left, and how many each choice would leave."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict

from portal.words.filters import LONGEST_ECHO
from portal.words.parts import Choice, FilterGroup, Text


@dataclass(frozen=True)
class Facet:
    """One question of a filter: its values in order, and whether a row has one of them."""

    name: str
    label: Text
    any_label: Text
    choices: Sequence[tuple[str, Text]]
    has: Callable[[Any, str], bool]


@dataclass
class Filtering:
    """Rows filtered by the facets that an address asks for. Unknown values are named, not obeyed.

    `line_of` says which line of the page a row is in, where a line holds several: choices count lines.
    """

    facets: Sequence[Facet]
    rows: Sequence[Any]
    asked: QueryDict
    line_of: Callable[[Any], Any] = id
    chosen: dict[str, str] = field(init=False, default_factory=dict)
    unknown: list[str] = field(init=False, default_factory=list)

    def __post_init__(self) -> None:
        for facet in self.facets:
            value = self.asked.get(facet.name, "")
            if value in dict(facet.choices):
                self.chosen[facet.name] = value
            elif value:
                self.unknown.append(value[:LONGEST_ECHO])

    @property
    def kept(self) -> list[Any]:
        """The rows that every chosen value fits."""
        return list(self._kept_by(self.facets))

    def added_without(self, name: str) -> int:
        """Return how many more rows are kept when one question is taken back."""
        others = [facet for facet in self.facets if facet.name != name]
        return len(list(self._kept_by(others))) - len(self.kept)

    def _kept_by(self, facets: Iterable[Facet]) -> Iterable[Any]:
        asked = [(facet, self.chosen[facet.name]) for facet in facets if facet.name in self.chosen]
        return (row for row in self.rows if all(facet.has(row, value) for facet, value in asked))

    @property
    def query(self) -> str:
        """The chosen values as an address carries them."""
        return "?" + urlencode(self.chosen) if self.chosen else ""

    def without(self, name: str) -> str:
        """Return the query with one question taken back."""
        left = {key: value for key, value in self.chosen.items() if key != name}
        return "?" + urlencode(left) if left else "?"

    def groups(self) -> list[FilterGroup]:
        """Return each question with the count that each of its values would leave beside the others."""
        return [self._group(facet) for facet in self.facets]

    def _group(self, facet: Facet) -> FilterGroup:
        rows = list(self._kept_by(other for other in self.facets if other is not facet))
        chosen = self.chosen.get(facet.name, "")
        choices = [Choice(value="", label=facet.any_label, chosen=not chosen)]
        for value, label in facet.choices:
            count = len({self.line_of(row) for row in rows if facet.has(row, value)})
            if count or value == chosen:
                choices.append(Choice(value=value, label=label, count=count, chosen=value == chosen))
        return FilterGroup(name=facet.name, label=facet.label, choices=choices)
