"""Where an entry meets others: its counterpart in the other handbook, its equivalent in another nation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handbooks.reading.addresses import address_of
from handbooks.reading.law import in_words
from handbooks.reading.nation import Reader
from portal.words.audiences import Audience
from portal.words.nations import Nation
from portal.words.parts import Link, Sheet

if TYPE_CHECKING:
    from handbooks.models.connections import Counterpart
    from handbooks.models.entry import EntryPage


@dataclass(frozen=True)
class Meeting:
    """A pair of counterparts, drawn as two overlapping sheets, the local government one first."""

    left: Sheet
    right: Sheet
    note: str = ""

    @classmethod
    def of(cls, row: Counterpart, page: EntryPage, reader: Reader) -> Meeting | None:
        """Return the pair as seen from `page`; None while the other side is not public."""
        other = row.other if row.other_id != page.pk else row.entry
        if not (other.live and other.number):
            return None
        mine = Sheet(number=page.number, ink=page.ink, title=page.title)
        theirs = Sheet(
            number=other.number,
            ink=other.ink,
            title=other.title,
            url=reader.link(address_of(other)),
            text=row.text_for(page.audience) or other.summary,
        )
        note = "" if reader.nation is None or other.applies_in(reader.nation) else in_words(other.nations)
        first = page.audience == Audience.LOCAL_GOVERNMENT
        return cls(*((mine, theirs) if first else (theirs, mine)), note)


@dataclass
class OtherNation:
    """A group of entries that do the same work in different nations."""

    name: str
    sentence: str
    entries: list[tuple[Link, list[str]]] = field(default_factory=list)

    def add(self, entry: EntryPage, reader: Reader) -> None:
        link = Link(title=entry.title, url=reader.link(address_of(entry)), number=entry.number, ink=entry.ink)
        self.entries.append((link, entry.nations))

    @property
    def links(self) -> list[tuple[Link, str]]:
        """Each entry with the nations that it applies in, in words."""
        return [(link, in_words(nations)) for link, nations in self.entries]

    def links_in(self, nation: Nation) -> list[Link]:
        return [link for link, nations in self.entries if nation in nations]
