"""A handbook as one list of lines in reading order: contents, turning the page, A to Z."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from handbooks.choices import EntryKind, EntryStatus
from handbooks.reading.addresses import address, entry_number
from handbooks.reading.law import in_words
from portal.words.audiences import Audience
from portal.words.parts import Link, Text

if TYPE_CHECKING:
    from handbooks.models.entry import EntryPage
    from handbooks.querysets import EntryQuerySet
    from handbooks.reading.nation import Reader

FIELDS = ("pk", "title", "url_path", "path", "audience", "theme_number", "item_number")
DETAILS = ("summary", "kind", "status", "nations", "usable_by")
LINK_FIELDS = (*FIELDS, "summary", "nations")
"""What a link to an entry needs: a few columns, where a whole page has sixty."""


@dataclass(frozen=True, kw_only=True)
class EntryLine:
    """One entry in a list. The details are empty where only titles are needed."""

    pk: int
    title: str
    url: str
    path: str
    audience: str
    number: str
    summary: str = ""
    kind: str = ""
    status: str = ""
    nations: tuple[str, ...] = ()
    usable_by: tuple[str, ...] = ()
    law: str = ""

    @property
    def ink(self) -> str:
        return Audience(self.audience).ink

    @property
    def theme_path(self) -> str:
        """The tree path of the theme above."""
        return self.path[:-4]

    def link_for(self, reader: Reader, note: Text = "") -> Link:
        """Return the link that keeps the reader's nation, and says so where the entry is not for it."""
        return Link(
            title=self.title,
            url=reader.link(self.url),
            number=self.number,
            ink=self.ink,
            note=note,
            elsewhere="" if note else reader.elsewhere(self.nations),
        )

    @property
    def where(self) -> str:
        """The nations in words."""
        return in_words(self.nations)

    @property
    def standing(self) -> Text:
        """What must be said beside the title; empty for an entry that is simply in force."""
        return EntryStatus(self.status).label if EntryStatus(self.status).is_said_beside_title else ""

    @property
    def kind_label(self) -> Text:
        return EntryKind(self.kind).label


def lines_of(entries: EntryQuerySet, *, details: bool = False, nations: bool = False) -> list[EntryLine]:
    """Return the numbered entries of a queryset, in its order, in one query."""
    wanted = FIELDS + (DETAILS if details else ("nations",) if nations else ())
    rows = entries.filter(item_number__isnull=False)
    if details:
        rows, wanted = rows.with_law(), (*wanted, "law")
    return [line_of(wanted, row) for row in rows.values_list(*wanted)]


def through(name: str) -> list[str]:
    """Return the columns of a link to the entry that a row names in its field `name`."""
    return [f"{name}__{field}" for field in LINK_FIELDS]


def line_of(fields: Sequence[str], row: Sequence[Any]) -> EntryLine:
    """Return the line of one row of these fields."""
    values = dict(zip(fields, row, strict=True))
    number = entry_number(values["audience"], values.pop("theme_number"), values.pop("item_number"))
    for name in ("nations", "usable_by"):
        values[name] = tuple(values.get(name) or ())
    values["law"] = values.get("law") or ""
    return EntryLine(url=address(values.pop("url_path")), number=number, **values)


def line_of_page(page: EntryPage) -> EntryLine:
    """Return the line of a whole page, for what a draft names."""
    return line_of(LINK_FIELDS, [getattr(page, field) for field in LINK_FIELDS])


def by_theme(lines: Iterable[EntryLine]) -> dict[str, list[EntryLine]]:
    """Return the lines under the tree path of each theme."""
    themes: dict[str, list[EntryLine]] = {}
    for item in lines:
        themes.setdefault(item.theme_path, []).append(item)
    return themes
