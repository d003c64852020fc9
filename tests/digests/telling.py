"""What the tests of notices share."""

from __future__ import annotations

from typing import Any

from network.digests.models import Notice
from portal.accounts.models import User


def told(person: User) -> list[tuple[str, str]]:
    """Return what a person was told, the first first: kind and source."""
    return list(Notice.objects.filter(person=person).order_by("at", "pk").values_list("kind", "source"))


def people_told(**where: Any) -> set[int]:
    """Return whom something was told."""
    return set(Notice.objects.filter(**where).values_list("person", flat=True))


def seen(person: User) -> int:
    """Return how many notices a person may read now, asked anew."""
    return Notice.objects.visible_to(User.objects.get(pk=person.pk)).count()
