"""Advice days: asked for, allocated, used and released, in half days. The ledger only grows."""

from __future__ import annotations

from datetime import date

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places import letters
from cities.places.choices import AdviceAct, AdviceState, CityRole
from cities.places.models import AdviceAccount, AdviceEntry, AdviceRequest, City, Membership
from portal.accounts.models import User

MOST_WAITING = 20


def account_of(city: City) -> AdviceAccount:
    """Return the account of a focus city, made when it is first asked for. Raises ValidationError for another city."""
    if not city.is_focus:
        raise ValidationError(_("Advice days are for the focus cities."))
    return AdviceAccount.objects.get_or_create(city=city)[0]


@transaction.atomic
def request_advice(city: City, *, topic: str, question: str, by: User, wanted_by: date | None = None) -> AdviceRequest:
    """Ask the advisers of a city. Raises PermissionDenied, or ValidationError when too much is waiting."""
    if not has_perm("places.request_advice", by, city):
        raise PermissionDenied
    account_of(city)
    if AdviceRequest.objects.waiting().filter(city=city).count() >= MOST_WAITING:
        raise ValidationError(_("%(most)s requests are waiting. Take one back first.") % {"most": MOST_WAITING})
    request = AdviceRequest.objects.create(
        city=city, topic=topic, question=question, wanted_by=wanted_by, requested_by=by
    )
    letters.send_advice_request(request, advisers_of(city))
    return request


def advisers_of(city: City) -> list[User]:
    """Return the advisers who are assigned to a city."""
    rows = Membership.objects.active().of(city).filter(role=CityRole.ADVISER).select_related("user")
    return [row.user for row in rows if row.user.is_active]


def locked(request: AdviceRequest) -> AdviceRequest:
    """Return the request as it is now, locked until the transaction ends."""
    return AdviceRequest.objects.select_for_update(of=["self"]).select_related("city").get(pk=request.pk)


def check_gives(user: User, request: AdviceRequest) -> None:
    if not has_perm("places.give_advice", user, request):
        raise PermissionDenied


def write(
    request: AdviceRequest,
    act: AdviceAct,
    half_days: int,
    *,
    by: User,
    on: date,
    adviser: User | None,
    outcome: str = "",
    private_note: str = "",
) -> AdviceEntry:
    """Add a line to the ledger and move the account and the request with it.

    The database refuses what would overspend either, also when two people allocate at the same instant.
    """
    if half_days < 1:
        raise ValidationError({"half_days": _("Give a whole number of half days, at least one.")})
    account = account_of(request.city)
    moves = {
        AdviceAct.ALLOCATE: ({"committed": F("committed") + half_days}, {"allocated": F("allocated") + half_days}),
        AdviceAct.RELEASE: ({"committed": F("committed") - half_days}, {"allocated": F("allocated") - half_days}),
        AdviceAct.USE: ({"used": F("used") + half_days}, {"used": F("used") + half_days}),
    }
    of_account, of_request = moves[act]
    try:
        with transaction.atomic():
            AdviceRequest.objects.filter(pk=request.pk).update(**of_request)
            AdviceAccount.objects.filter(pk=account.pk).update(**of_account)
    except IntegrityError as error:
        raise ValidationError({"half_days": not_enough(request, act)}) from error
    request.refresh_from_db(fields=["allocated", "used"])
    return AdviceEntry.objects.create(
        account=account,
        request=request,
        act=act,
        half_days=half_days,
        on=on,
        adviser=adviser,
        outcome=outcome,
        private_note=private_note,
        recorded_by=by,
    )


def not_enough(request: AdviceRequest, act: AdviceAct) -> str:
    """Say how many half days there are for an act that asked for more."""
    request.refresh_from_db(fields=["allocated", "used"])
    account = account_of(request.city)
    if act == AdviceAct.ALLOCATE:
        return _("%(city)s has %(left)s half days left.") % {"city": request.city, "left": account.left}
    return _("%(left)s half days of this request are allocated and not used.") % {"left": request.left}


@transaction.atomic
def allocate(
    request: AdviceRequest, half_days: int, *, by: User, adviser: User, planned_on: date | None = None
) -> AdviceEntry:
    """Agree to a request: set half days aside for it and say who gives them. More can be added later."""
    request = locked(request)
    check_gives(by, request)
    if request.state not in (AdviceState.REQUESTED, AdviceState.AGREED):
        raise ValidationError(_("This request is settled: %(state)s.") % {"state": request.get_state_display()})
    if adviser not in advisers_of(request.city):
        raise ValidationError({"adviser": _("Choose an adviser of this city.")})
    entry = write(request, AdviceAct.ALLOCATE, half_days, by=by, on=timezone.localdate(), adviser=adviser)
    request.state, request.adviser, request.planned_on = AdviceState.AGREED, adviser, planned_on
    request.save(update_fields=["state", "adviser", "planned_on"])
    letters.send_advice_answer(request, _("The advisers have agreed to it."), act=f"allocate:{entry.pk}")
    return entry


@transaction.atomic
def log_use(
    request: AdviceRequest, half_days: int, *, by: User, on: date, outcome: str, private_note: str = ""
) -> AdviceEntry:
    """Record advice that was given: when, and what came of it, which the public reads."""
    request = locked(request)
    check_gives(by, request)
    if request.state != AdviceState.AGREED:
        raise ValidationError(_("Half days are used on a request that was agreed to."))
    if on > timezone.localdate():
        raise ValidationError({"on": _("Give the day on which it happened, not one to come.")})
    return write(
        request,
        AdviceAct.USE,
        half_days,
        by=by,
        on=on,
        adviser=request.adviser,
        outcome=outcome,
        private_note=private_note,
    )


@transaction.atomic
def release(request: AdviceRequest, half_days: int, *, by: User, private_note: str = "") -> AdviceEntry:
    """Give back half days that were set aside and are not needed."""
    request = locked(request)
    check_gives(by, request)
    today = timezone.localdate()
    return write(
        request, AdviceAct.RELEASE, half_days, by=by, on=today, adviser=request.adviser, private_note=private_note
    )


@transaction.atomic
def close(request: AdviceRequest, *, by: User) -> AdviceRequest:
    """Mark a request as delivered, and give back what was not used."""
    request = locked(request)
    check_gives(by, request)
    if request.state != AdviceState.AGREED or not request.used:
        raise ValidationError(_("A request is delivered once half days were used on it."))
    if request.left:
        release(request, request.left, by=by)
    request.state = AdviceState.DELIVERED
    request.save(update_fields=["state"])
    letters.send_advice_answer(request, _("The advisers have marked it as delivered."), act="delivered")
    return request


@transaction.atomic
def decline(request: AdviceRequest, *, by: User, reason: str) -> AdviceRequest:
    """Say no to a request that waits, and why."""
    request = locked(request)
    check_gives(by, request)
    check_waits(request)
    request.state, request.reason = AdviceState.DECLINED, reason
    request.save(update_fields=["state", "reason"])
    letters.send_advice_answer(request, _("The advisers have declined it."), act="declined")
    return request


@transaction.atomic
def take_back(request: AdviceRequest, *, by: User) -> AdviceRequest:
    """Take back a request that waits."""
    request = locked(request)
    if not has_perm("places.withdraw_advice", by, request):
        raise PermissionDenied
    check_waits(request)
    request.state = AdviceState.WITHDRAWN
    request.save(update_fields=["state"])
    return request


def check_waits(request: AdviceRequest) -> None:
    if request.state != AdviceState.REQUESTED:
        raise ValidationError(_("This request was answered meanwhile."))
