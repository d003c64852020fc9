"""What the views of events share: finding an event, asking a permission, and drawing a page below an event's own."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from rules import has_perm

from network.events.reading.event import event_for
from network.forum.reading.addresses import event_address


def event_or_404(pk: int, user: Any) -> Any:
    """Return an event that `user` may read. Raises Http404, for one that is not there and for any other."""
    event = event_for(pk, user)
    if event is None:
        raise Http404
    return event


def require(permission: str, user: Any, event: Any) -> None:
    """Raise PermissionDenied unless `user` may; nothing is done with a cancelled event."""
    if event.is_cancelled:
        raise PermissionDenied(_("This event is cancelled."))
    if not has_perm(permission, user, event):
        raise PermissionDenied


def address_of(event: Any) -> str:
    return event_address(event.pk, event.thread.title)


def event_page(
    request: HttpRequest, template: str, event: Any, context: dict[str, Any], *, form: forms.Form, status: int = 200
) -> HttpResponse:
    """Draw a page with a form of an event; 422 where it was refused."""
    status = 422 if form.errors else status
    given = {
        "event": event,
        "thread": event.thread,
        "board": event.thread.board,
        "event_url": address_of(event),
        "cancel_url": address_of(event),
        "form": form,
        "is_refused": status == 422,
        **context,
    }
    return render(request, f"events/{template}.html", given, status=status)
