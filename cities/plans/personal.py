"""What this room knows about a person: their copy of it, and what goes with their account.

What they published stays, signed by a row that names nobody any more; the history of edits holds ids and no names.
What they follow, their reminders and the links in them are in `personal_letters`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import F, Q

from cities.places.services.door import lock_city
from cities.plans.choices import ImportState
from cities.plans.history import changing
from cities.plans.models import (
    Action,
    ActionPartner,
    ActionPlan,
    Endorsement,
    Evidence,
    ImportBatch,
    PlanVisit,
    Response,
    Update,
)
from portal.accounts.models import User
from portal.accounts.privacy import Named, leave_file
from portal.media.models import PrivateFile

TOLD = ("stage", "outlook", "body", "next_step", "next_on", "reported_on", "made_at", "published_at", "redacted_at")


def copy_of(person: User) -> dict[str, Any]:
    """Return what a person wrote, signed, answered and answers for, for the copy that they download."""
    where = ("action__plan__city__name", "action__number", "action__title")
    evidence = Evidence.objects.filter(update__by=person)
    return {
        "updates": list(Update.objects.filter(by=person).order_by("pk").values(*where, *TOLD)),
        "evidence": list(
            evidence.values("update__action__title", "kind", "title", "dated_on", "publisher", "url", "redacted_at")
        ),
        "responses": list(
            Response.objects.filter(by=person).values("update__action__title", "stance", "body", "at", "redacted_at")
        ),
        "answers_to_parts": list(
            ActionPartner.objects.filter(answered_by=person).values(
                *where, "part", "partner__organisation__name", "accepted_at", "declined_at", "reason"
            )
        ),
        "endorsements": list(
            Endorsement.objects.filter(by=person).values("edition__plan__city__name", "edition__number", "at")
        ),
        "actions_owned": list(
            Action.objects.filter(owner__user=person).values("plan__city__name", "number", "title", "due_on")
        ),
        "visits": list(PlanVisit.objects.filter(user=person).values("plan__city__name", "last_at", "before_at")),
    }


def files_of(person: User) -> Iterable[Named]:
    """Return the files that a person gave as evidence."""
    given = Evidence.objects.filter(update__by=person, document__isnull=False).select_related("document")
    return [(f"{proof.pk}-{proof.document.name}", proof.document.file) for proof in given if proof.document]


def forget(person: User) -> None:
    """Delete what a person began and where they were; leave the actions that they owned without an owner.

    Who uploaded the files of published evidence is not kept either. The locks are those of every act: city, then plan.
    """
    own = Q(actions__owner__user=person) | Q(actions__updates__by=person) | Q(imports__by=person)
    for plan in ActionPlan.objects.filter(own).distinct().order_by("city", "pk"):
        lock_city(plan.city_id)
    delete_drafts(person)
    PrivateFile.objects.filter(uploaded_by=person, pk__in=Evidence.objects.values("document")).update(uploaded_by=None)
    PlanVisit.objects.filter(user=person).delete()
    ImportBatch.objects.filter(by=person, state=ImportState.CHECKED).delete()
    with changing(None, act="owner left"):
        Action.objects.filter(owner__user=person).update(owner=None, version=F("version") + 1)


def delete_drafts(person: User) -> None:
    drafts = Update.objects.draft_of(person)
    documents = PrivateFile.objects.filter(pk__in=Evidence.objects.filter(update__in=drafts).values("document"))
    found = list(documents.values_list("pk", "file"))
    drafts.delete()
    for _pk, name in found:
        leave_file(name)
    PrivateFile.objects.filter(pk__in=[pk for pk, _name in found]).delete()
