"""Partners: organisations join and leave a network."""

from __future__ import annotations

from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.text import slugify
from django.utils.translation import gettext as _

from cities.places.models import City, Membership, Organisation, Partner
from cities.places.naming import same_name
from cities.places.services.door import check, lock_city, lock_people
from portal.accounts.models import User

NAMES = 0x6F726773
"""The key of the lock under which organisations are recorded."""


@dataclass(frozen=True, kw_only=True)
class Newcomer:
    """What becomes a partner: an organisation that is recorded, or the name and kind of one that is not."""

    organisation: Organisation | None = None
    name: str = ""
    kind: str = ""
    website: str = ""
    seat: str = ""


@transaction.atomic
def add_partner(city: City, organisation: Organisation, *, by: User, seat: str = "") -> Partner:
    """Make an organisation a partner in a city's network. Raises PermissionDenied or ValidationError."""
    lock_city(city.pk)
    check("places.manage_network", by, city)
    if Partner.objects.current().filter(city=city, organisation=organisation).exists():
        raise ValidationError(_("This organisation is a partner of the network already."))
    organisation.cities.add(city)
    return Partner.objects.create(city=city, organisation=organisation, seat=seat)


@transaction.atomic
def bring_in(city: City, newcomer: Newcomer, *, by: User) -> Partner:
    """Make an organisation a partner: one that is recorded, or one that is recorded with this."""
    known = newcomer.organisation or record_organisation(
        city, name=newcomer.name, kind=newcomer.kind, website=newcomer.website, by=by
    )
    return add_partner(city, known, by=by, seat=newcomer.seat)


@transaction.atomic
def record_organisation(city: City, *, name: str, kind: str, website: str, by: User) -> Organisation:
    """Record an organisation that the portal does not know yet. Raises ValidationError when it knows the name."""
    lock_city(city.pk)
    check("places.manage_network", by, city)
    lock_names()
    if same_name(name, Organisation.objects.visible_to()):
        raise ValidationError(_("An organisation of this name was recorded meanwhile. Send the form again to take it."))
    organisation = Organisation.objects.create(name=name, kind=kind, website=website, slug=free_slug(name))
    organisation.cities.add(city)
    return organisation


def lock_names() -> None:
    """Let one organisation be recorded at a time: its name and slug are the portal's, whatever the city."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [NAMES])


def free_slug(name: str) -> str:
    """Return a slug for a name that no organisation has."""
    stem = slugify(name)[:100] or "organisation"
    taken = set(Organisation.objects.filter(slug__startswith=stem).values_list("slug", flat=True))
    if stem not in taken:
        return stem
    return next(f"{stem}-{number}" for number in range(2, len(taken) + 3) if f"{stem}-{number}" not in taken)


@transaction.atomic
def change_seat(partner: Partner, *, seat: str, by: User) -> Partner:
    """Change what a partner does in the network. Raises PermissionDenied or ValidationError."""
    city = lock_city(partner.city_id)
    check("places.manage_network", by, city)
    partner = current(partner)
    partner.seat = seat
    partner.save(update_fields=["seat"])
    return partner


def current(partner: Partner) -> Partner:
    """Return a partner as it is now, locked. Raises ValidationError when it has left."""
    partner = Partner.objects.select_for_update(of=["self"]).select_related("organisation").get(pk=partner.pk)
    if partner.left_on:
        raise ValidationError(_("This organisation has left the network meanwhile."))
    return partner


@transaction.atomic
def remove_partner(partner: Partner, *, by: User) -> Partner:
    """End a partnership. Its members stay as members of the network, without an organisation."""
    lock_people(*Membership.objects.active().filter(partner=partner).values_list("user", flat=True))
    city = lock_city(partner.city_id)
    check("places.manage_network", by, city)
    partner = current(partner)
    partner.left_on = timezone.localdate()
    partner.save(update_fields=["left_on"])
    Membership.objects.active().filter(partner=partner).update(
        partner=None, organisation_named=partner.organisation.name
    )
    return partner
