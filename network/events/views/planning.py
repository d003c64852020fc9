"""Calling an event, changing it, and cancelling it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places.views.doors import attempt, sent
from network.events.choices import EventKind
from network.events.forms.around import CancelForm
from network.events.forms.event import ParticularsForm, StartForm, boards_to_write_on, initial_of
from network.events.models import Event
from network.events.services.planning import call_event, cancel_event, change_event
from network.events.views.doors import address_of, event_or_404, event_page, require
from network.forum.services.posting import Opening, Written
from network.forum.standing import standing_of
from network.forum.views.signed_in import for_writers, form_methods
from portal.accounts.signed_in import SignedInRequest


@form_methods
@for_writers
def event_start(request: SignedInRequest) -> HttpResponse:
    """Call an event on a board. What was typed is shown again with what is wrong with it."""
    boards = boards_to_write_on(request.user)
    if not boards:
        silenced = standing_of(request.user).silenced_until
        return render(request, "events/stopped.html", {"silenced_until": silenced}, status=403)
    asked = next((board.pk for board in boards if board.slug == request.GET.get("board")), None)
    initial: dict[str, Any] = {
        "kind": EventKind.CALL,
        "board": asked,
        "zone": request.user.time_zone,
        "submission": uuid.uuid4(),
    }
    form = StartForm(sent(request), user=request.user, boards=boards, initial=initial)
    if request.method == "POST" and form.is_valid() and (event := attempt(form, lambda: called(form, request))):
        say_notes(request, form)
        if not event.thread.last_number:
            messages.info(request, _("Thank you. A moderator reads what new members write before others do."))
            return redirect(event.thread.get_absolute_url())
        messages.success(request, _("The event is announced. %(readers)s") % {"readers": event.thread.board.read_by})
        return redirect(address_of(event))
    context = {
        "heading": _("Call an event"),
        "label": _("Announce the event"),
        "form": form,
        "cancel_url": reverse("events"),
        "is_refused": bool(form.errors),
    }
    return render(request, "events/start.html", context, status=422 if form.errors else 200)


def called(form: StartForm, request: SignedInRequest) -> Event:
    given = form.cleaned_data
    opening = Opening(title=given["title"], themes=given["themes"])
    written = Written(body=given["body"], submission=given["submission"])
    return call_event(given["board"], opening, written, form.particulars, by=request.user)


@form_methods
@for_writers
def event_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change when, where or for how many an event is. Those who come get a letter where they have to know."""
    event = event_or_404(pk, request.user)
    refuse_settled(event, request, "events.change")
    form = ParticularsForm(sent(request), user=request.user, event=event, initial=initial_of(event))
    if request.method == "POST" and form.is_valid():
        changed = attempt(form, lambda: change_event(event, form.particulars, by=request.user))
        if changed:
            say_notes(request, form)
            told = changed.sequence != event.sequence
            said = _("The event is changed. Those who come get a letter.") if told else _("The event is changed.")
            messages.success(request, said)
            return redirect(address_of(changed))
    context = {"heading": _("Change the event"), "label": _("Save")}
    return event_page(request, "edit", event, context, form=form)


@form_methods
@for_writers
def event_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel an event, with the reason that everyone reads."""
    event = event_or_404(pk, request.user)
    refuse_settled(event, request, "events.change")
    form = CancelForm(sent(request))
    if request.method == "POST" and form.is_valid():
        cancelled = attempt(form, lambda: cancel_event(event, form.cleaned_data["reason"], by=request.user))
        if cancelled:
            messages.success(request, _("The event is cancelled. Those who wanted to come get a letter."))
            return redirect(address_of(cancelled))
    follows = [_("Those who come or wait get a letter. A cancelled event is not opened again: call a new one.")]
    context = {"heading": _("Cancel the event"), "label": _("Cancel the event for all"), "follows": follows}
    return event_page(request, "cancel", event, context, form=form)


def refuse_settled(event: Any, request: SignedInRequest, permission: str) -> None:
    """Raise PermissionDenied, which says why where the event is over or cancelled."""
    require("events.manage", request.user, event)
    if event.is_over:
        raise PermissionDenied(_("This event is over."))
    require(permission, request.user, event)


def say_notes(request: SignedInRequest, form: ParticularsForm) -> None:
    """Say on the next page what is odd about the times."""
    for note in form.notes:
        messages.warning(request, note)
