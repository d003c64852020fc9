"""What follows when a handbook page is published or moved."""

from __future__ import annotations

import logging

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.models import Revision

from handbooks.models import ChangeNote, Counterpart, EntryPage, PrecedentPage, ThemePage
from handbooks.numbers import Numbered, follow_theme, give_number

logger = logging.getLogger(__name__)


@transaction.atomic
def settle_publication(page: Numbered, *, revision: Revision | None) -> None:
    """Give a published page its number and tell readers what changed."""
    give_number(page)
    note_change(page, revision=revision)


def note_change(page: Numbered, *, revision: Revision | None) -> ChangeNote | None:
    """Write the change note of a publication, once for each revision; None when the change is minor."""
    is_new = not page.change_notes.filter(is_new=True).exists()
    text = page.change_note.strip()
    if is_new:
        text = text or first_note(page)
    elif page.change_is_minor or not text:
        return None
    values = {"text": text, "is_new": is_new, "published_at": page.last_published_at or timezone.now()}
    if revision is None:
        return ChangeNote.objects.create(page_id=page.pk, **values)
    note, _created = ChangeNote.objects.get_or_create(revision=revision, defaults={"page_id": page.pk, **values})
    return note


def first_note(page: Numbered) -> str:
    """Return what readers see of a first publication that says nothing itself."""
    if isinstance(page, PrecedentPage):
        return _("New precedent.")
    return _("New entry.")


@transaction.atomic
def settle_move(page: EntryPage | ThemePage) -> None:
    """Renumber what was moved to another theme or to the other handbook, and keep pairs across handbooks."""
    entries = [page] if isinstance(page, EntryPage) else theme_in_handbook(page)
    for entry in entries:
        follow_theme(entry)
        part_from_same_handbook(entry)


def theme_in_handbook(theme: ThemePage) -> list[EntryPage]:
    """Give a theme that came from the other handbook a number in this one; return its entries to settle."""
    audience = theme.get_parent(update=True).specific.audience
    if theme.audience == audience:
        return []
    highest = ThemePage.objects.filter(audience=audience).aggregate(highest=Max("number"))["highest"] or 0
    ThemePage.objects.filter(pk=theme.pk).update(audience=audience, number=highest + 1)
    return list(EntryPage.objects.child_of(theme).in_reading_order())


def part_from_same_handbook(entry: EntryPage) -> None:
    """Remove pairs that stand in one handbook after a move: a counterpart is always in the other."""
    pairs = Counterpart.objects.filter(entry__audience=F("other__audience"))
    for pair in pairs.filter(entry=entry) | pairs.filter(other=entry):
        logger.info("Counterpart removed after a move: %s", pair)
        pair.delete()
