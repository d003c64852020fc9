"""What is written down during an event, and what belongs to it. Of two who write at once, the second looks at both."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.core.files.base import File
from django.db import transaction
from django.utils.translation import gettext as _
from rules import has_perm

from network.events.models import Event, Material
from network.events.services.door import open_event
from network.forum.services.mentions import with_names
from portal.accounts.models import User
from portal.media.uploads import keep_file
from portal.text import markdown

MOST_MATERIALS = 30


@transaction.atomic
def write_notes(event: Event, notes: str, *, seen: int, by: User) -> Event:
    """Change the notes. `seen` is the version that was edited: where it is older, nothing is written.

    Raises PermissionDenied; ValidationError, of the code `stale` where somebody else wrote meanwhile.
    """
    event = open_event(event, "events.write_notes", by)
    if event.notes_version != seen:
        raise ValidationError(_("Somebody changed the notes meanwhile. Look at both texts."), code="stale")
    notes = with_names(notes, event.thread, by=by, before=event.notes)
    if notes == event.notes:
        return event
    event.notes, event.notes_version = notes, seen + 1
    event.notes_html = markdown.render(notes, key=f"notes-{event.pk}") if notes else ""
    event.full_clean(exclude=["thread"])
    event.save(update_fields=["notes", "notes_html", "notes_version"])
    return event


@transaction.atomic
def add_material(event: Event, *, title: str, url: str = "", file: File | None = None, by: User) -> Material:
    """Add a link or a checked file. Raises PermissionDenied, ValidationError."""
    event = open_event(event, "events.write_notes", by)
    if event.materials.count() >= MOST_MATERIALS:
        raise ValidationError(_("An event has at most %(most)s materials.") % {"most": MOST_MATERIALS})
    if bool(url) == bool(file):
        raise ValidationError({"url": _("Give an address or a file, and not both.")})
    material = Material(event=event, title=title, url=url, by=by)
    if file is not None:
        material.document = keep_file(file, by)
    material.full_clean(exclude=["event", "by"])
    material.save()
    return material


@transaction.atomic
def remove_material(event: Event, pk: int, *, by: User) -> None:
    """Take a material away with its file; one that is gone already is no fault. Raises PermissionDenied."""
    event = open_event(event, "events.write_notes", by)
    material = event.materials.select_related("document").filter(pk=pk).first()
    if material is None:
        return
    if material.by_id != by.pk and not has_perm("events.manage", by, event):
        raise PermissionDenied
    document = material.document
    material.delete()
    if document is not None:
        document.delete()
