"""The handbook around an entry: breadcrumbs, the pages before and after, and its place, in one query."""

from __future__ import annotations

from dataclasses import dataclass

from wagtail.models import Page

from handbooks.querysets import unrestricted_q
from handbooks.reading.addresses import address, entry_number
from handbooks.reading.law import in_words
from portal.words.audiences import Audience
from portal.words.parts import Link

FIELDS = ("pk", "title", "url_path", "path", "entrypage__theme_number", "entrypage__item_number", "entrypage__nations")
STEP = Page.steplen


@dataclass(frozen=True)
class Shelf:
    """Where an entry stands in its handbook."""

    handbook: Link
    theme: Link
    previous: Link | None
    next: Link | None
    place: int
    total: int


def shelf_of(path: str, audience: str, nation: str | None = None) -> Shelf:
    """Return the shelf of the entry at a tree path, for a reader in a nation: links say where else they apply."""
    rows = (
        Page.objects.filter(unrestricted_q(), path__startswith=path[: -2 * STEP], live=True)
        .order_by("path")
        .values_list(*FIELDS)
    )
    links, entries, place = {}, [], 0
    for _pk, title, url_path, row_path, theme, item, nations in rows:
        number = entry_number(audience, theme, item)
        elsewhere = in_words(nations) if nations and nation and nation not in nations else ""
        url = f"{address(url_path)}?nation={nation}" if nation else address(url_path)
        link = Link(title=title, url=url, number=number, ink=Audience(audience).ink, note=elsewhere)
        links[row_path] = link
        if number:
            entries.append(link)
        if row_path == path:
            place = len(entries) if number else 0
    nothing = Link(title="")
    return Shelf(
        handbook=links.get(path[: -2 * STEP], nothing),
        theme=links.get(path[:-STEP], nothing),
        previous=entries[place - 2] if place > 1 else None,
        next=entries[place] if place and place < len(entries) else None,
        place=place,
        total=len(entries),
    )
