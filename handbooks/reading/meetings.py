"""Where an entry meets others: its counterpart in the other handbook, its equivalent in another nation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.db.models import QuerySet

from handbooks.querysets import public_q
from handbooks.reading.nation import Reader
from handbooks.reading.outline import LINK_FIELDS, EntryLine, line_of, through
from portal.words.audiences import Audience
from portal.words.nations import Nation
from portal.words.parts import Link

if TYPE_CHECKING:
    from handbooks.models.connections import Counterpart, EquivalentEntry
    from handbooks.models.entry import EntryPage


@dataclass(frozen=True)
class Meeting:
    """A counterpart in the other handbook: what it does for this side, and where it applies if not here."""

    link: Link
    text: str
    elsewhere: str = ""


def meetings_of(page: EntryPage, rows: QuerySet[Counterpart], reader: Reader) -> list[Meeting]:
    """Return the public counterparts of a page, whichever side they were set on, in one query."""
    text = "community_to_council" if page.audience == Audience.LOCAL_GOVERNMENT else "council_to_community"
    set_here = side(rows.filter(entry=page.pk), "other", text)
    set_there = side(rows.filter(other=page.pk), "entry", text)
    found = [(line_of(LINK_FIELDS, row[1:]), row[0]) for row in set_here.union(set_there, all=True)]
    found.sort(key=lambda pair: pair[0].path)
    return [meeting(line, words, reader) for line, words in found]


def side(rows: QuerySet[Counterpart], name: str, text: str) -> QuerySet:
    """Return the words and the columns of the entry on one side of pairs."""
    return rows.filter(public_q(name)).order_by().values_list(text, *through(name))


def meeting(line: EntryLine, words: str, reader: Reader) -> Meeting:
    elsewhere = "" if reader.nation is None or reader.nation in line.nations else line.where
    return Meeting(line.link_for(reader), words or line.summary, elsewhere)


@dataclass
class OtherNation:
    """A group of entries that do the same work in different nations."""

    name: str
    sentence: str
    entries: list[tuple[Link, tuple[str, ...]]] = field(default_factory=list)

    @property
    def links(self) -> list[Link]:
        return [link for link, _nations in self.entries]

    def links_in(self, nation: Nation) -> list[Link]:
        return [link for link, nations in self.entries if nation in nations]


def other_nations_of(page: EntryPage, members: QuerySet[EquivalentEntry], reader: Reader) -> list[OtherNation]:
    """Return the groups that a page is in, with the entries that do the same work elsewhere, in one query."""
    rows = members.filter(public_q("entry"), group__members__entry=page.pk).exclude(entry=page.pk)
    found: dict[int, OtherNation] = {}
    columns = ("group_id", "group__name", "group__sentence", *through("entry"))
    for group, name, sentence, *entry in rows.order_by("group", "sort_order").values_list(*columns):
        line = line_of(LINK_FIELDS, entry)
        found.setdefault(group, OtherNation(name, sentence)).entries.append(
            (line.link_for(reader, line.where), line.nations)
        )
    return list(found.values())
