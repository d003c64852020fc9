"""What the tests of digests share: many people at once, what a digest shows them, and that it was sent."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from cities.places.choices import MembershipState
from cities.places.models import City, Membership
from network.digests.building.choice import Choice, Contents
from network.digests.building.composing import compose
from network.digests.building.people import People
from network.digests.choices import DigestState
from network.digests.models import Preference
from network.digests.services.settling import settle
from portal.accounts.models import User
from tests.factories.digests import DigestFactory


def crowd(number: int, city: City) -> list[int]:
    """Return so many new members of a city, who joined a year ago and get the weekly digest."""
    ago = timezone.now() - timedelta(days=365)
    first = User.objects.count()
    users = User.objects.bulk_create(
        User(email=f"crowd{first + one}@example.org", display_name=f"Crowd {one}", joined_at=ago)
        for one in range(number)
    )
    Membership.objects.bulk_create(
        Membership(user=user, city=city, state=MembershipState.ACTIVE, is_home=True, since=ago) for user in users
    )
    Preference.objects.bulk_create(Preference(person=user) for user in users)
    return [user.pk for user in users]


def long_here(*users: User) -> None:
    """Let people have joined long ago."""
    User.objects.filter(pk__in=[user.pk for user in users]).update(joined_at=timezone.now() - timedelta(days=400))


def digest_of(person: User, at: Any = None) -> Contents:
    """Return what a person's digest would say."""
    return compose(People([person.pk], at)).get(person.pk, Contents(person.pk))


def opened(client: Client, person: User, contents: Contents) -> set[int]:
    """Open every link of a digest as its reader, and return the statuses."""
    client.force_login(person)
    links = [item.described.url.removeprefix("http://localhost:8000") for item in contents.items]
    return {client.get(link).status_code for link in links}


def of_section(contents: Contents, name: str) -> list[tuple[str, str]]:
    """Return the titles of one section, each with why it is there."""
    return [(item.described.title, item.choice.why) for item in contents.items if item.choice.section == name]


def titles(contents: Contents, name: str) -> list[str]:
    return [title for title, _why in of_section(contents, name)]


def send(person: User, contents: Contents) -> None:
    """Let what a digest says count as told."""
    period = timezone.localdate() + timedelta(days=person.digests.count())
    settle(DigestFactory(person=person, period=period, shown=contents.shown), DigestState.SENT)


def told(person: User, name: str, at: Any = None) -> list[str]:
    """Send a person their digest, and return the titles of one section of it."""
    contents = digest_of(person, at)
    send(person, contents)
    return titles(contents, name)


def choices(kind: str, keys: Iterable[int]) -> list[Choice]:
    """Return things as though they had been chosen for somebody."""
    return [Choice(section="", kind=kind, key=key, why="") for key in keys]
