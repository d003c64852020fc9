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
from network.forum.standing import standing_of
from portal.accounts.signed_in import SignedInRequest

WORDS = ("title", "body", "text", "reason", "place")
"""Fields of the forms of events that hold what somebody wrote."""


def event_or_404(pk: int, user: Any) -> Any:
    """Return an event that `user` may read. Raises Http404, for one that is not there and for any other."""
    event = event_for(pk, user)
    if event is None:
        raise Http404
    return event


def refusal(request: SignedInRequest, event: Any, permission: str, *, even_cancelled: bool = False) -> Any:
    """Return the page that says why the visitor may not, with what they typed; None where they may.

    Raises PermissionDenied where there is nothing to say to them.
    """
    reason = ""
    if event.is_cancelled and not even_cancelled:
        reason = _("This event is cancelled.")
    elif has_perm(permission, request.user, event):
        return None
    elif not standing_of(request.user).is_silenced:
        if not (event.is_over and has_perm("events.manage", request.user, event)):
            raise PermissionDenied
        reason = _("This event is over.")
    back = (address_of(event), _("Back to the event"))
    return stopped(request, heading=_("You cannot change this event"), reason=reason, back=back)


def stopped(request: SignedInRequest, *, heading: str, back: tuple[str, str], reason: str = "") -> HttpResponse:
    """Say why the visitor may not write here, with what they wrote, and 403."""
    standing = standing_of(request.user)
    written = (request.POST.get(name, "").strip() for name in WORDS)
    context = {
        "heading": heading,
        "reason": reason,
        "silenced_until": standing.suspended_until or standing.silenced_until,
        "body": "\n\n".join(filter(None, written)),
        "back_url": back[0],
        "back_label": back[1],
    }
    return render(request, "events/stopped.html", context, status=403)


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
