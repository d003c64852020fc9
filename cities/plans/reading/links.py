"""The live pages of the entries and precedents that actions rest on. One that was unpublished is said, not linked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cities.plans.reading.text import BasisText
from handbooks.models import EntryPage, PrecedentPage
from handbooks.reading.addresses import address
from handbooks.reading.nation import Reader
from portal.words.nations import nation_or_none
from portal.words.parts import Ink, Link

Key = tuple[str, int | None]


@dataclass(frozen=True)
class BasisLink:
    """A basis as a page prints it; `url` is empty where nothing is to be read there any more.

    `elsewhere` says of an entry that it does not apply in the nation of the city: “Not England: Wales”; `why_none`
    why no Act or section gives its power.
    """

    text: BasisText
    url: str
    elsewhere: str = ""
    powers: tuple[Link, ...] = ()
    why_none: str = ""

    @property
    def ink(self) -> str:
        return Ink.of(self.text.number)


class BasisLinks:
    """The addresses of bases, asked in one query for entries and one for precedents; `nation` is that of the city."""

    def __init__(self, bases: Iterable[BasisText], nation: str = "") -> None:
        found: dict[str, set[int]] = {"entry": set(), "precedent": set()}
        for basis in bases:
            if basis.page is not None:
                found[basis.kind].add(basis.page)
        self.urls: dict[Key, str] = {}
        self.elsewhere: dict[Key, str] = {}
        self.why_none: dict[Key, str] = {}
        if found["entry"]:
            self.read_entries(found["entry"], Reader(nation_or_none(nation)))
        if found["precedent"]:
            rows = PrecedentPage.objects.visible_to().filter(pk__in=found["precedent"])
            self.urls |= {("precedent", pk): address(path) for pk, path in rows.values_list("pk", "url_path")}

    def read_entries(self, entries: set[int], reader: Reader) -> None:
        rows = EntryPage.objects.visible_to().filter(pk__in=entries)
        for pk, path, nations, why in rows.values_list("pk", "url_path", "nations", "no_provision_because"):
            self.urls["entry", pk] = address(path)
            self.elsewhere["entry", pk] = reader.elsewhere(nations)
            self.why_none["entry", pk] = why

    def of(self, bases: Iterable[BasisText]) -> list[BasisLink]:
        return [self.link_of(basis, (basis.kind, basis.page)) for basis in bases]

    def link_of(self, basis: BasisText, key: Key) -> BasisLink:
        said = (self.urls.get(key, ""), self.elsewhere.get(key, ""))
        return BasisLink(basis, *said, why_none=self.why_none.get(key, ""))
