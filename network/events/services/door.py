"""The door of every act on an event: its thread is locked, then the event itself, and permission is asked after."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from network.events.models import Event
from network.forum.services.door import check, lock_thread
from portal.accounts.models import User


def open_event(event: Event, permission: str, by: User, *, even_cancelled: bool = False) -> Event:
    """Return an event as it is now, locked. Raises PermissionDenied, ValidationError."""
    thread = lock_thread(event.pk)
    found = Event.objects.select_for_update(of=["self"], no_key=True).get(pk=event.pk)
    found.thread = thread
    check("forum.read", by, thread)
    if found.is_cancelled and not even_cancelled:
        raise ValidationError(_("This event is cancelled."), code="cancelled")
    check(permission, by, found)
    return found
