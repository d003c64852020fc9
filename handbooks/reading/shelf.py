"""The handbook around an entry: breadcrumbs, the pages before and after, and its place, in one query."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from handbooks.querysets import unrestricted_q
from handbooks.reading.addresses import address, entry_number
from handbooks.reading.nation import Reader
from portal.pagecache.parts import kept_part
from portal.words.audiences import Audience
from portal.words.parts import Link

FIELDS = ("path", "title", "url_path", "entrypage__theme_number", "entrypage__item_number", "entrypage__nations")
STEP = Page.steplen


@dataclass(frozen=True)
class Spine:
    """One live page of a handbook, in the order of the tree; a number and nations for an entry only."""

    path: str
    title: str
    url: str
    number: str
    nations: list[str]

    def link(self, audience: str, reader: Reader) -> Link:
        """Return the link for a reader, which says where it applies when that is not where they are."""
        return Link(
            title=self.title,
            url=reader.link(self.url),
            number=self.number,
            ink=Audience(audience).ink,
            elsewhere=reader.elsewhere(self.nations),
        )


@dataclass(frozen=True)
class Shelf:
    """Where an entry stands in its handbook."""

    handbook: Link
    theme: Link
    previous: Link | None
    next: Link | None
    place: int
    total: int


def shelf_of(path: str, audience: str, reader: Reader) -> Shelf:
    """Return the shelf of the entry at a tree path, for a reader."""
    top = path[: -2 * STEP]
    spines = kept_part(f"shelf:{top}", lambda: read_spines(top, audience))
    above = {spine.path: spine.link(audience, reader) for spine in spines if path.startswith(spine.path)}
    entries = [spine for spine in spines if spine.number]
    place = next((place for place, spine in enumerate(entries, 1) if spine.path == path), 0)
    nothing = Link(title="")
    return Shelf(
        handbook=above.get(top, nothing),
        theme=above.get(path[:-STEP], nothing),
        previous=entries[place - 2].link(audience, reader) if place > 1 else None,
        next=entries[place].link(audience, reader) if 0 < place < len(entries) else None,
        place=place,
        total=len(entries),
    )


def read_spines(top: str, audience: str) -> list[Spine]:
    """Read the live pages of the handbook at a tree path, itself included, in one query."""
    pages = Page.objects.filter(unrestricted_q(), path__startswith=top, live=True).order_by("path")
    return [
        Spine(path, title, address(url_path), entry_number(audience, theme, item), nations or [])
        for path, title, url_path, theme, item, nations in pages.values_list(*FIELDS)
    ]
