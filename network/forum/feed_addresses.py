"""The feeds and calendars that a person has an address of their own for. Rooms add theirs from `AppConfig.ready`.

register_address(FeedAddress(name="calendar", title=_("Your events"), text=_("…"), path=calendar_of))
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings

from portal.accounts.models import User
from portal.words.parts import Text


@dataclass(frozen=True, kw_only=True)
class FeedAddress:
    """One of them. `path(person)` returns the address below the portal's own, with their token in it."""

    name: str
    title: Text
    text: Text
    path: Callable[[User], str]
    order: int = 50


@dataclass(frozen=True, slots=True)
class AddressShown:
    """An address of one person, in full."""

    name: str
    title: Text
    text: Text
    url: str


_addresses: dict[str, FeedAddress] = {}


def register_address(address: FeedAddress) -> None:
    _addresses[address.name] = address


def addresses_of(person: User) -> list[AddressShown]:
    """Return the addresses of a person, in order."""
    found = sorted(_addresses.values(), key=lambda address: address.order)
    return [AddressShown(one.name, one.title, one.text, settings.SITE_URL + one.path(person)) for one in found]
