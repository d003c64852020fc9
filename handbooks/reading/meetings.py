"""Where an entry meets others: its counterpart in the other handbook, its equivalent in another nation."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handbooks.reading.addresses import address_of
from handbooks.reading.law import in_words
from handbooks.reading.nation import Reader
from portal.words.nations import Nation
from portal.words.parts import Link

if TYPE_CHECKING:
    from handbooks.models.connections import Counterpart
    from handbooks.models.entry import EntryPage


@dataclass(frozen=True)
class Meeting:
    """A counterpart in the other handbook: what it does for this side, and where it applies if not here."""

    link: Link
    text: str
    elsewhere: str = ""

    @classmethod
    def of(cls, row: Counterpart, page: EntryPage, reader: Reader) -> Meeting | None:
        """Return the counterpart as seen from `page`; None while it is not public."""
        other = row.other if row.other_id != page.pk else row.entry
        if not (other.live and other.number):
            return None
        link = Link(title=other.title, url=reader.link(address_of(other)), number=other.number, ink=other.ink)
        elsewhere = "" if reader.nation is None or other.applies_in(reader.nation) else in_words(other.nations)
        return cls(link, row.text_for(page.audience) or other.summary, elsewhere)


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
