"""The board of asks and offers, in the words of the page: what is open, what was met, and how often that happened."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from cities.places.models import City
from network.forum.choices import Kind, ListingState
from network.forum.models import Listing
from network.forum.reading.addresses import thread_address
from network.forum.reading.asked import Asked, Place
from network.forum.reading.lists import Mark, listing_mark
from network.forum.reading.people import place_of, short_name
from portal.words.filters import Question
from portal.words.parts import Text
from portal.words.themes import Theme

LISTINGS = 25
"""Of a page."""
MET, OVER = "met", "over"
COLUMNS = (
    *("pk", "state", "needed_by", "expires_on", "met_on", "met_note", "thread", "thread__title", "thread__kind"),
    *("thread__themes", "thread__last_number", "thread__created_at", "thread__city__name", "thread__board__slug"),
    *("thread__board__title", "thread__author__display_name", "thread__author__anonymised_at"),
)


@dataclass(frozen=True, slots=True)
class ListingRow:
    """An ask or an offer in the list."""

    title: str
    url: str
    kind: Text
    by: str
    board: str
    themes: list[Text]
    mark: Mark
    needed_by: date | None
    expires_on: date | None
    met_on: date | None
    met_note: str
    replies: int


@dataclass(frozen=True, slots=True)
class MetCount:
    """How many asks and offers were met since a day."""

    asks: int
    offers: int


class ListingList:
    """The asks and offers that an address asks for, of threads that one reader reads."""

    def __init__(self, address: QueryDict, cities: Sequence[City], user: Any, today: date | None = None) -> None:
        self.cities, self.user, self.today = cities, user, today or timezone.localdate()
        self.asked = Asked.read(address, facets_of(cities))

    @cached_property
    def rows(self) -> list[ListingRow]:
        return [row_of(row) for row in self._found[:LISTINGS]]

    @property
    def older(self) -> str:
        """The address of the page after this one, or nothing at the end of the list."""
        if len(self._found) <= LISTINGS:
            return ""
        last = self._found[LISTINGS - 1]
        return self.asked.address(before=str(Place(last["thread__created_at"], last["thread"])))

    @property
    def newest(self) -> str:
        """The address of the first page, on any other."""
        return "" if self.asked.is_first_page else self.asked.address()

    @property
    def quarter(self) -> MetCount:
        """What was met in this quarter of the year."""
        return self._counted["quarter"]

    @property
    def year(self) -> MetCount:
        """What was met in this year."""
        return self._counted["year"]

    @cached_property
    def _counted(self) -> dict[str, MetCount]:
        """Count what was met, of what the reader reads: one query."""
        year = self.today.replace(month=1, day=1)
        quarter = self.today.replace(month=(self.today.month - 1) // 3 * 3 + 1, day=1)
        met = Listing.objects.visible_to(self.user).met().filter(met_on__gte=year, met_on__lte=self.today)
        in_quarter = Q(met_on__gte=quarter)
        counts = (
            met.order_by().values("thread__kind").annotate(year=Count("pk"), quarter=Count("pk", filter=in_quarter))
        )
        found = {row["thread__kind"]: row for row in counts}
        asks, offers = (found.get(kind, {"year": 0, "quarter": 0}) for kind in (Kind.ASK, Kind.OFFER))
        return {name: MetCount(asks[name], offers[name]) for name in ("quarter", "year")}

    @cached_property
    def _found(self) -> Sequence[dict[str, Any]]:
        listings = Listing.objects.visible_to(self.user).filter(self._wanted())
        return list(listings.order_by("-thread__created_at", "-thread").values(*COLUMNS)[: LISTINGS + 1])

    def _wanted(self) -> Q:
        asked, wanted = self.asked, self._standing()
        if kind := asked.get("kind"):
            wanted &= Q(thread__kind=kind)
        if theme := asked.get("theme"):
            wanted &= Q(thread__themes__contains=[theme])
        if slug := asked.get("city"):
            wanted &= Q(thread__city=next(city.pk for city in self.cities if city.slug == slug))
        if place := asked.before:
            wanted &= Q(thread__created_at__lt=place.at) | Q(thread__created_at=place.at, thread__lt=place.pk)
        return wanted

    def _standing(self) -> Q:
        """Return what stands as was asked for: open, unless the address says another."""
        is_open = Q(state=ListingState.OPEN, expires_on__gte=self.today)
        if self.asked.get("show") == MET:
            return Q(state=ListingState.MET)
        return ~is_open & ~Q(state=ListingState.MET) if self.asked.get("show") == OVER else is_open


def facets_of(cities: Sequence[City]) -> list[Question]:
    kinds = [(Kind.ASK.value, gettext_lazy("Asks")), (Kind.OFFER.value, gettext_lazy("Offers"))]
    shown = [(MET, gettext_lazy("Met")), (OVER, gettext_lazy("Over or withdrawn"))]
    return [
        Question("kind", gettext_lazy("Kind"), gettext_lazy("Asks and offers"), kinds),
        Question("theme", gettext_lazy("Theme"), gettext_lazy("Every theme"), Theme.choices),
        Question("city", gettext_lazy("City"), gettext_lazy("Every city"), [(city.slug, city.name) for city in cities]),
        Question("show", gettext_lazy("Show"), gettext_lazy("What is open"), shown),
    ]


def row_of(row: dict[str, Any]) -> ListingRow:
    name = short_name(row["thread__author__display_name"], row["thread__author__anonymised_at"])
    is_open = row["state"] == ListingState.OPEN
    return ListingRow(
        title=row["thread__title"],
        url=thread_address(row["thread__board__slug"], row["thread"], row["thread__title"]),
        kind=Kind(row["thread__kind"]).label,
        by=place_of(name, row["thread__city__name"] or ""),
        board=row["thread__board__title"],
        themes=[Theme(theme).label for theme in row["thread__themes"]],
        mark=listing_mark(row["state"], row["expires_on"]),
        needed_by=row["needed_by"] if is_open else None,
        expires_on=row["expires_on"] if is_open else None,
        met_on=row["met_on"],
        met_note=row["met_note"],
        replies=row["thread__last_number"] - 1,
    )


def met_words(count: MetCount) -> str:
    """Say how many asks and offers were met."""
    asks = ngettext("%(count)s ask", "%(count)s asks", count.asks) % {"count": count.asks}
    offers = ngettext("%(count)s offer", "%(count)s offers", count.offers) % {"count": count.offers}
    return f"{asks}, {offers}"
