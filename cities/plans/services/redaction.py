"""The one way to blank what was published: for a person's rights, by an administrator, and said on the page."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db import transaction
from django.utils import timezone

from cities.places.services.door import check
from cities.plans.models import Evidence, Response, Update
from cities.plans.signals import redacted
from cities.plans.triggers import redacting
from portal.accounts.erasure import clear_residue_soon
from portal.accounts.models import User
from portal.accounts.privacy import leave_file
from portal.media.models import PrivateFile

Published = Update | Response | Evidence

BLANK: dict[type, dict[str, Any]] = {
    Update: {"body": "", "next_step": ""},
    Response: {"body": ""},
    Evidence: {"title": "", "publisher": "", "url": "", "document": None},
}
"""What is blanked of each thing."""


@transaction.atomic
def redact(published: Published, *, by: User, reason: str) -> None:
    """Blank the words of an update or a response, or what a piece of evidence is; that it was and its date stay.

    A piece of evidence keeps its kind; its file is removed. Source: UK GDPR art. 17, for the words; art. 17(3)(d) for
    what stays. Raises PermissionDenied.
    """
    check("plans.redact", by, None)
    is_evidence = isinstance(published, Evidence)
    rows = type(published)._default_manager.filter(pk=published.pk)
    document = Evidence.objects.select_for_update().get(pk=published.pk).document_id if is_evidence else None
    with redacting():
        rows.update(**BLANK[type(published)], redacted_at=timezone.now())
    if document:
        remove_file(document)
    redacted.send(sender=type(published), published=published)
    context = apps.get_model("pghistory", "Context")
    context.objects.create(
        metadata={"user": by.pk, "act": "redact", "of": published._meta.label_lower, "id": published.pk, "why": reason}
    )


def remove_file(document: int) -> None:
    """Remove a file once this transaction is sure."""
    files = PrivateFile.objects.filter(pk=document)
    leave_file(files.values_list("file", flat=True).get())
    files.delete()
    transaction.on_commit(clear_residue_soon, robust=True)
