"""A precedent as one line of a list. Imports no models, so that entries may list precedents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from handbooks.querysets import public_q
from handbooks.reading.addresses import address, precedent_number
from handbooks.reading.sentences import first_sentences
from portal.words.nations import Nation
from portal.words.parts import Link
from portal.words.themes import Theme

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from handbooks.models.connections import PrecedentEntry
    from handbooks.reading.nation import Reader

BRIEF = 170
"""Characters of a summary in a list of many."""

COLUMNS = (
    "pk",
    "item_number",
    "title",
    "url_path",
    "summary",
    "place",
    "years",
    "nation",
    "themes",
    "is_cautionary",
    "city_id",
    "city__slug",
    "city__name",
)


@dataclass(frozen=True, kw_only=True)
class PrecedentLine:
    """A precedent in a list."""

    pk: int
    number: str
    title: str
    url: str
    summary: str
    place: str
    years: str
    nations: tuple[str, ...]
    themes: tuple[str, ...]
    is_cautionary: bool
    city_id: int | None
    city: str
    city_name: str

    @property
    def link(self) -> Link:
        return Link(title=self.title, url=self.url, number=self.number, ink="both")

    def for_reader(self, reader: Reader) -> PrecedentLine:
        """Return the line with a link that keeps the reader's nation."""
        return replace(self, url=reader.link(self.url))

    @property
    def brief(self) -> str:
        """The first sentences of the summary."""
        return first_sentences(self.summary, BRIEF)

    @property
    def where(self) -> str:
        nation = str(Nation(self.nations[0]).label)
        return f"{self.place}, {nation}" if self.place and self.place != nation else nation

    @property
    def where_and_when(self) -> str:
        return f"{self.where}, {self.years}" if self.years else self.where

    @property
    def theme_labels(self) -> str:
        return ", ".join(str(Theme(theme).label) for theme in self.themes)


def precedent_line(row: Sequence[Any]) -> PrecedentLine:
    """Return the line of one row of COLUMNS."""
    values = dict(zip(COLUMNS, row, strict=True))
    return PrecedentLine(
        number=precedent_number(values.pop("item_number")),
        url=address(values.pop("url_path")),
        nations=(values.pop("nation"),),
        themes=tuple(values.pop("themes")),
        city=values.pop("city__slug") or "",
        city_name=values.pop("city__name") or "",
        **values,
    )


def precedents_of(links: QuerySet[PrecedentEntry]) -> list[tuple[PrecedentLine, str]]:
    """Return the public precedents behind links, each with its relation, in order of number, in one query."""
    rows = links.filter(public_q("precedent")).order_by("precedent__item_number")
    columns = [f"precedent__{column}" for column in COLUMNS]
    return [(precedent_line(row), relation) for relation, *row in rows.values_list("relation", *columns)]
