"""What happened to the actions of a plan, beside their text: updates with their evidence and what co-owners say.

A dispute stands beside the claim in every file. No person is named: an update is signed for an organisation.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cities.plans.choices import Stance
from cities.plans.models import ActionPlan, Evidence, Response, Update


def updates_of(plan: ActionPlan, user: Any, actions: set[int]) -> list[Update]:
    """Return the published updates of these actions of a plan that `user` may read, oldest first, in four queries."""
    responses = Response.objects.select_related("partner__organisation").order_by("pk")
    evidence = Evidence.objects.order_by("pk")
    rows = (
        Update.objects.visible_to(user)
        .published()
        .filter(action__plan=plan)
        .select_related("partner__organisation")
        .prefetch_related(Prefetch("responses", responses), Prefetch("evidence", evidence))
        .order_by("published_at", "pk")
    )
    return [row for row in rows if row.action_id in actions]


def absolute(name: str, *args: Any) -> str:
    """Return the whole address of a page, for a file that is read elsewhere."""
    return f"{settings.SITE_URL}{reverse(name, args=args)}"


def signed_for(update: Update) -> str:
    """Return the organisation that an update was written for, or nothing where it was for none."""
    return update.partner.organisation.name if update.partner else ""


def words(thing: Update | Response) -> str:
    """Return what somebody wrote; where it was removed, that."""
    return thing.body if not thing.redacted_at else _("(The text was removed.)")


def responses_text(responses: Iterable[Response]) -> str:
    """Return what co-owners say to an update, one a line: “The Trust: Disputes it. Two flats are empty.”"""
    return "\n".join(
        f"{given.partner.organisation.name}: {given.get_stance_display()}. {words(given)}".strip()
        for given in responses
    )


def disputers(updates: Iterable[Update]) -> str:
    """Return, one a line, the organisations whose last word on updates that stand, oldest first, is a dispute."""
    said = {given.partner.organisation.name: given.stance for update in updates for given in update.responses.all()}
    return "\n".join(name for name, stance in said.items() if stance == Stance.DISPUTE)


def evidence_text(slug: str, evidence: Iterable[Evidence]) -> str:
    """Return evidence, one piece a line, with its day, publisher and address."""
    return "\n".join(f"{proof.get_kind_display()}: {', '.join(filter(None, parts(slug, proof)))}" for proof in evidence)


def parts(slug: str, proof: Evidence) -> list[str]:
    dated = proof.dated_on.isoformat() if proof.dated_on else ""
    return [str(proof), dated, proof.publisher, proof_address(slug, proof)]


def proof_address(slug: str, proof: Evidence) -> str:
    return "" if proof.redacted_at else proof.url or absolute("evidence_file", slug, proof.pk)


def update_data(slug: str, update: Update, corrected_by: int | None) -> dict[str, Any]:
    """Return an update as JSON holds it."""
    return {
        "id": update.pk,
        "address": absolute("plan_update", slug, update.action_id, update.pk),
        "reported_on": update.reported_on.isoformat(),
        "published_at": update.published_at.isoformat() if update.published_at else None,
        "counts_from": update.counts_from.isoformat() if update.counts_from else None,
        "stage": update.stage,
        "outlook": update.outlook,
        "signed_for": signed_for(update),
        "body": update.body,
        "is_redacted": update.redacted_at is not None,
        "next_step": update.next_step,
        "next_on": update.next_on.isoformat() if update.next_on else None,
        "corrects": update.corrects_id,
        "corrected_by": corrected_by,
        "evidence": [evidence_data(slug, proof) for proof in update.evidence.all()],
        "responses": [response_data(given) for given in update.responses.all()],
    }


def evidence_data(slug: str, proof: Evidence) -> dict[str, Any]:
    return {
        "kind": proof.kind,
        "title": proof.title,
        "is_redacted": proof.redacted_at is not None,
        "dated_on": proof.dated_on.isoformat() if proof.dated_on else None,
        "publisher": proof.publisher,
        "address": proof_address(slug, proof),
    }


def response_data(given: Response) -> dict[str, Any]:
    return {
        "organisation": given.partner.organisation.name,
        "stance": given.stance,
        "body": given.body,
        "is_redacted": given.redacted_at is not None,
        "given_at": given.at.isoformat(),
    }


def update_row(slug: str, number: int, title: str, update: Update, corrected_by: int | None) -> dict[str, Any]:
    """Return an update as a row of the sheet of updates."""
    return {
        "number": number,
        "title": title,
        "update": update.pk,
        "reported_on": update.reported_on,
        "published_on": localdate(update.published_at) if update.published_at else None,
        "counts_on": localdate(update.counts_from) if update.counts_from else None,
        "stage": update.get_stage_display(),
        "outlook": update.get_outlook_display() if update.outlook else "",
        "organisation": signed_for(update),
        "body": words(update),
        "responses": responses_text(update.responses.all()),
        "evidence": evidence_text(slug, update.evidence.all()),
        "next_step": update.next_step,
        "next_on": update.next_on,
        "corrects": update.corrects_id,
        "corrected_by": corrected_by,
        "address": absolute("plan_update", slug, update.action_id, update.pk),
    }
