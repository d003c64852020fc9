"""The last administrator stays: nobody could look after the portal without one."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.contrib.auth.models import Group
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext

from portal.accounts.models import User
from portal.accounts.roles import Role


class NobodyLeft(Exception):
    """The portal would be left without an administrator."""


def administrators() -> QuerySet[User]:
    """Return who may do here what an administrator may, and can sign in."""
    return User.objects.filter(Q(groups__name=Role.ADMINISTRATORS) | Q(is_superuser=True), is_active=True).distinct()


def is_last_administrator(person: User) -> bool:
    """Return whether `person` is an administrator and nobody else is."""
    return administrators().filter(pk=person.pk).exists() and not administrators().exclude(pk=person.pk).exists()


def needed_as_administrator(person: User) -> list[str]:
    """Object to the last administrator's leaving."""
    why = gettext(
        "You are the only administrator: nobody could look after the portal without you. "
        "Make somebody else an administrator first."
    )
    return [why] if is_last_administrator(person) else []


def hold_administrators() -> None:
    """Lock who is an administrator until the transaction ends. Of two who leave at once, the second waits here."""
    list(Group.objects.select_for_update().filter(name=Role.ADMINISTRATORS))


@contextmanager
def leaving_one() -> Iterator[None]:
    """Undo what is done inside, and raise NobodyLeft, when it takes the last administrator away."""
    with transaction.atomic():
        hold_administrators()
        was_there = administrators().exists()
        yield
        if was_there and not administrators().exists():
            raise NobodyLeft
