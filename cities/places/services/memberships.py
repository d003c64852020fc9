"""Memberships: they begin, change and end, and their rows stay as the history."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places import letters
from cities.places.choices import CityRole, MembershipState
from cities.places.models import City, Invitation, Membership, Partner
from cities.places.roles import forget_roles
from cities.places.services.door import check, lock_city, lock_people
from cities.places.signals import membership_changed
from portal.accounts.models import User
from portal.accounts.rules import is_administrator


@transaction.atomic
def begin(
    user: User,
    city: City,
    *,
    role: str = CityRole.MEMBER,
    partner: Partner | None = None,
    answered_by: User | None = None,
    reason: str = "",
) -> Membership:
    """Make `user` active in a city's network, from a request where there is one; the first city is their home.

    Checks no permission: `joining` does, before it calls. Who is active already keeps a higher role.
    """
    lock_people(user.pk)
    lock_city(city.pk)
    own = Membership.objects.filter(user=user)
    membership = own.filter(city=city, state__in=[MembershipState.REQUESTED, MembershipState.ACTIVE]).first()
    if membership and membership.is_active:
        if membership.role == CityRole.MEMBER and role != CityRole.MEMBER:
            membership.role = role
        membership.partner = membership.partner or partner
    else:
        membership = membership or Membership(user=user, city=city)
        membership.role, membership.partner, membership.reason = CityRole(role), partner, reason
        membership.state, membership.since = MembershipState.ACTIVE, timezone.now()
        membership.answered_by = answered_by
        membership.is_home = role != CityRole.ADVISER and not own.active().filter(is_home=True).exists()
    membership.save()
    tell(membership, user)
    return membership


def tell(membership: Membership, user: User) -> None:
    """Announce a change of a membership."""
    forget_roles(user)
    membership_changed.send(sender=Membership, membership=membership)


def locked(membership: Membership) -> Membership:
    """Return the row as it is now, locked behind its person and its city: the last coordinator is told apart there."""
    lock_people(membership.user_id)
    lock_city(membership.city_id)
    return Membership.objects.select_for_update(of=["self"]).select_related("city", "user").get(pk=membership.pk)


def is_last_coordinator(membership: Membership) -> bool:
    """Return whether nobody else coordinates the city."""
    if not (membership.is_active and membership.role == CityRole.COORDINATOR):
        return False
    others = Membership.objects.coordinators().of(membership.city).exclude(pk=membership.pk)
    return not others.filter(user__is_active=True).exists()


def check_not_last(membership: Membership) -> None:
    if is_last_coordinator(membership):
        raise ValidationError(
            _("%(city)s would have no coordinator. Make somebody else a coordinator first.") % {"city": membership.city}
        )


@transaction.atomic
def end(membership: Membership, *, by: User, reason: str = "") -> Membership:
    """End a membership: one's own, or as a coordinator another's; an adviser's, as an administrator.

    Raises PermissionDenied or ValidationError.
    """
    membership = locked(membership)
    if membership.user_id != by.pk:
        check("places.change_membership", by, membership)
    if not membership.is_active:
        raise ValidationError(_("This membership has ended meanwhile."))
    check_not_last(membership)
    withdraw_sent(membership, above=CityRole.MEMBER if membership.user_id == by.pk else None)
    was_home = membership.is_home
    membership.state, membership.ended_at, membership.ended_by = MembershipState.ENDED, timezone.now(), by
    membership.reason, membership.is_home = reason, False
    membership.save(update_fields=["state", "ended_at", "ended_by", "reason", "is_home"])
    if was_home:
        give_home(membership.user)
    tell(membership, membership.user)
    if membership.user_id != by.pk:
        letters.send_end(membership)
    return membership


def check_appoints(by: User, role: str) -> None:
    """Raise ValidationError when a coordinator would appoint an adviser, who spends advice days: CLES and NEF do."""
    if role == CityRole.ADVISER and not is_administrator(by):
        raise ValidationError({"role": _("Advisers are appointed by the administrators of the programme.")})


def withdraw_sent(membership: Membership, *, above: CityRole | None) -> None:
    """Withdraw the open invitations that somebody sent who coordinates no more: all, or those above a role."""
    sent = Invitation.objects.unsettled().filter(city=membership.city, invited_by=membership.user)
    if above:
        sent = sent.exclude(role=above)
    sent.update(withdrawn_at=timezone.now())


def give_home(user: User) -> None:
    """Make the oldest remaining membership the home one."""
    oldest = Membership.objects.active().filter(user=user).exclude(role=CityRole.ADVISER).order_by("since").first()
    if oldest:
        oldest.is_home = True
        oldest.save(update_fields=["is_home"])


@transaction.atomic
def change(membership: Membership, *, role: str, partner: Partner | None, by: User) -> Membership:
    """Give a member another role or another partner to be there for. An adviser's is for administrators to change."""
    membership = locked(membership)
    check("places.change_membership", by, membership)
    if not membership.is_active:
        raise ValidationError(_("This membership has ended meanwhile."))
    if role != membership.role:
        check_appoints(by, role)
    if role != CityRole.COORDINATOR:
        check_not_last(membership)
        withdraw_sent(membership, above=CityRole.MEMBER)
    if partner and partner.city_id != membership.city_id:
        raise ValidationError(_("Choose a partner of this network."))
    has_new_role = role != membership.role
    membership.role, membership.partner = CityRole(role), partner
    membership.save(update_fields=["role", "partner"])
    tell(membership, membership.user)
    if has_new_role and membership.user_id != by.pk:
        letters.send_role(membership, by=by)
    return membership


@transaction.atomic
def make_home(membership: Membership, *, by: User) -> None:
    """Mark one of one's own cities as home: its name stands beside what one writes."""
    lock_people(by.pk)
    own = Membership.objects.active().filter(user=by)
    if membership.user_id != by.pk or not own.filter(pk=membership.pk).exists():
        raise PermissionDenied
    own.filter(is_home=True).update(is_home=False)
    own.filter(pk=membership.pk).update(is_home=True)


def end_all(user: Any) -> None:
    """End every membership of a person whose account is erased, and forget what they wrote with a request.

    The last coordinator of a city is not erased: see `cities_left_alone`.
    """
    own = Membership.objects.filter(user=user.pk)
    own.update(message="", organisation_named="", is_home=False)
    open_rows = own.filter(state__in=[MembershipState.REQUESTED, MembershipState.ACTIVE])
    ended = list(open_rows.select_related("city"))
    open_rows.update(state=MembershipState.ENDED, ended_at=timezone.now(), ended_by=user.pk)
    for membership in ended:
        tell(membership, user)


def lock_cities_of(user: Any) -> None:
    """Lock the cities that a person has a part in until the transaction ends, in an order that never deadlocks."""
    theirs = Membership.objects.active().filter(user=user.pk).values("city")
    list(City.objects.select_for_update(of=["self"], no_key=True).filter(pk__in=theirs).order_by("pk"))


def cities_left_alone(user: Any) -> list[City]:
    """Return the cities that would have no coordinator without `user`."""
    own = Membership.objects.coordinators().filter(user=user.pk).select_related("city")
    return [membership.city for membership in own if is_last_coordinator(membership)]
