"""The one way to blank text that was published: for a person's rights, by an administrator, and said on the page."""

from __future__ import annotations

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from cities.places.services.door import check
from cities.plans.models import Response, Update
from cities.plans.signals import redacted
from cities.plans.triggers import redacting
from portal.accounts.models import User


@transaction.atomic
def redact(published: Update | Response, *, by: User, reason: str) -> None:
    """Blank the words of an update or a response; that it was, its stage and its date stay.

    Source: UK GDPR art. 17, for the words; art. 17(3)(d) for what stays. Raises PermissionDenied.
    """
    check("plans.redact", by, None)
    blank = {"body": "", "redacted_at": timezone.now()}
    if isinstance(published, Update):
        blank["next_step"] = ""
    with redacting():
        type(published)._default_manager.filter(pk=published.pk).update(**blank)
    redacted.send(sender=type(published), published=published)
    context = apps.get_model("pghistory", "Context")
    context.objects.create(
        metadata={"user": by.pk, "act": "redact", "of": published._meta.label_lower, "id": published.pk, "why": reason}
    )
