"""Joining a city network: by the invitation of a coordinator, or by asking."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import transaction
from django.db.models import QuerySet, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places import letters
from cities.places.choices import CityRole, MembershipState
from cities.places.models import City, Invitation, Membership, Partner
from cities.places.pasted import Outcome, Result, address_of
from cities.places.services.door import check, lock_city, lock_people
from cities.places.services.memberships import begin, check_appoints
from cities.places.services.partners import Newcomer, bring_in
from cities.places.signals import invited, join_answered, join_requested
from portal.accounts.addresses import LONGEST_ADDRESS
from portal.accounts.models import User

VALID_FOR = timedelta(days=21)
MOST_AT_ONCE = 50
MOST_IN_A_DAY = 200
MOST_SENT = 5
PAUSE = timedelta(days=1)
HAS_INVITATION = "has-invitation"
MENDABLE = {"invalid", "too-long"}
"""The codes of what is wrong with an address as it was typed."""


def digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def invite_all(
    city: City, lines: Iterable[str], *, role: str, partner: Partner | None = None, by: User
) -> list[Result]:
    """Invite each address of a list, and say line by line what became of it. Raises PermissionDenied."""
    check("places.manage_network", by, city)
    results, seen = [], set()
    for line in lines:
        email = address_of(line)
        if email in seen:
            results.append(Result(line, Outcome.REFUSED, _("This address stands in the list twice.")))
            continue
        seen.add(email)
        try:
            invite(city, email, role=role, partner=partner, by=by)
        except ValidationError as error:
            code, why = getattr(error, "code", None), " ".join(error.messages)
            told = {"is_mendable": code in MENDABLE, "is_invited": code == HAS_INVITATION}
            results.append(Result(line, Outcome.REFUSED, why, **told))
        else:
            results.append(Result(line, Outcome.SENT))
    return results


@transaction.atomic
def invite(city: City, email: str, *, role: str, partner: Partner | None = None, by: User) -> Invitation:
    """Invite one address into the network of a city. Raises PermissionDenied or ValidationError."""
    validate_email(email)
    lock_city(city.pk)  # one invitation at a time, so that the limits hold
    check("places.manage_network", by, city)
    check_appoints(by, role)
    check_partner(city, partner)
    check_may_invite(city, email)
    token = secrets.token_urlsafe(32)
    invitation = Invitation(
        city=city,
        email=email,
        role=CityRole(role),
        partner=partner,
        token_digest=digest(token),
        invited_by=by,
        expires_at=timezone.now() + VALID_FOR,
    )
    Invitation.objects.unsettled().filter(city=city, email__iexact=email).update(withdrawn_at=timezone.now())
    invitation.save()
    letters.send_invitation(invitation, token)
    invited.send(sender=Invitation, invitation=invitation)
    return invitation


def check_may_invite(city: City, email: str) -> None:
    """Raise ValidationError when the address is too long, in the network, just invited, or a limit is reached."""
    if len(email) > LONGEST_ADDRESS:
        raise ValidationError(_("This address is too long."), code="too-long")
    person = {"user__emailaddress__email__iexact": email, "user__emailaddress__verified": True}
    if Membership.objects.active().filter(city=city, **person).exists():
        raise ValidationError(_("This address belongs to somebody in the network."))
    if Invitation.objects.open().filter(city=city, email__iexact=email).exists():
        raise ValidationError(_("This address has an open invitation."), code=HAS_INVITATION)
    check_letters(city, email)
    today = Invitation.objects.filter(city=city, invited_at__gt=timezone.now() - timedelta(days=1))
    if today.count() >= MOST_IN_A_DAY:
        raise ValidationError(
            _("%(city)s has sent %(most)s invitations in a day, which is the limit. Go on tomorrow.")
            % {"city": city, "most": MOST_IN_A_DAY}
        )


@transaction.atomic
def resend(invitation: Invitation, *, by: User) -> Invitation:
    """Send an invitation again with a new link; the old one stops working. It runs from now on."""
    lock_city(invitation.city_id)
    invitation = (
        Invitation.objects.select_for_update(of=["self"]).select_related("city", "invited_by").get(pk=invitation.pk)
    )
    check("places.manage_network", by, invitation.city)
    check_unsettled(invitation)
    check_letters(invitation.city, invitation.email)
    token = secrets.token_urlsafe(32)
    invitation.token_digest = digest(token)
    invitation.sent_at = timezone.now()
    invitation.expires_at = invitation.sent_at + VALID_FOR
    invitation.times_sent += 1
    invitation.save(update_fields=["token_digest", "sent_at", "expires_at", "times_sent"])
    letters.send_invitation(invitation, token)
    invited.send(sender=Invitation, invitation=invitation)
    return invitation


def check_letters(city: City, email: str) -> None:
    """Raise ValidationError when a city wrote to an address as often as it may in a week, withdrawn or not."""
    lately = Invitation.objects.filter(city=city, email__iexact=email, sent_at__gt=timezone.now() - timedelta(days=7))
    if (lately.aggregate(sent=Sum("times_sent"))["sent"] or 0) >= MOST_SENT:
        raise ValidationError(
            _("%(most)s letters went to this address in a week, which is the limit. Ask them another way.")
            % {"most": MOST_SENT}
        )


@transaction.atomic
def withdraw(invitation: Invitation, *, by: User) -> Invitation:
    """Take an invitation back: its link stops working."""
    lock_city(invitation.city_id)
    invitation = Invitation.objects.select_for_update(of=["self"]).select_related("city").get(pk=invitation.pk)
    check("places.manage_network", by, invitation.city)
    check_unsettled(invitation)
    invitation.withdrawn_at = timezone.now()
    invitation.save(update_fields=["withdrawn_at"])
    return invitation


def check_unsettled(invitation: Invitation) -> None:
    if invitation.accepted_at:
        raise ValidationError(_("This invitation was accepted meanwhile."))
    if invitation.withdrawn_at:
        raise ValidationError(_("This invitation was withdrawn meanwhile."))


def find(token: str) -> Invitation | None:
    """Return the invitation behind the token of a link, whatever became of it."""
    return (
        Invitation.objects.select_related("city", "partner__organisation", "invited_by")
        .filter(token_digest=digest(token))
        .first()
    )


@transaction.atomic
def accept(invitation: Invitation, *, user: User) -> Membership:
    """Make `user` a member by an invitation to one of their confirmed addresses.

    Raises ValidationError when it is another's, has expired, or is settled.
    """
    lock_people(user.pk)
    lock_city(invitation.city_id)
    invitation = (
        Invitation.objects.select_for_update(of=["self"]).select_related("city", "partner").get(pk=invitation.pk)
    )
    check_unsettled(invitation)
    if invitation.has_expired():
        raise ValidationError(_("This invitation has expired. Ask a coordinator for a new one."))
    if not is_for(invitation, user):
        raise ValidationError(_("This invitation was sent to another address than those of your account."))
    membership = begin(
        user, invitation.city, role=invitation.role, partner=invitation.partner, answered_by=invitation.invited_by
    )
    invitation.accepted_at, invitation.accepted_by = timezone.now(), user
    invitation.save(update_fields=["accepted_at", "accepted_by"])
    coordinator = coordinator_who_invited(invitation)
    if coordinator:
        letters.send_joined(invitation, membership, coordinator)
    return membership


def coordinator_who_invited(invitation: Invitation) -> User | None:
    """Return whoever sent an invitation, while they coordinate the network."""
    sender = (
        Membership.objects.coordinators().of(invitation.city).filter(user=invitation.invited_by, user__is_active=True)
    )
    found = sender.select_related("user").first()
    return found.user if found else None


def is_for(invitation: Invitation, user: User) -> bool:
    """Return whether an invitation went to a confirmed address of `user`."""
    return EmailAddress.objects.filter(user=user, email__iexact=invitation.email, verified=True).exists()


def open_for(user: Any) -> QuerySet[Invitation]:
    """Return the invitations to confirmed addresses of `user` that can still be accepted."""
    addresses = EmailAddress.objects.filter(user=user.pk, verified=True).values("email")
    return Invitation.objects.open().filter(email__in=addresses).select_related("city", "invited_by")


def accept_promised(user: User, promised: Iterable[int]) -> list[Membership]:
    """Accept the invitations that somebody said they want, by primary key, before they signed in as `user`."""
    return [accept(invitation, user=user) for invitation in open_for(user).filter(pk__in=promised).order_by("city_id")]


@transaction.atomic
def ask_to_join(city: City, *, user: User, message: str, organisation: str) -> Membership:
    """Ask the coordinators of a city to let `user` in. Raises ValidationError when they are in or have asked."""
    lock_people(user.pk)
    standing = Membership.objects.filter(user=user, city=city)
    if standing.active().exists():
        raise ValidationError(_("You are in this network."))
    if standing.requested().exists():
        raise ValidationError(_("You have asked to join. A coordinator will answer by email."))
    if standing.filter(since=None, requested_at__gt=timezone.now() - PAUSE).exists():
        raise ValidationError(_("You asked within the last day. You can ask again tomorrow."))
    membership = Membership.objects.create(
        user=user,
        city=city,
        state=MembershipState.REQUESTED,
        message=message,
        organisation_named=organisation,
        requested_at=timezone.now(),
    )
    coordinators = [row.user for row in Membership.objects.coordinators().of(city).select_related("user")]
    letters.send_request(membership, coordinators)
    join_requested.send(sender=Membership, membership=membership)
    return membership


@transaction.atomic
def answer(
    membership: Membership,
    *,
    accept: bool,
    by: User,
    reason: str = "",
    partner: Partner | None = None,
    newcomer: Newcomer | None = None,
) -> Membership:
    """Answer a request to join. A `newcomer` becomes the partner that they are there for, if they are accepted.

    The second of two coordinators is told that it was answered already.
    """
    lock_people(membership.user_id)
    city = lock_city(membership.city_id)
    check("places.manage_network", by, city)
    membership = Membership.objects.select_for_update(of=["self"]).select_related("city", "user").get(pk=membership.pk)
    check_partner(membership.city, partner)
    joined: Partner | None = None
    if membership.state != MembershipState.REQUESTED:
        raise ValidationError(_("This request was answered meanwhile."))
    if accept:
        joined = bring_in(city, newcomer, by=by) if newcomer else None
        partner = joined or partner
        membership = begin(membership.user, membership.city, partner=partner, answered_by=by, reason=reason)
    else:
        membership.state, membership.answered_by, membership.reason = MembershipState.DECLINED, by, reason
        membership.save(update_fields=["state", "answered_by", "reason"])
    letters.send_answer(membership, new_partner=joined)
    join_answered.send(sender=Membership, membership=membership)
    return membership


@transaction.atomic
def take_back_request(membership: Membership, *, by: User) -> None:
    """Take one's own request back."""
    mine = Membership.objects.requested().filter(pk=membership.pk, user=by)
    now = timezone.now()
    if not mine.update(state=MembershipState.ENDED, ended_at=now, ended_by=by):
        raise ValidationError(_("This request was answered meanwhile."))


def check_partner(city: City, partner: Partner | None) -> None:
    """Raise ValidationError unless the partner sits in the network of the city now."""
    if partner and (partner.city_id != city.pk or partner.left_on):
        raise ValidationError(_("Choose a partner of this network."))
