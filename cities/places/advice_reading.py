"""Advice days in the words of a page: those of a city, one request, and an adviser's own list and calendar."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.choices import AdviceState
from cities.places.models import AdviceAccount, AdviceEntry, AdviceRequest, City
from cities.places.months import Month
from cities.places.reading import Balance
from cities.places.roles import advised_cities
from cities.places.rules import is_coordinator
from cities.places.services.advice_checks import advisers_of
from portal.accounts.rules import is_administrator

SETTLED_ON_A_PAGE = 20
DELIVERED_SHOWN = 20


@dataclass(frozen=True)
class Line:
    """A line of the ledger and who it is about: the adviser's organisation where it is a partner, or their name."""

    entry: AdviceEntry

    @property
    def who(self) -> str:
        return getattr(self.entry, "organisation", None) or str(self.entry.adviser or _("An adviser"))


def nobody_advises(city: City) -> str:
    """Say where requests go while nobody advises a city; nothing where somebody does."""
    if advisers_of(city):
        return ""
    words = _("Nobody advises %(city)s yet; the programme's administrators are told of each request.")
    return words % {"city": city}


def is_asked(city: City) -> str:
    """Say with whom a request is that was made just now."""
    nobody = nobody_advises(city)
    return nobody or _("Your request is with the advisers. Their answer comes by email.")


class AdviceReading:
    """What the page of a city's advice days prints, for one reader. Each property asks the database at most once."""

    def __init__(self, city: City, user: Any) -> None:
        self.city = city
        self.user = user

    @cached_property
    def balance(self) -> Balance:
        return Balance(AdviceAccount.objects.filter(city=self.city).first() or AdviceAccount(city=self.city))

    @cached_property
    def has_part(self) -> bool:
        """Whether the reader reads what the network and its advisers read."""
        return has_perm("places.read_network", self.user, self.city)

    @property
    def may_ask(self) -> bool:
        return self.city.is_focus and has_perm("places.request_advice", self.user, self.city)

    @property
    def gives(self) -> bool:
        """Whether the reader answers requests here."""
        return has_perm("places.give_advice", self.user, self.city)

    @property
    def reads_notes(self) -> bool:
        return has_perm("places.read_private_notes", self.user, self.city)

    @property
    def has_calendar(self) -> bool:
        return has_perm("places.read_advice_calendar", self.user)

    @cached_property
    def uses(self) -> list[Line]:
        """What days were used on, newest first."""
        entries = AdviceEntry.objects.visible_to(self.user).used().filter(account__city=self.city)
        rows = entries.with_organisation().select_related("request", "adviser")
        return [Line(entry) for entry in rows.order_by("-on", "-pk")]

    @cached_property
    def nobody_advises(self) -> str:
        """That nobody advises the city, for its network."""
        return nobody_advises(self.city) if self.city.is_focus and self.has_part else ""

    @property
    def requests(self) -> Any:
        rows = AdviceRequest.objects.visible_to(self.user).filter(city=self.city)
        return rows.select_related("requested_by", "adviser")

    @cached_property
    def waiting(self) -> list[AdviceRequest]:
        """Those that wait, the longest first."""
        return list(self.requests.waiting().order_by("requested_at", "pk")) if self.has_part else []

    @cached_property
    def agreed(self) -> list[AdviceRequest]:
        return list(self.requests.agreed()) if self.has_part else []

    def settled(self, number: Any) -> Page | None:
        """Return a page of what was delivered, declined or taken back."""
        return Paginator(self.requests.settled(), SETTLED_ON_A_PAGE).get_page(number) if self.has_part else None

    @property
    def nothing_waits(self) -> str:
        """What to do where no request waits, for whoever reads."""
        if self.gives:
            return _("Nothing waits for an answer. You get a letter when this city asks.")
        if is_coordinator(self.user, self.city):
            return _("Nothing waits. Ask the network what it is stuck on: every member may ask for advice here.")
        return _("Nothing waits. Ask when you are stuck: half a day can be enough.")


class RequestReading:
    """What the page of one request prints, for one reader."""

    def __init__(self, asked: AdviceRequest, user: Any) -> None:
        self.asked = asked
        self.has_part = has_perm("places.read_network", user, asked.city)
        self.reads_notes = has_perm("places.read_private_notes", user, asked)
        self.user = user

    @cached_property
    def nobody_advises(self) -> str:
        """That nobody advises the city, while the request waits for somebody who does."""
        return nobody_advises(self.asked.city) if self.has_part and self.asked.is_waiting else ""

    @cached_property
    def lines(self) -> list[Line]:
        """The ledger of the request, oldest first: the public reads of the uses that count."""
        entries = AdviceEntry.objects.visible_to(self.user).filter(request=self.asked)
        rows = entries.with_organisation().select_related("adviser", "recorded_by", "corrected_by", "corrects")
        return [Line(entry) for entry in rows.order_by("recorded_at", "pk")]

    @property
    def uses(self) -> list[Line]:
        """The uses that count, by date."""
        found = [line for line in self.lines if line.entry.is_use_that_counts]
        return sorted(found, key=lambda line: (line.entry.on, line.entry.pk))


@dataclass(frozen=True)
class CityDesk:
    """One city of an adviser: what waits there, what is agreed and open, and its balance where it has advice days."""

    city: City
    waiting: list[AdviceRequest]
    agreed: list[AdviceRequest]
    balance: Balance | None

    @property
    def to_log(self) -> int:
        """How many of the agreed were planned for a day that is over, with days still to use."""
        today = timezone.localdate()
        return sum(1 for asked in self.agreed if asked.planned_on and asked.planned_on < today and asked.left)


@dataclass(frozen=True)
class CalendarItem:
    """Advice on one day: planned, or given."""

    request: AdviceRequest
    is_used: bool
    half_days: int


@dataclass(frozen=True)
class CalendarDay:
    """One day of the month, or a blank one."""

    day: date | None
    items: list[CalendarItem]


class AdviserReading:
    """What an adviser looks after, across their cities; an administrator, across all."""

    def __init__(self, user: Any, month: Month) -> None:
        self.user = user
        self.month = month

    @property
    def requests(self) -> Any:
        rows = AdviceRequest.objects.visible_to(self.user).advised_by(self.user)
        return rows.select_related("city", "adviser", "requested_by")

    @cached_property
    def cities(self) -> list[CityDesk]:
        """The cities that the reader advises, by name; the focus cities for an administrator."""
        known = City.objects.visible_to(self.user)
        theirs = known.focus() if is_administrator(self.user) else known.filter(pk__in=advised_cities(self.user))
        return [self._desk(city) for city in theirs.select_related("advice_account").order_by("name")]

    def _desk(self, city: City) -> CityDesk:
        account = getattr(city, "advice_account", None) or AdviceAccount(city=city)
        return CityDesk(
            city,
            [asked for asked in self.waiting if asked.city_id == city.pk],
            [asked for asked in self.agreed if asked.city_id == city.pk],
            Balance(account) if city.is_focus else None,
        )

    @cached_property
    def waiting(self) -> list[AdviceRequest]:
        """Those that wait, the longest first."""
        return list(self.requests.waiting().order_by("requested_at", "pk"))

    @cached_property
    def agreed(self) -> list[AdviceRequest]:
        return list(self.requests.agreed())

    @cached_property
    def delivered(self) -> list[AdviceRequest]:
        return list(self.requests.filter(state=AdviceState.DELIVERED)[:DELIVERED_SHOWN])

    @cached_property
    def items(self) -> dict[date, list[CalendarItem]]:
        """What is planned and what was given in the month, by day."""
        found: dict[date, list[CalendarItem]] = defaultdict(list)
        within = (self.month.first, self.month.last)
        entries = AdviceEntry.objects.visible_to(self.user).advised_by(self.user).used().filter(on__range=within)
        for entry in entries.select_related("request__city").order_by("on", "pk"):
            found[entry.on].append(CalendarItem(entry.request, True, entry.half_days))
        planned = self.requests.agreed().filter(planned_on__range=within, allocated__gt=F("used"))
        for asked in planned:
            found[asked.planned_on].append(CalendarItem(asked, False, asked.left))
        return found

    @property
    def before(self) -> Month | None:
        return self.month.moved(-1)

    @property
    def after(self) -> Month | None:
        return self.month.moved(1)

    @property
    def weeks(self) -> list[list[CalendarDay]]:
        return [
            [CalendarDay(day, self.items.get(day, []) if day else []) for day in week] for week in self.month.weeks()
        ]
