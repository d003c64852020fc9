"""Coming to an event, and not coming after all."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import BadRequest, PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from rules import has_perm

from network.events.choices import Coming
from network.events.reading.event import EventReading, place_in_line
from network.events.services.attending import join, leave
from network.events.views.doors import address_of, event_or_404
from network.forum.views.signed_in import for_writers, form_methods
from portal.accounts.signed_in import SignedInRequest

JOIN, LEAVE = "join", "leave"


@form_methods
@for_writers
def event_join(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask before, for who comes from a page without a button; take or give back a place on POST."""
    event = event_or_404(pk, request.user)
    if request.method != "POST":
        context = {
            "reading": EventReading(event, request.user),
            "event": event,
            "board": event.thread.board,
            "may_join": has_perm("events.join", request.user, event),
        }
        return render(request, "events/join.html", context)
    act = request.POST.get("act")
    if act not in (JOIN, LEAVE):
        raise BadRequest
    if not (event.is_cancelled or event.is_over or has_perm("events.join", request.user, event)):
        raise PermissionDenied
    try:
        if event.is_over and not event.is_cancelled:
            raise ValidationError(_("This event is over."))
        if act == LEAVE:
            left = leave(event, by=request.user)
            if left:
                said = _("You are not coming. Thank you for saying so: your place is free for others.")
                messages.success(request, said)
            else:
                messages.info(request, _("You had no place at this event."))
        else:
            row = join(event, by=request.user)
            if row.state == Coming.GOING:
                messages.success(request, _("You have a place. A letter brings it into your calendar."))
            else:
                place = place_in_line(event, row.pk, row.asked_at)
                told = _(
                    "All places are taken. You are number %(place)s on the waiting list. A letter says if you move up."
                )
                messages.success(request, told % {"place": place})
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
    return redirect(address_of(event))
