"""What an action stands on: partners with their answer, entries and precedents, milestones, advice."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cities.places.models import AdviceRequest, Partner
from cities.places.services.advice import request_advice
from cities.plans.choices import Part
from cities.plans.history import changing
from cities.plans.models import Action, ActionAdvice, ActionPartner, Basis, Milestone
from cities.plans.rules import own_partner
from cities.plans.services.conflicts import changes_for
from cities.plans.services.door import open_action
from cities.plans.services.plans import write
from cities.plans.signals import part_answered, part_asked
from handbooks.models import EntryPage, PrecedentPage
from portal.accounts.models import User

MOST_OF_EACH = 30
"""Partners, bases or milestones of one action."""


def check_room(rows: Any) -> None:
    if rows.count() >= MOST_OF_EACH:
        raise ValidationError(_("An action has at most %(most)s of these.") % {"most": MOST_OF_EACH})


@transaction.atomic
def ask_partner(action: Action, partner: Partner, *, part: str, by: User) -> ActionPartner:
    """Name a partner in an action; it is asked to accept. Who names their own organisation accepts with it."""
    action = open_action(action, "plans.edit_action", by)
    check_room(action.partners)
    if partner.city_id != action.plan.city_id or partner.left_on:
        raise ValidationError({"partner": _("Choose a partner of this city's network.")})
    if part == Part.LEAD:
        let_go_of_lead(action, by)
    named = ActionPartner(action=action, partner=partner, part=part, asked_by=by)
    if own_partner(by, action.plan.city_id) == partner.pk:
        named.accepted_at, named.answered_by = timezone.now(), by
    named.full_clean(exclude=["asked_by", "answered_by"])
    with changing(by, act="ask"):
        named.save()
    part_asked.send(sender=ActionPartner, part=named)
    return named


def let_go_of_lead(action: Action, by: User) -> None:
    """Write down of a lead that left the network that it did, so that another can be named."""
    leads = action.partners.select_related("partner").filter(part=Part.LEAD, declined_at=None)
    left = leads.filter(partner__left_on__isnull=False).first()
    if left is None:
        return
    left.accepted_at, left.declined_at, left.answered_by = None, timezone.now(), by
    left.reason = _("It left the network on %(day)s.") % {
        "day": date_format(left.partner.left_on or timezone.localdate(), "j F Y")
    }
    with changing(by, act="decline"):
        left.save()


@transaction.atomic
def change_part(named: ActionPartner, *, part: str, by: User) -> ActionPartner:
    """Give an organisation another part, or ask one that declined once more: it is asked anew, unless `by` is of it."""
    action = open_action(named.action, "plans.edit_action", by)
    rows = ActionPartner.objects.select_for_update(of=["self"]).select_related("partner__organisation")
    named = rows.get(pk=named.pk)
    named.action = action
    if named.partner.left_on:
        raise ValidationError({"part": _("This organisation has left the network.")})
    if part == named.part and not named.declined_at:
        raise ValidationError({"part": _("It has this part already.")})
    if part == Part.LEAD:
        let_go_of_lead(action, by)
    now = timezone.now()
    is_own = own_partner(by, action.plan.city_id) == named.partner_id
    named.part, named.asked_by, named.asked_at, named.reason = part, by, now, ""
    named.accepted_at, named.declined_at, named.answered_by = (now, None, by) if is_own else (None, None, None)
    named.full_clean(exclude=["asked_by", "answered_by"])
    with changing(by, act="ask"):
        named.save()
    part_asked.send(sender=ActionPartner, part=named)
    return named


@transaction.atomic
def answer_part(named: ActionPartner, *, accepts: bool, by: User, reason: str = "") -> ActionPartner:
    """Accept or decline for one's own organisation. Who has accepted may step back, and says why."""
    open_action(named.action, "plans.answer_part", by, thing=named)
    named = ActionPartner.objects.select_for_update(of=["self"]).get(pk=named.pk)
    if not accepts and not reason:
        raise ValidationError({"reason": _("Say why, so that the others can plan.")})
    if says_already(named, accepts, reason):
        return named
    now = timezone.now()
    named.accepted_at, named.declined_at = (now, None) if accepts else (None, now)
    named.answered_by, named.reason = by, "" if accepts else reason
    named.full_clean(exclude=["asked_by", "answered_by"])
    with changing(by, act="accept" if accepts else "decline"):
        named.save()
    part_answered.send(sender=ActionPartner, part=named)
    return named


def says_already(named: ActionPartner, accepts: bool, reason: str) -> bool:
    """Return whether a part has this very answer, as when a form is sent twice: nobody is told of it again."""
    return named.is_accepted if accepts else named.declined_at is not None and named.reason == reason


@transaction.atomic
def remove_partner(named: ActionPartner, *, by: User) -> None:
    """Take a partner out of an action."""
    open_action(named.action, "plans.edit_action", by)
    with changing(by, act="remove"):
        named.delete()


@transaction.atomic
def add_basis(
    action: Action,
    *,
    by: User,
    entry: EntryPage | None = None,
    precedent: PrecedentPage | None = None,
    none_needed: bool = False,
    note: str = "",
) -> Basis:
    """Name what permits an action, what it follows, or that no power is needed and why. Raises ValidationError."""
    action = open_action(action, "plans.edit_action", by)
    check_room(action.bases)
    for name, page in (("entry", entry), ("precedent", precedent)):
        if page is not None and not type(page).objects.visible_to(by).filter(pk=page.pk).exists():
            raise ValidationError({name: _("This page is not published any more.")})
        if page is not None and action.bases.filter(**{name: page}).exists():
            raise ValidationError({name: _("This action names it already.")})
    if none_needed and action.bases.filter(none_needed=True).exists():
        raise ValidationError({"none_needed": _("This action says so already.")})
    if none_needed and action.bases.filter(entry__isnull=False).exists():
        raise ValidationError({"none_needed": _("This action names an entry. Remove it first.")})
    if entry and action.bases.filter(none_needed=True).exists():
        raise ValidationError({"entry": _("This action says that no power is needed. Remove that first.")})
    basis = Basis(action=action, entry=entry, precedent=precedent, none_needed=none_needed, note=note)
    basis.full_clean()
    with changing(by, act="add"):
        basis.save()
    return basis


@transaction.atomic
def remove_basis(basis: Basis, *, by: User) -> None:
    """Take an entry, a precedent or the statement that none is needed from an action."""
    open_action(basis.action, "plans.edit_action", by)
    with changing(by, act="remove"):
        basis.delete()


@transaction.atomic
def add_milestone(action: Action, *, title: str, due_on: date, by: User, done_on: date | None = None) -> Milestone:
    """Add a dated step to an action."""
    action = open_action(action, "plans.edit_action", by)
    check_room(action.milestones)
    step = Milestone(action=action, title=title, due_on=due_on, done_on=done_on)
    check_done(done_on)
    step.full_clean()
    with changing(by, act="add"):
        step.save()
    return step


def check_done(done_on: date | None) -> None:
    if done_on and done_on > timezone.localdate():
        raise ValidationError({"done_on": _("This day is still to come.")})


def open_milestone(milestone: Milestone, by: User) -> Milestone:
    """Return a step as it is now, behind the lock of its plan. Raises Milestone.DoesNotExist where it has gone."""
    action = open_action(milestone.action, "plans.edit_action", by)
    found = Milestone.objects.get(pk=milestone.pk, action=action)
    found.action = action
    return found


@transaction.atomic
def change_milestone(milestone: Milestone, *, seen: int, by: User, **mine: Any) -> Milestone:
    """Change a step, from the version that was `seen`, or say on which day it was done.

    Raises EditConflict, ValidationError, and Milestone.DoesNotExist when it was removed meanwhile.
    """
    step = open_milestone(milestone, by)
    changes = changes_for(step, seen, mine)
    check_done(changes.get("done_on"))
    return write(step, changes, by)


@transaction.atomic
def mark_done(milestone: Milestone, *, by: User) -> Milestone:
    """Say that a step was done today, and nothing else of it; one that is done stays as it is."""
    step = open_milestone(milestone, by)
    return step if step.done_on else write(step, {"done_on": timezone.localdate()}, by)


@transaction.atomic
def remove_milestone(milestone: Milestone, *, by: User) -> None:
    """Take a step from an action."""
    open_action(milestone.action, "plans.edit_action", by)
    with changing(by, act="remove"):
        milestone.delete()


@transaction.atomic
def ask_for_advice(action: Action, *, topic: str, question: str, wanted_by: date | None, by: User) -> AdviceRequest:
    """Ask the advisers of the city for half days on an action; the request shows on it."""
    action = open_action(action, "plans.read_working_text", by)
    request = request_advice(action.plan.city, topic=topic, question=question, wanted_by=wanted_by, by=by)
    ActionAdvice.objects.create(action=action, request=request)
    return request
