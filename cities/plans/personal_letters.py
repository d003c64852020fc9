"""What this room keeps for letters to a person: their copy of it, and what goes with their account."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from cities.plans.models import Follow, PlanPreference, Reminder, UpdateLink
from cities.plans.reading.news import name_of, with_names
from portal.accounts.models import User


def follows_of(person: User) -> Any:
    """Return what a person follows: by account, or by the address of it."""
    return Follow.objects.filter(Q(user=person) | Q(email__iexact=person.email)).order_by("since", "pk")


def copy_of(person: User) -> dict[str, Any]:
    """Return what is kept, for the copy that a person downloads. Links are told of without what opens them."""
    return {
        "wants_reminders": not PlanPreference.objects.filter(person=person, reminders=False).exists(),
        "follows": [
            {"what": name_of(follow), "since": follow.since, "confirmed_at": follow.confirmed_at}
            for follow in with_names(follows_of(person))
        ],
        "reminders": list(Reminder.objects.filter(person=person).order_by("week").values("week", "actions", "made_at")),
        "links": list(
            UpdateLink.objects.filter(person=person)
            .order_by("made_at")
            .values("action__title", "made_at", "expires_at", "used_at", "revoked_at")
        ),
    }


def forget(person: User) -> None:
    """Delete all of it: nothing of it is others' business."""
    follows_of(person).delete()
    for model in (Reminder, UpdateLink, PlanPreference):
        model.objects.filter(person=person).delete()
