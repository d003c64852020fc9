"""Editions: a plan is published, frozen and numbered, and partners stand behind it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from cities.plans.choices import Part, Visibility
from cities.plans.freezing import checksum, payload_of, with_text
from cities.plans.models import ActionPlan, Edition, EditionAction, Endorsement
from cities.plans.reading.comparing import compare
from cities.plans.reading.text import plan_text
from cities.plans.services.door import open_plan, partner_signing
from cities.plans.signals import edition_published
from portal.accounts.models import User


def next_payload(plan: ActionPlan) -> dict[str, Any]:
    """Return what the next edition would hold: the public actions, and the objectives that they stand under."""
    actions = list(with_text(plan.actions.filter(visibility=Visibility.PUBLIC)))
    used = {action.objective_id for action in actions}
    objectives = plan.objectives.filter(pk__in=used).order_by("position")
    return payload_of(plan, objectives, actions)


@transaction.atomic
def publish_edition(plan: ActionPlan, *, note: str, by: User) -> Edition:
    """Freeze a plan as its next edition, for everyone to read. Raises PermissionDenied, ValidationError."""
    plan = open_plan(plan, "plans.publish_edition", by)
    payload = next_payload(plan)
    if not payload["actions"]:
        raise ValidationError(_("No action is public yet. Set who reads an action to “Public” first."))
    last = plan.editions.first()
    if last and reads_the_same(last, payload):
        raise ValidationError(_("Nothing has changed since edition %(number)s.") % {"number": last.number})
    return freeze(plan, payload, number=last.number + 1 if last else 1, note=note, by=by)


def reads_the_same(edition: Edition, payload: dict[str, Any]) -> bool:
    """Return whether a text would read as an edition does.

    Whether organisations have said yes is live, so an edition that froze another answer, or the id of a milestone
    that was taken out and put in again, reads the same: its checksum differs, but nobody would see of what.
    """
    return edition.checksum == checksum(payload) or compare(plan_text(edition.payload), plan_text(payload)).is_empty


def freeze(
    plan: ActionPlan, payload: dict[str, Any], *, number: int, note: str, by: User, at: datetime | None = None
) -> Edition:
    """Write an edition with its index and tell the other rooms. Nothing is asked: `publish_edition` does."""
    edition = Edition.objects.create(
        plan=plan,
        number=number,
        note=note,
        payload=payload,
        checksum=checksum(payload),
        published_by=by,
        published_at=at or timezone.now(),
    )
    EditionAction.objects.bulk_create(index_of(edition))
    edition_published.send(sender=Edition, edition=edition)
    return edition


def index_of(edition: Edition) -> list[EditionAction]:
    """Return the rows by which lists find what an edition holds."""
    themes = {objective["id"]: objective["theme"] for objective in edition.payload["objectives"]}
    return [
        EditionAction(
            edition=edition,
            action_id=action["id"],
            number=action["number"],
            title=action["title"],
            theme=themes[action["objective"]],
            lead=accepted_lead(action),
            starts_on=parse_date(action["starts_on"] or ""),
            due_on=parse_date(action["due_on"] or ""),
            entries=[basis["id"] for basis in action["bases"] if basis["kind"] == "entry"],
            precedents=[basis["id"] for basis in action["bases"] if basis["kind"] == "precedent"],
            position=position,
        )
        for position, action in enumerate(edition.payload["actions"], 1)
    ]


def accepted_lead(action: dict[str, Any]) -> str:
    leads = [named for named in action["partners"] if named["part"] == Part.LEAD and named["state"] == "accepted"]
    return leads[0]["name"] if leads else ""


@transaction.atomic
def endorse(edition: Edition, *, by: User) -> Endorsement:
    """Stand behind an edition for one's own organisation, publicly and once."""
    plan = open_plan(edition.plan, "plans.endorse", by)
    endorsement = Endorsement(edition=edition, partner_id=partner_signing(by, plan), by=by)
    endorsement.full_clean(exclude=["by"])
    endorsement.save()
    return endorsement
