"""Listen to the acts of this room and of city networks: who has to know is told, and links end with memberships."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from django.db.models import Q, QuerySet

from cities.places.choices import CityRole, MembershipState
from cities.places.models import Membership, Partner
from cities.places.signals import membership_changed, seat_merged
from cities.plans import letters
from cities.plans.choices import Part, Stance
from cities.plans.history import changing
from cities.plans.models import ActionPartner, Edition, Response, Update
from cities.plans.services.links import revoke_without_membership
from cities.plans.signals import (
    edition_published,
    part_answered,
    part_asked,
    parts_asked,
    response_given,
    update_published,
)
from portal.accounts.models import User


def connect() -> None:
    part_asked.connect(on_part_asked, dispatch_uid="plans.letters")
    parts_asked.connect(on_parts_asked, dispatch_uid="plans.letters")
    part_answered.connect(on_part_answered, dispatch_uid="plans.letters")
    update_published.connect(on_update_published, dispatch_uid="plans.letters")
    edition_published.connect(on_edition_published, dispatch_uid="plans.letters")
    response_given.connect(on_response_given, dispatch_uid="plans.letters")
    seat_merged.connect(on_seat_merged, dispatch_uid="plans.parts")
    membership_changed.connect(revoke_without_membership, dispatch_uid="plans.links")


def on_seat_merged(seat: Partner, into: Partner, **_kwargs: Any) -> None:
    """Hand the parts in actions to the seat that stays, which keeps its own; what was signed is never changed."""
    with changing(None, act="merge"):
        parts = ActionPartner.objects.filter(partner=seat)
        parts.filter(action__in=ActionPartner.objects.filter(partner=into).values("action")).delete()
        parts.update(partner=into)


def people(memberships: QuerySet[Membership], *, without: Iterable[int]) -> list[User]:
    """Return the people of memberships, each once."""
    rows = memberships.filter(state=MembershipState.ACTIVE)
    return list(User.objects.filter(memberships__in=rows, is_active=True).exclude(pk__in=without).distinct())


def members_of(partners: Iterable[int]) -> QuerySet[Membership]:
    """Return the memberships of those who answer for partners."""
    return Membership.objects.filter(partner__in=partners).exclude(role=CityRole.ADVISER)


def on_part_asked(part: ActionPartner, **_kwargs: Any) -> None:
    """Ask the partner's members, unless one of them has accepted with the asking."""
    if part.is_asked:
        letters.send_asked(part, people(members_of([part.partner_id]), without=[part.asked_by_id]))


def on_parts_asked(parts: Sequence[ActionPartner], **_kwargs: Any) -> None:
    """Ask the members of each partner once, however many actions it was named in."""
    asked: dict[int, list[ActionPartner]] = {}
    for part in parts:
        if part.is_asked:
            asked.setdefault(part.partner_id, []).append(part)
    for partner, own in asked.items():
        members = people(members_of([partner]), without=[own[0].asked_by_id])
        if len(own) == 1:
            letters.send_asked(own[0], members)
        else:
            letters.send_asked_of_many(own, members)


def on_part_answered(part: ActionPartner, **_kwargs: Any) -> None:
    """Tell the coordinators, and whoever asked while they are of the city."""
    of_city = Membership.objects.filter(city=part.action.plan.city_id)
    told = of_city.filter(Q(role=CityRole.COORDINATOR) | Q(user=part.asked_by_id))
    letters.send_answered(part, people(told, without=[part.answered_by_id or 0]))


def on_update_published(update: Update, **_kwargs: Any) -> None:
    """Tell the members of co-owners, but for the organisation that the update is of, that they may answer it."""
    co_owners = update.action.partners.filter(part=Part.CO_OWNER, accepted_at__isnull=False)
    partners = co_owners.exclude(partner=update.partner_id).values_list("partner", flat=True)
    if partners:
        letters.send_answerable(update, people(members_of(partners), without=[update.by_id]))


def on_edition_published(edition: Edition, **_kwargs: Any) -> None:
    """Tell the members of who endorsed the edition before, but for whoever published this one."""
    if edition.number == 1:
        return
    former = Edition.objects.filter(plan=edition.plan_id, number=edition.number - 1).defer("payload").first()
    partners = list(former.endorsements.values_list("partner", flat=True)) if former else []
    members = people(members_of(partners), without=[edition.published_by_id])
    if former and members:
        letters.send_new_edition(edition, former, members)


def on_response_given(response: Response, **_kwargs: Any) -> None:
    """Tell the writer of an update where a co-owner does not agree."""
    writer = response.update.by
    if response.stance != Stance.AGREE and writer.is_active and writer.pk != response.by_id:
        letters.send_disputed(response, writer)
