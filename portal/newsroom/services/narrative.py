"""Editions of the narrative: its published text is frozen and numbered, so that partners can quote a dated text."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from rules import has_perm

from cities.plans.freezing import checksum
from portal.accounts.models import User
from portal.newsroom.freezing import payload_of
from portal.newsroom.models import NarrativeEdition, NarrativePage, PrinciplePage
from portal.newsroom.reading.narrative_comparing import compare
from portal.newsroom.reading.narrative_text import narrative_text


def narrative_pages() -> Any:
    """Return the narrative in the portal's own language, the one that editions freeze; translations are not it."""
    return NarrativePage.objects.filter(locale__language_code=settings.LANGUAGE_CODE)


def next_payload() -> dict[str, Any]:
    """Return what the next edition would hold: the text as it is published now, without drafts."""
    page = narrative_pages().get()
    principles = PrinciplePage.objects.visible_to().child_of(page).order_by("path")
    return payload_of(page, list(principles))


@transaction.atomic
def issue_edition(*, note: str, by: User | None, as_read: str | None = None) -> NarrativeEdition:
    """Freeze the narrative as its next edition, for everyone to quote. `by` is None for the starter content.

    `as_read` is the checksum of the text that was read before. Raises PermissionDenied, ValidationError.
    """
    if by is not None and not has_perm("newsroom.publish", by):
        raise PermissionDenied
    # Whoever comes second waits here, and then finds nothing changed.
    narrative_pages().select_for_update(of=("self",)).get()
    payload, last = next_payload(), NarrativeEdition.objects.first()
    if not payload["principles"]:
        raise ValidationError(_("No principle is published yet."), code="empty")
    if last and reads_the_same(last, payload):
        raise ValidationError(
            _("Nothing has changed since edition %(number)s."), code="same", params={"number": last.number}
        )
    if as_read is not None and as_read != checksum(payload):
        raise ValidationError(
            _("The narrative changed since you opened this page. Read what changed again, then issue it."),
            code="changed",
        )
    return NarrativeEdition.objects.create(
        number=last.number + 1 if last else 1,
        note=note,
        payload=payload,
        checksum=checksum(payload),
        published_by=by,
    )


def reads_the_same(edition: NarrativeEdition, payload: dict[str, Any]) -> bool:
    """Return whether a text would read as an edition does, but for what entries and precedents are called."""
    if edition.checksum == checksum(payload):
        return True
    return compare(narrative_text(edition.payload), narrative_text(payload)).is_empty
