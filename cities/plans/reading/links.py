"""The live pages of the entries and precedents that actions rest on. One that was unpublished is said, not linked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from wagtail.models import Page

from cities.plans.reading.text import BasisText
from handbooks.querysets import unrestricted_q
from handbooks.reading.addresses import address
from handbooks.reading.nation import Reader
from portal.words.nations import nation_or_none
from portal.words.parts import Ink, Link

Key = tuple[str, int | None]
ENTRY_COLUMNS = ("entrypage__nations", "entrypage__no_provision_because")


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
    """The addresses of bases, asked in one query; `nation` is that of the city."""

    def __init__(self, bases: Iterable[BasisText], nation: str = "") -> None:
        kinds = {basis.page: basis.kind for basis in bases if basis.page is not None}
        self.urls: dict[Key, str] = {}
        self.elsewhere: dict[Key, str] = {}
        self.why_none: dict[Key, str] = {}
        if kinds:
            self.read_pages(kinds, Reader(nation_or_none(nation)))

    def read_pages(self, kinds: dict[int, str], reader: Reader) -> None:
        """Read what everybody may read of the pages with these keys, each an entry or a precedent."""
        rows = Page.objects.filter(unrestricted_q(), live=True, pk__in=kinds)
        for pk, path, nations, why in rows.values_list("pk", "url_path", *ENTRY_COLUMNS):
            key = (kinds[pk], pk)
            self.urls[key] = address(path)
            if nations is not None:
                self.elsewhere[key] = reader.elsewhere(nations)
                self.why_none[key] = why

    def of(self, bases: Iterable[BasisText]) -> list[BasisLink]:
        return [self.link_of(basis, (basis.kind, basis.page)) for basis in bases]

    def link_of(self, basis: BasisText, key: Key) -> BasisLink:
        said = (self.urls.get(key, ""), self.elsewhere.get(key, ""))
        return BasisLink(basis, *said, why_none=self.why_none.get(key, ""))
