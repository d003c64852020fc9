"""Advice days: asked for, agreed to, given and released. Each act may say which version of the request it saw."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext as _

from cities.places import advice_letters
from cities.places.choices import AdviceAct, AdviceState
from cities.places.models import AdviceAccount, AdviceEntry, AdviceRequest, City, Membership
from cities.places.services.advice_checks import (
    advisers_of,
    check_adviser,
    check_agreed,
    check_focus,
    check_happened,
    check_to_come,
    check_waits,
)
from cities.places.services.door import check, lock_city
from cities.places.services.ledger import account_of, write
from portal.accounts.administrators import administrators
from portal.accounts.models import User

MOST_WAITING = 20


class Stale(ValidationError):
    """The request changed since whoever acts on it saw it."""

    def __init__(self) -> None:
        super().__init__(
            _("Somebody acted on this request meanwhile. It stands here as it is now: send again if it still holds.")
        )


@transaction.atomic
def request_advice(city: City, *, topic: str, question: str, by: User, wanted_by: date | None = None) -> AdviceRequest:
    """Ask the advisers of a city; where there is none, the administrators are told.

    Raises PermissionDenied, or ValidationError when too much is waiting.
    """
    city = lock_city(city.pk)
    check("places.request_advice", by, city)
    check_focus(city)
    check_to_come("wanted_by", wanted_by)
    AdviceAccount.objects.select_for_update().get(pk=account_of(city).pk)
    if AdviceRequest.objects.waiting().filter(city=city).count() >= MOST_WAITING:
        raise ValidationError(_("%(most)s requests are waiting. Take one back first.") % {"most": MOST_WAITING})
    request = AdviceRequest.objects.create(
        city=city, topic=topic, question=question, wanted_by=wanted_by, requested_by=by
    )
    if advisers := advisers_of(city):
        advice_letters.send_advice_request(request, advisers)
    else:
        advice_letters.send_advice_unadvised(request, administrators())
    return request


def requester_of(request: AdviceRequest) -> User | None:
    """Return whoever asked, while they have an account and a part in the city."""
    person = request.requested_by
    if person is None or not person.is_active:
        return None
    return person if Membership.objects.active().of(request.city).filter(user=person).exists() else None


def locked(request: AdviceRequest, permission: str, by: User, seen: int | None) -> AdviceRequest:
    """Return the request as it is now, locked until the transaction ends.

    Raises PermissionDenied, and Stale when `seen`, the version on the page of whoever acts, is not its own.
    """
    lock_city(request.city_id)
    found = AdviceRequest.objects.select_for_update(of=["self"]).select_related("city").get(pk=request.pk)
    check(permission, by, found)
    if seen is not None and seen != found.version:
        raise Stale
    return found


@transaction.atomic
def allocate(
    request: AdviceRequest,
    half_days: int,
    *,
    by: User,
    adviser: User,
    planned_on: date | None = None,
    seen: int | None = None,
) -> AdviceEntry:
    """Agree to a request: set half days aside for it and say who gives them. More can be added later."""
    request = locked(request, "places.give_advice", by, seen)
    check_focus(request.city)
    if not (request.is_waiting or request.is_agreed):
        raise ValidationError(_("This request is settled: %(state)s.") % {"state": request.get_state_display()})
    check_adviser(request, adviser)
    check_to_come("planned_on", planned_on, unless=request.planned_on)
    changes = {"state": AdviceState.AGREED, "adviser": adviser, "planned_on": planned_on}
    entry = write(request, AdviceAct.ALLOCATE, half_days, by=by, adviser=adviser, changes=changes)
    advice_letters.send_advice_agreed(request, requester_of(request), half_days, act=f"allocate:{entry.pk}")
    if adviser != by:
        advice_letters.send_advice_assigned(request, adviser, act=f"allocate:{entry.pk}")
    return entry


@transaction.atomic
def plan(
    request: AdviceRequest, *, by: User, adviser: User, planned_on: date | None, seen: int | None = None
) -> AdviceRequest:
    """Change who gives the advice that was agreed, or when."""
    request = locked(request, "places.give_advice", by, seen)
    check_agreed(request)
    check_adviser(request, adviser)
    check_to_come("planned_on", planned_on, unless=request.planned_on)
    is_new = adviser != request.adviser
    change(request, adviser=adviser, planned_on=planned_on)
    advice_letters.send_advice_planned(request, requester_of(request), act=f"plan:{request.version}")
    if is_new and adviser != by:
        advice_letters.send_advice_assigned(request, adviser, act=f"plan:{request.version}")
    return request


@transaction.atomic
def log_use(
    request: AdviceRequest,
    half_days: int,
    *,
    by: User,
    adviser: User,
    on: date,
    outcome: str,
    private_note: str = "",
    seen: int | None = None,
) -> AdviceEntry:
    """Record advice that was given: by whom, when, and what came of it, which the public reads."""
    request = locked(request, "places.give_advice", by, seen)
    check_agreed(request)
    check_adviser(request, adviser)
    check_happened(on)
    entry = write(
        request,
        AdviceAct.USE,
        half_days,
        by=by,
        on=on,
        adviser=adviser,
        outcome=outcome,
        private_note=private_note,
    )
    advice_letters.send_advice_used(request, requester_of(request), entry)
    return entry


@transaction.atomic
def take_out(
    request: AdviceRequest, entry: AdviceEntry, *, by: User, private_note: str, seen: int | None = None
) -> AdviceEntry:
    """Take a use out that was logged by mistake. A delivered request is open again, for the line that is right."""
    request = locked(request, "places.give_advice", by, seen)
    if not AdviceEntry.objects.used().filter(pk=entry.pk, request=request).exists():
        raise ValidationError({"entry": _("This line is not among those that count.")})
    correction = write(
        request,
        AdviceAct.CORRECT,
        entry.half_days,
        by=by,
        adviser=entry.adviser,
        private_note=private_note,
        corrects=entry,
        changes={"state": AdviceState.AGREED},
    )
    advice_letters.send_advice_taken_out(request, requester_of(request), entry, act=f"correct:{correction.pk}")
    return correction


@transaction.atomic
def release(
    request: AdviceRequest, half_days: int, *, by: User, private_note: str = "", seen: int | None = None
) -> AdviceEntry:
    """Give back half days that are not needed. A request for which none is left waits again, as before."""
    request = locked(request, "places.give_advice", by, seen)
    check_agreed(request)
    adviser, is_all = request.adviser, request.allocated == half_days
    changes = {"state": AdviceState.REQUESTED, "adviser": None, "planned_on": None} if is_all else {}
    entry = write(
        request, AdviceAct.RELEASE, half_days, by=by, adviser=adviser, private_note=private_note, changes=changes
    )
    advice_letters.send_advice_released(request, requester_of(request), entry)
    return entry


@transaction.atomic
def close(request: AdviceRequest, *, by: User, seen: int | None = None) -> AdviceRequest:
    """Mark a request as delivered, and give back what was not used."""
    request = locked(request, "places.give_advice", by, seen)
    check_agreed(request)
    if not request.used:
        raise ValidationError(_("A request is delivered once days were used on it. Log them first."))
    given_back = request.left
    if given_back:
        write(request, AdviceAct.RELEASE, given_back, by=by, adviser=request.adviser)
    change(request, state=AdviceState.DELIVERED)
    advice_letters.send_advice_delivered(request, requester_of(request), given_back=given_back)
    return request


@transaction.atomic
def ask_back(request: AdviceRequest, *, by: User, question: str, seen: int | None = None) -> AdviceRequest:
    """Ask whoever made a request that waits, by a letter which they answer to the adviser. It goes on waiting."""
    request = locked(request, "places.give_advice", by, seen)
    check_waits(request)
    person = requester_of(request)
    if person is None:
        raise ValidationError(_("Whoever asked is in this network no longer. Ask its coordinators."))
    change(request)
    advice_letters.send_advice_question(request, person, question, by=by, act=f"question:{request.version}")
    return request


@transaction.atomic
def decline(request: AdviceRequest, *, by: User, reason: str, seen: int | None = None) -> AdviceRequest:
    """Say no to a request that waits, and why."""
    request = locked(request, "places.give_advice", by, seen)
    check_waits(request)
    change(request, state=AdviceState.DECLINED, reason=reason)
    paragraphs = [_("The advisers have declined it."), reason]
    advice_letters.send_advice_answer(request, requester_of(request), paragraphs, act="declined")
    return request


@transaction.atomic
def take_back(request: AdviceRequest, *, by: User, seen: int | None = None) -> AdviceRequest:
    """Take back a request that waits."""
    request = locked(request, "places.withdraw_advice", by, seen)
    check_waits(request)
    change(request, state=AdviceState.WITHDRAWN)
    return request


def change(request: AdviceRequest, **changes: Any) -> None:
    """Write changes to a locked request that move no half days."""
    AdviceRequest.objects.filter(pk=request.pk).update(version=F("version") + 1, **changes)
    request.refresh_from_db()
