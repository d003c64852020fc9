"""Citable numbers: given at first publication, kept through every later one, and never given to another page.

The ledger is `PageNumber`. The number that a page carries now is in its own fields; earlier ones stay in
the ledger and lead to it.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.db.models import Max
from wagtail.models import Page

from handbooks.models import EntryPage, PageNumber, PrecedentIndexPage, PrecedentPage, ThemePage
from handbooks.models.records import Series
from portal.words.audiences import Audience

Numbered = EntryPage | PrecedentPage


@dataclass(frozen=True)
class Shelf:
    """Where a number counts: a series, and within a handbook a theme. Precedents have theme 0."""

    series: str
    theme_number: int = 0


def page_of_number(series: str, theme: int, item: int) -> Page | None:
    """Return the page that a number was given to, live or not; None for a number never given."""
    given = PageNumber.objects.filter(series=series.upper(), theme_number=theme, item_number=item)
    number = given.select_related("page").first()
    return number.page if number else None


@transaction.atomic
def give_number(page: Numbered) -> bool:
    """Give a page its number on the shelf where it stands; return whether it is new there.

    The shelf is locked until the transaction ends, so that two pages published at once get two
    numbers. A page that comes back to a theme gets back the number it had there.
    """
    shelf = lock_shelf(page)
    numbers = PageNumber.objects.filter(series=shelf.series, theme_number=shelf.theme_number)
    own = numbers.filter(page_id=page.pk).first()
    item = own.item_number if own else (numbers.aggregate(highest=Max("item_number"))["highest"] or 0) + 1
    if own is None:
        # In bulk, which sends no signal of its own: who listens hears of the publication or the move.
        row = PageNumber(series=shelf.series, theme_number=shelf.theme_number, item_number=item, page_id=page.pk)
        PageNumber.objects.bulk_create([row])
    carry(page, shelf, item)
    return own is None


def lock_shelf(page: Numbered) -> Shelf:
    """Lock what counts the numbers beside a page, its theme or the precedents, and return the shelf."""
    parent = page.get_parent(update=True)
    if isinstance(page, PrecedentPage):
        PrecedentIndexPage.objects.select_for_update(of=("self",)).get(pk=parent.pk)
        return Shelf(Series.PRECEDENT)
    theme = ThemePage.objects.select_for_update(of=("self",)).get(pk=parent.pk)
    return Shelf(Audience(theme.audience).prefix, theme.number)


def carry(page: Numbered, shelf: Shelf, item: int | None) -> None:
    """Write a number, or none, into the page's own fields: in the database and in memory."""
    values: dict[str, object] = {"item_number": item}
    if isinstance(page, EntryPage):
        values["theme_number"] = None if item is None else shelf.theme_number
        values["audience"] = audience_of(shelf)
    changed = {name: value for name, value in values.items() if getattr(page, name) != value}
    for name, value in changed.items():
        setattr(page, name, value)
    # Another publication may have saved over it meanwhile: write what the ledger says in any case.
    type(page).objects.filter(pk=page.pk).update(**values)


def audience_of(shelf: Shelf) -> str:
    """Return the handbook whose entries stand on a shelf."""
    return next(audience for audience in Audience if audience.prefix == shelf.series)


@transaction.atomic
def follow_theme(entry: EntryPage) -> None:
    """Settle an entry that was moved: it counts in its new theme, and belongs to its handbook.

    A live entry gets a number there at once; a draft loses the one it had until it is published.
    """
    if entry.live:
        give_number(entry)
    else:
        carry(entry, lock_shelf(entry), None)
