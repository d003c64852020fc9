"""Plans: partners are asked into actions and answer, respond to updates, and updates are due."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from cities.places.choices import CityRole, MembershipState
from cities.places.models import Membership
from cities.plans import signals
from cities.plans.models import ActionPartner, Reminder, Response
from network.digests.choices import NoticeKind
from network.digests.describing.parts import ANSWERED, ASKED
from network.digests.describing.updates import REMINDER, RESPONSE
from network.digests.services.noticing import Cause, notice, notice_each
from portal.accounts.models import User


def connect() -> None:
    signals.part_asked.connect(part_asked, dispatch_uid="digests-notices")
    signals.parts_asked.connect(parts_asked, dispatch_uid="digests-notices")
    signals.part_answered.connect(part_answered, dispatch_uid="digests-notices")
    signals.response_given.connect(response_given, dispatch_uid="digests-notices")
    signals.reminded.connect(reminded, dispatch_uid="digests-notices")


def part_asked(part: ActionPartner, **_: Any) -> None:
    parts_asked([part])


def parts_asked(parts: Sequence[ActionPartner], **_: Any) -> None:
    """Tell the people of each organisation that is asked; one that is asked anew is told anew."""
    asked = [part for part in parts if part.is_asked]
    if not asked:
        return
    first = asked[0]
    told = Cause(kind=NoticeKind.HANDSHAKE, source=ASKED, at=first.asked_at, actor=first.asked_by_id, again="later")
    seats = Membership.objects.filter(partner__isnull=False, state=MembershipState.ACTIVE)
    seats = seats.exclude(role=CityRole.ADVISER)
    rows = ActionPartner.objects.filter(pk__in=[part.pk for part in asked], partner__memberships__in=seats)
    notice_each(told, rows.order_by().values_list("partner__memberships__user", "pk"))


def part_answered(part: ActionPartner, **_: Any) -> None:
    """Tell the coordinators, and whoever asked while they are of the city."""
    at = part.accepted_at or part.declined_at or part.asked_at
    told = Cause(kind=NoticeKind.HANDSHAKE, source=ANSWERED, at=at, actor=part.answered_by_id, again="later")
    of_city = Membership.objects.active().filter(city=part.action.plan.city_id)
    rows = of_city.filter(Q(role=CityRole.COORDINATOR) | Q(user=part.asked_by_id))
    notice(told, part.pk, User.objects.filter(pk__in=rows.values("user")))


def response_given(response: Response, **_: Any) -> None:
    """Tell who wrote the update and who owns the action, as far as they read it still."""
    action = response.update.action
    owner = action.owner.user_id if action.owner and action.owner.is_active else None
    concerned = User.objects.filter(pk__in=[key for key in (response.update.by_id, owner) if key])
    able = [one.pk for one in concerned if Response.objects.visible_to(one).filter(pk=response.pk).exists()]
    told = Cause(kind=NoticeKind.RESPONSE, source=RESPONSE, at=response.at, actor=response.by_id)
    notice(told, response.pk, able)


def reminded(reminders: Sequence[Reminder], **_: Any) -> None:
    """Tell each person whom a reminder was written to."""
    if reminders:
        told = Cause(kind=NoticeKind.REMINDER, source=REMINDER, at=reminders[0].made_at)
        rows = Reminder.objects.filter(pk__in=[reminder.pk for reminder in reminders])
        notice_each(told, rows.order_by().values_list("person", "pk"))
