"""The page of a city in the words of a page, and the ten side by side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.choices import CityRole, MembershipState
from cities.places.days import in_days, number
from cities.places.models import (
    AdviceAccount,
    AdviceEntry,
    City,
    Invitation,
    Membership,
    NewsItem,
    Organisation,
    Partner,
)
from cities.places.news_reading import signed
from cities.places.services.joining import open_for
from cities.places.to_do import ToDo
from portal.words.organisations import OrganisationKind
from portal.words.parts import Ink, Link, Text

NEWS_SHOWN = 3
ADVICE_SHOWN = 5
HALF_DAYS_IN_A_BOX = 2

COUNCIL_KINDS = {OrganisationKind.COUNCIL, OrganisationKind.COMBINED_AUTHORITY}
COMMUNITY_KINDS = {
    OrganisationKind.SOCIAL_ENTERPRISE,
    OrganisationKind.VOLUNTARY_ORGANISATION,
    OrganisationKind.VOLUNTARY_SECTOR_INFRASTRUCTURE,
    OrganisationKind.LOCAL_MEDIA,
    OrganisationKind.HOUSING,
}


def ink_of(kind: str) -> Ink:
    """Return the ink of an organisation: the council's half, the community's half, or both."""
    if kind in COUNCIL_KINDS:
        return Ink.LOCAL_GOVERNMENT
    return Ink.CIVIL_SOCIETY if kind in COMMUNITY_KINDS else Ink.BOTH


def initials(name: str) -> str:
    """Return the two letters of a monogram."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()


@dataclass(frozen=True)
class Body:
    """An organisation in a list: its monogram, its name and what it does there."""

    name: str
    initials: str
    ink: str
    kind: Text
    seat: str
    website: str

    @classmethod
    def of(cls, organisation: Organisation, seat: str = "") -> Body:
        kind = OrganisationKind(organisation.kind)
        return cls(
            organisation.name,
            initials(organisation.name),
            ink_of(kind),
            kind.label,
            seat,
            organisation.website,
        )


def by_kind(bodies: Iterable[Body]) -> list[tuple[Text, list[Body]]]:
    """Return bodies under the label of their kind, in the order of the vocabulary."""
    groups: dict[Text, list[Body]] = {kind.label: [] for kind in OrganisationKind}
    for body in bodies:
        groups[body.kind].append(body)
    return [(label, found) for label, found in groups.items() if found]


@dataclass(frozen=True)
class Balance:
    """The advice days of a city, as a sentence and as boxes of two halves."""

    account: AdviceAccount

    @property
    def used_of(self) -> str:
        """“2½ of 10 days”."""
        return _("%(used)s of %(all)s") % {"used": number(self.account.used), "all": in_days(self.account.allowance)}

    @property
    def left(self) -> str:
        return in_days(self.account.left)

    @property
    def agreed(self) -> int:
        """Half days that are set aside and not used yet."""
        return self.account.committed - self.account.used

    @property
    def agreed_days(self) -> str:
        return in_days(self.agreed)

    @property
    def boxes(self) -> list[list[str]]:
        """Return for each day of the allowance what its halves are: “used”, “agreed” (and not used yet) or “free”."""
        halves = ["used"] * self.account.used + ["agreed"] * self.agreed + ["free"] * self.account.left
        return [halves[start : start + HALF_DAYS_IN_A_BOX] for start in range(0, len(halves), HALF_DAYS_IN_A_BOX)]


class CityReading:
    """What the page of one city prints, for one reader. Each property asks the database at most once."""

    def __init__(self, city: City, user: Any) -> None:
        self.city = city
        self.user = user

    @cached_property
    def own(self) -> Membership | None:
        """The reader's own membership or request."""
        if not self.user.is_authenticated:
            return None
        states = [MembershipState.ACTIVE, MembershipState.REQUESTED]
        return Membership.objects.filter(user=self.user, city=self.city, state__in=states).first()

    @property
    def is_member(self) -> bool:
        return bool(self.own and self.own.is_active)

    @property
    def has_asked(self) -> bool:
        return bool(self.own and not self.own.is_active)

    @cached_property
    def invitation(self) -> Invitation | None:
        """The open invitation to an address of the reader, who is not in the network yet."""
        if not self.user.is_authenticated or self.is_member:
            return None
        return open_for(self.user).filter(city=self.city).first()

    @cached_property
    def manages(self) -> bool:
        return has_perm("places.manage_network", self.user, self.city)

    @cached_property
    def facts(self) -> list[Any]:
        return list(self.city.facts.all())

    @cached_property
    def partners(self) -> list[Partner]:
        rows = Partner.objects.visible_to(self.user).current().filter(city=self.city)
        return list(rows.select_related("organisation"))

    @property
    def network(self) -> list[tuple[Text, list[Body]]]:
        """The partners of the network by kind of organisation."""
        return by_kind(Body.of(partner.organisation, partner.seat) for partner in self.partners)

    @cached_property
    def others(self) -> list[tuple[Text, list[Body]]]:
        """Organisations that work in the city and are no partners."""
        inside = {partner.organisation_id for partner in self.partners}
        listed = Organisation.objects.visible_to(self.user).filter(cities=self.city)
        return by_kind(Body.of(organisation) for organisation in listed if organisation.pk not in inside)

    @cached_property
    def people(self) -> dict[str, int]:
        """How many people are in the network by role, without their names."""
        rows = Membership.objects.active().of(self.city).filter(user__is_active=True)
        return dict(rows.values_list("role").annotate(total=Count("pk")).order_by())

    @property
    def people_total(self) -> int:
        return sum(total for role, total in self.people.items() if role != CityRole.ADVISER)

    @cached_property
    def news(self) -> list[NewsItem]:
        return signed(list(NewsItem.objects.visible_to(self.user).filter(city=self.city)[:NEWS_SHOWN]), self.user)

    @cached_property
    def balance(self) -> Balance | None:
        """The advice days of a focus city; ten unused ones before the first is asked for."""
        if not self.city.is_focus:
            return None
        return Balance(AdviceAccount.objects.filter(city=self.city).first() or AdviceAccount(city=self.city))

    @property
    def may_ask(self) -> bool:
        """Whether the reader may ask for advice days."""
        return has_perm("places.request_advice", self.user, self.city)

    @cached_property
    def advice(self) -> list[AdviceEntry]:
        """What days were used on, newest first."""
        entries = AdviceEntry.objects.visible_to(self.user).used().filter(account__city=self.city)
        return list(entries.select_related("request").order_by("-on", "-pk")[:ADVICE_SHOWN])

    @cached_property
    def _waits(self) -> ToDo:
        return ToDo(self)

    @cached_property
    def to_do(self) -> list[Link]:
        """What waits for a coordinator or an adviser, and what a coordinator does first."""
        return self._waits.links

    @property
    def waits_for_advisers(self) -> int:
        """How many requests for advice a coordinator reads of that wait for the advisers."""
        return self._waits.waits_for_advisers


@dataclass(frozen=True)
class CityLine:
    """One city beside the others."""

    city: City
    partners: int
    latest: NewsItem | None
    balance: Balance | None


def lines_of(cities: list[City]) -> list[CityLine]:
    """Return the cities side by side, in two more queries; `cities` carry `partner_count`."""
    latest = NewsItem.objects.standing().public().filter(city__in=cities)
    newest = {item.city_id: item for item in latest.order_by("city_id", "-published_at", "-pk").distinct("city_id")}
    accounts = {account.city_id: account for account in AdviceAccount.objects.filter(city__in=cities)}
    return [
        CityLine(
            city,
            city.partner_count,
            newest.get(city.pk),
            Balance(accounts.get(city.pk) or AdviceAccount(city=city)) if city.is_focus else None,
        )
        for city in cities
    ]
