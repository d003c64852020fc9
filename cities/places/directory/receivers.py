"""Listens to what changes the lines of the directory: people, memberships, and whom these are there for."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models.signals import post_save

from cities.places.directory.folding import fold
from cities.places.directory.lines import write_lines
from cities.places.models import City, DirectoryLine, Membership, Organisation, Partner
from portal.accounts.models import User

TELLING = {"display_name", "headline", "offers", "interests", "directory", "is_active"}


def connect() -> None:
    for model, write in (
        (User, write_person),
        (Membership, write_member),
        (Partner, write_partner),
        (Organisation, write_organisation),
        (City, write_city),
    ):
        post_save.connect(write, sender=model, dispatch_uid=f"directory-{model.__name__}")


def write_person(
    instance: User, created: bool = False, update_fields: Iterable[str] | None = None, raw: bool = False, **_: Any
) -> None:
    """Write what people tell about themselves; a sign-in, for one, tells nothing."""
    if not (raw or created) and (update_fields is None or TELLING & set(update_fields)):
        write_lines([instance.pk])


def write_member(instance: Membership, raw: bool = False, **_: Any) -> None:
    if not raw:
        write_lines([instance.user_id])


def write_partner(instance: Partner, created: bool = False, raw: bool = False, **_: Any) -> None:
    if not (raw or created):
        write_lines(Membership.objects.active().filter(partner=instance).values_list("user", flat=True))


def write_organisation(instance: Organisation, created: bool = False, raw: bool = False, **_: Any) -> None:
    if not (raw or created):
        rows = Membership.objects.active().filter(partner__organisation=instance)
        write_lines(rows.values_list("user", flat=True))


def write_city(instance: City, created: bool = False, raw: bool = False, **_: Any) -> None:
    """Write the lines of a city's people that do not hold its name, which an editor may have changed."""
    if not (raw or created):
        lines = DirectoryLine.objects.filter(cities__contains=[instance.pk])
        write_lines(lines.exclude(words__contains=fold(instance.name)).values_list("pk", flat=True))
