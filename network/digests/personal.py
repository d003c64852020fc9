"""What this room knows about a person: their copy of it, and what goes with their account."""

from __future__ import annotations

from typing import Any

from network.digests.models import Digest, DigestItem, Notice, Preference, Subscription
from network.forum.reading.people import short_name
from portal.accounts.models import User

CHOSEN = ("cadence", "weekday", "hour", "paused_until", "since", "at_once", "plans_in_digest", "asked_at", "kept_at")
SENT = ("cadence", "period", "state", "reason", "due_at", "settled_at", "subject")


def copy_of(person: User) -> dict[str, Any]:
    """Return what a person chose, which digests they got and what of, and what they were told of in the portal.

    Titles stand in the subjects that were sent to them and nowhere else: they are others' words.
    """
    return {
        "preference": Preference.objects.filter(person=person).values(*CHOSEN).first(),
        "digests": list(Digest.objects.filter(person=person).order_by("due_at", "pk").values(*SENT)),
        "told_of": list(DigestItem.objects.filter(person=person).order_by("pk").values("kind", "object_id")),
        "notices": list(
            Notice.objects.filter(person=person)
            .order_by("at", "pk")
            .values("kind", "source", "object_id", "at", "read_at")
        ),
        "browsers": list(Subscription.objects.filter(person=person).order_by("pk").values("endpoint", "made_at")),
    }


def forget(person: User) -> None:
    """Delete all of it: nothing of it is others' business. Subjects of others' digests that name them are emptied."""
    if name := short_name(person.display_name, person.anonymised_at):
        Digest.objects.filter(subject__icontains=name).update(subject="")
    for model in (Notice, Subscription, DigestItem, Digest, Preference):
        model._default_manager.filter(person=person).delete()
