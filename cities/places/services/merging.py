"""Two records of one organisation become one, and nothing that refers to either is lost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm
from wagtail.log_actions import log

from cities.places.directory.lines import write_lines
from cities.places.models import City, Invitation, Membership, Organisation, Partner
from cities.places.services.references import hand_over
from cities.places.signals import seat_merged
from portal.accounts.models import User

FILLED = ("website", "note")


@dataclass(frozen=True)
class SeatMove:
    """A seat of the duplicate, and the seat of the other in the same network that it becomes one with, if any."""

    seat: Partner
    twin: Partner | None
    people: int
    invitations: int

    @property
    def words(self) -> str:
        """What the organisation that stays will be said to do there: its own words go before the duplicate's."""
        return words_after(self.seat, self.twin)


@dataclass(frozen=True)
class MergePlan:
    """What a merger will do, to be read before it is confirmed."""

    duplicate: Organisation
    into: Organisation
    seats: Sequence[SeatMove]
    cities: Sequence[City]
    filled: Sequence[tuple[str, str]]
    dropped: Sequence[tuple[str, str, str]]


def plan(duplicate: Organisation, into: Organisation) -> MergePlan:
    """Say what merging would do. Raises ValidationError for an organisation and itself."""
    check_two(duplicate, into)
    known = into.cities.values("pk")
    told = [
        (_("Name"), duplicate.name, into.name),
        (_("Kind"), duplicate.get_kind_display(), into.get_kind_display()),
        (_("Website"), duplicate.website, into.website),
        (_("Note"), duplicate.note, into.note),
    ]
    return MergePlan(
        duplicate,
        into,
        seats=[move_of(seat, into) for seat in seats_of(duplicate)],
        cities=list(duplicate.cities.exclude(pk__in=known)),
        filled=[(label, theirs) for label, theirs, ours in told if theirs and not ours],
        dropped=[(label, theirs, ours) for label, theirs, ours in told if theirs and ours and theirs != ours],
    )


def seats_of(organisation: Organisation) -> QuerySet[Partner]:
    counted = Partner.objects.annotate(
        people=Count("memberships", distinct=True), invited=Count("invitations", distinct=True)
    )
    return counted.filter(organisation=organisation).select_related("city").order_by("city__name", "joined_on")


def move_of(seat: Partner, into: Organisation) -> SeatMove:
    return SeatMove(seat, twin_of(seat, into), seat.people, seat.invited)  # type: ignore[attr-defined]


def twin_of(seat: Partner, organisation: Organisation) -> Partner | None:
    """Return the current seat of `organisation` in the network where `seat` is current: only one may stay."""
    if seat.left_on:
        return None
    return Partner.objects.current().filter(city=seat.city_id, organisation=organisation).first()


def words_after(seat: Partner, twin: Partner | None) -> str:
    """Return what stands under “What it does here” once `seat` has become one with `twin`."""
    return (twin.seat if twin else "") or seat.seat


@transaction.atomic
def merge(duplicate: Organisation, *, into: Organisation, by: User) -> Organisation:
    """Make two records of one organisation one: everything that refers to `duplicate` refers to `into` after.

    Where both sit in one network, the seat of `into` stays, with the earlier date of joining, and takes over
    the other's people; the other seat ends, and what was signed from it stays signed.
    Raises PermissionDenied or ValidationError.
    """
    if not has_perm("places.merge_organisations", by):
        raise PermissionDenied
    check_two(duplicate, into)
    rows = Organisation.objects.select_for_update().filter(pk__in=[duplicate.pk, into.pk]).order_by("pk")
    found = {row.pk: row for row in rows}
    if len(found) < 2:
        raise ValidationError(_("One of the two was merged or deleted meanwhile."))
    duplicate, into = found[duplicate.pk], found[into.pk]
    was = {name: getattr(duplicate, name) for name in ("name", "slug", "kind", *FILLED)}
    try:
        with transaction.atomic():
            for seat in Partner.objects.select_for_update().filter(organisation=duplicate):
                give_seat(seat, into)
            hand_over(duplicate, into, but=(Partner,))
    except IntegrityError as error:
        raise ValidationError(
            _("Both are named in one place that takes one of them only. Take one out there first.")
        ) from error
    duplicate.delete()
    for name in FILLED:
        setattr(into, name, getattr(into, name) or was[name])
    into.save(update_fields=FILLED)
    write_lines(Membership.objects.active().filter(partner__organisation=into).values_list("user", flat=True))
    log(into, "places.merge", user=by, data={"merged": was})
    return into


def check_two(duplicate: Organisation, into: Organisation) -> None:
    if duplicate.pk == into.pk:
        raise ValidationError(_("Choose another organisation to merge this one into."))


def give_seat(seat: Partner, organisation: Organisation) -> None:
    """Hand a seat to another organisation, and its people to the seat that this one has in the same network."""
    twin = twin_of(seat, organisation)
    if twin is not None:
        for model in (Membership, Invitation):
            model.objects.filter(partner=seat).update(partner=twin)
        seat_merged.send(sender=Partner, seat=seat, into=twin)
        seat.left_on = max(timezone.localdate(), seat.joined_on)
        twin.joined_on, twin.seat = min(twin.joined_on, seat.joined_on), words_after(seat, twin)
        twin.save(update_fields=["joined_on", "seat"])
    seat.organisation = organisation
    seat.save(update_fields=["organisation", "left_on"])
