"""What events know about a person: their copy of it, and what goes with their account."""

from __future__ import annotations

from typing import Any

from network.events.models import Attendance, Material, Pledge
from network.events.services.attending import forget_person
from portal.accounts.models import User
from portal.accounts.privacy import Named


def copy_of(person: User) -> dict[str, Any]:
    """Return what a person said of events, gave to them and said that their city will do."""
    attended = Attendance.objects.filter(person=person).order_by("pk")
    return {
        "attendances": list(
            attended.values("event__thread__title", "event__starts_at", "city__name", "state", "asked_at")
        ),
        "materials": list(
            Material.objects.filter(by=person).values("event__thread__title", "title", "url", "document__name", "at")
        ),
        "pledges": list(Pledge.objects.filter(by=person).values("event__thread__title", "city__name", "text", "at")),
    }


def files_of(person: User) -> list[Named]:
    """Return the files that a person gave to events."""
    rows = Material.objects.filter(by=person, document__isnull=False).select_related("document").order_by("pk")
    return [(f"{row.pk}-{row.document.name}", row.document.file) for row in rows if row.document]


def forget(person: User) -> None:
    """Delete their word about events. What they gave and said for their city stays, under no name."""
    forget_person(person)
