"""A focus city with its people, and requests for advice at each point of their way."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.test import Client
from django.urls import reverse
from django.utils.timezone import localdate

from cities.places.choices import CityRole
from cities.places.models import AdviceAccount, AdviceRequest, City
from cities.places.services import advice
from portal.accounts.models import User
from tests.factories import AdviceRequestFactory, CityFactory, MembershipFactory, UserFactory


def focus_city(name: str = "Leeds") -> City:
    return CityFactory(name=name, is_focus=True)


def adviser_of(city: City, **more: Any) -> User:
    return MembershipFactory(city=city, role=CityRole.ADVISER, user=UserFactory(**more)).user


def member_of(city: City, role: str = CityRole.MEMBER) -> User:
    return MembershipFactory(city=city, role=role).user


def administrator() -> User:
    return UserFactory(groups=["Administrators"])


def waiting(city: City, **more: Any) -> AdviceRequest:
    return AdviceRequestFactory(city=city, **more)


def agreed(city: City, half_days: int = 4, *, by: User | None = None, **more: Any) -> AdviceRequest:
    """Return a request for which half days are set aside."""
    by = by or adviser_of(city)
    asked = waiting(city, **more)
    advice.allocate(asked, half_days, by=by, adviser=by, planned_on=localdate() + timedelta(days=7))
    asked.refresh_from_db()
    return asked


def used(city: City, half_days: int = 1, *, by: User | None = None, note: str = "", **more: Any) -> AdviceRequest:
    """Return a request on which half days were used, and one more is left."""
    by = by or adviser_of(city)
    asked = agreed(city, half_days + 1, by=by, **more)
    advice.log_use(asked, half_days, by=by, adviser=by, on=localdate(), outcome="A draft bond.", private_note=note)
    asked.refresh_from_db()
    return asked


def account(city: City) -> tuple[int, int, int]:
    """Return what is committed, used and left."""
    found = AdviceAccount.objects.get(city=city)
    return found.committed, found.used, found.left


def signed_in(person: User | None) -> Client:
    client = Client()
    if person:
        client.force_login(person)
    return client


def page_of(asked: AdviceRequest) -> str:
    return reverse("advice_request", args=[asked.city.slug, asked.pk])


def send(person: User | None, asked: AdviceRequest, act: str, *, seen: int | None = None, **given: Any) -> Any:
    """Send the form of an act as its page does."""
    data = {f"{act}-{name}": value for name, value in given.items()}
    version = asked.version if seen is None else seen
    return signed_in(person).post(page_of(asked), {"act": act, "seen": version, **data})
