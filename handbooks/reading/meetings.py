"""Where an entry meets others: its counterpart in the other handbook, its equivalent in another nation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from django.db.models import CharField, QuerySet, Value

from handbooks.querysets import public_q
from handbooks.reading.nation import Reader
from handbooks.reading.outline import LINK_FIELDS, EntryLine, line_of, line_of_page, through
from portal.words.audiences import Audience
from portal.words.nations import Nation
from portal.words.parts import Link

if TYPE_CHECKING:
    from handbooks.models.entry import EntryPage

MET, RELATED = "met", "related"


@dataclass(frozen=True)
class Meeting:
    """A counterpart in the other handbook, and what it does for this side."""

    link: Link
    text: str


@dataclass(frozen=True)
class Counterpart:
    """An entry of the other handbook, and what it does for the side that is read."""

    line: EntryLine
    text: str

    def meeting(self, reader: Reader) -> Meeting:
        return Meeting(self.line.link_for(reader), self.text or self.line.summary)


class Connected(NamedTuple):
    """The entries that a page names: its counterparts in the other handbook, and those often used with it."""

    counterparts: list[Counterpart]
    related: list[EntryLine]


def connected_with(page: EntryPage) -> Connected:
    """Return the public entries that a page is connected with, whichever side that was set on, in one query."""
    rows = page.counterparts_set.model.objects.all()
    text = text_for(page)
    related = type(page).related.through.objects.filter(public_q("to_entrypage"), from_entrypage=page.pk)
    found = side(rows.filter(entry=page.pk), "other", text, MET).union(
        side(rows.filter(other=page.pk), "entry", text, MET),
        side(related, "to_entrypage", Value("", output_field=CharField()), RELATED),
        all=True,
    )
    lines = [(kind, Counterpart(line_of(LINK_FIELDS, line), words)) for kind, words, *line in found]
    ordered = in_order(line for kind, line in lines if kind == RELATED)
    return Connected(in_order(line for kind, line in lines if kind == MET), [line.line for line in ordered])


def drafted_counterparts(page: EntryPage) -> list[Counterpart]:
    """Return the counterparts of a draft: those that its form holds, and those set on the other side."""
    set_there = side(page.counterparts_received.model.objects.filter(other=page.pk), "entry", text_for(page), MET)
    drafted = [
        Counterpart(line_of_page(row.other), row.text_for(page.audience))
        for row in page.counterparts_set.all()
        if row.other_id and row.other.number
    ]
    return [*drafted, *in_order(Counterpart(line_of(LINK_FIELDS, line), words) for _kind, words, *line in set_there)]


def text_for(page: EntryPage) -> str:
    """Return the name of the field that says what a counterpart does for the side of `page`."""
    return "community_to_council" if page.audience == Audience.LOCAL_GOVERNMENT else "council_to_community"


def side(rows: QuerySet[Any], name: str, text: str | Value, kind: str) -> QuerySet:
    """Return the kind, the words and the columns of the entry on one side of pairs."""
    named = Value(kind, output_field=CharField())
    return rows.filter(public_q(name)).order_by().values_list(named, text, *through(name))


def in_order(counterparts: Iterable[Counterpart]) -> list[Counterpart]:
    return sorted(counterparts, key=lambda counterpart: counterpart.line.path)


@dataclass(frozen=True)
class OtherNation:
    """A group of entries that do the same work in different nations."""

    name: str
    sentence: str
    lines: list[EntryLine] = field(default_factory=list)

    def links(self, reader: Reader, nation: Nation | None = None) -> list[Link]:
        """Return the links to its entries, or to those that apply in one nation."""
        return [line.link_for(reader, line.where) for line in self.lines if nation is None or nation in line.nations]


def other_nations_of(page: EntryPage) -> list[OtherNation]:
    """Return the groups that a page is in, with the entries that do the same work elsewhere, in one query."""
    members = page.equivalent_links.model.objects.filter(public_q("entry"), group__members__entry=page.pk)
    columns = ("group_id", "group__name", "group__sentence", *through("entry"))
    rows = members.exclude(entry=page.pk).order_by("group", "sort_order").values_list(*columns)
    found: dict[int, OtherNation] = {}
    for group, name, sentence, *entry in rows:
        found.setdefault(group, OtherNation(name, sentence)).lines.append(line_of(LINK_FIELDS, entry))
    return list(found.values())
