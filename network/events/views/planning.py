"""Calling an event, changing it, and cancelling it."""

from __future__ import annotations

import uuid
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rules import has_perm

from cities.places.views.doors import attempt, refuse, sent
from network.events.choices import EventKind
from network.events.forms.around import CancelForm
from network.events.forms.event import ChangeForm, StartForm, boards_to_write_on
from network.events.models import Event
from network.events.reading.clash import lines_of
from network.events.services.planning import Particulars, call_event, cancel_event, change_event
from network.events.views.doors import address_of, event_or_404, event_page, refusal, stopped
from network.forum.services.posting import Opening, Written
from network.forum.views.desk import preview_of
from network.forum.views.signed_in import for_writers, form_methods
from portal.accounts.signed_in import SignedInRequest

PREVIEW = "preview"


@form_methods
@for_writers
def event_start(request: SignedInRequest) -> HttpResponse:
    """Call an event on a board. What was typed is shown again with what is wrong with it."""
    boards = boards_to_write_on(request.user)
    if not boards:
        return stopped(
            request, heading=_("You cannot call an event"), back=(reverse("events"), _("Back to the events"))
        )
    asked = next((board.pk for board in boards if board.slug == request.GET.get("board")), None)
    initial: dict[str, Any] = {
        "kind": EventKind.CALL,
        "board": asked,
        "themes": request.GET.getlist("themes"),
        "zone": request.user.time_zone,
        "submission": uuid.uuid4(),
    }
    is_sent = request.method == "POST" and request.POST.get("act") != PREVIEW
    form = StartForm(
        sent(request) if is_sent else None,
        user=request.user,
        boards=boards,
        initial={**initial, **typed(request)},
    )
    if is_sent and form.is_valid() and (event := attempt(form, lambda: called(form, request))):
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
        "preview": preview_of(request.POST.get("body", ""), by=request.user),
    }
    return render(request, "events/start.html", context, status=422 if form.errors else 200)


def typed(request: SignedInRequest) -> dict[str, Any]:
    """Return what was typed into a form that is only to be looked at."""
    return {**request.POST.dict(), "themes": request.POST.getlist("themes")} if request.method == "POST" else {}


def called(form: StartForm, request: SignedInRequest) -> Event:
    given = form.cleaned_data
    opening = Opening(title=given["title"], themes=given["themes"])
    written = Written(body=given["body"], submission=given["submission"])
    return call_event(given["board"], opening, written, form.particulars, by=request.user)


@form_methods
@for_writers
def event_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change when, where or for how many an event is. Those who come get a letter where they have to know.

    Where somebody changed it meanwhile both are shown, with 409, and neither is lost.
    """
    event = event_or_404(pk, request.user)
    if stop := refusal(request, event, "events.change"):
        return stop
    form = ChangeForm(sent(request), user=request.user, event=event)
    context: dict[str, Any] = {"heading": _("Change the event"), "label": _("Save")}
    if request.method != "POST" or not form.is_valid():
        return event_page(request, "edit", event, context, form=form)
    mine = form.particulars
    try:
        changed = change_event(event, mine, by=request.user, seen=form.cleaned_data["seen"])
    except ValidationError as error:
        if getattr(error, "code", "") != "stale":
            refuse(form, error)
            return event_page(request, "edit", event, context, form=form)
        now = event_or_404(pk, request.user)
        form.go_on_from(now)
        context["clash"] = lines_of(Particulars.of(now), mine)
        return event_page(request, "edit", now, context, form=form, status=409)
    is_told = changed.sequence != event.sequence
    said = _("The event is changed. Those who come get a letter.") if is_told else _("The event is changed.")
    messages.success(request, said)
    say_crowded(request, changed)
    return redirect(address_of(changed))


def say_crowded(request: SignedInRequest, event: Event) -> None:
    """Say on the next page that more people come than there are places."""
    coming = event.attendances.going().count()
    if event.capacity is not None and coming > event.capacity:
        said = ngettext(
            "%(coming)s people are coming, and you now offer %(places)s place: nobody is removed.",
            "%(coming)s people are coming, and you now offer %(places)s places: nobody is removed.",
            event.capacity,
        )
        messages.warning(request, said % {"coming": coming, "places": event.capacity})


@form_methods
@for_writers
def event_cancel(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cancel an event, with the reason that everyone reads; who may not write gives none."""
    event = event_or_404(pk, request.user)
    if stop := refusal(request, event, "events.cancel"):
        return stop
    may_write = has_perm("events.change", request.user, event)
    form = CancelForm(sent(request), may_write=may_write)
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data.get("reason", "")
        cancelled = attempt(form, lambda: cancel_event(event, reason, by=request.user))
        if cancelled:
            messages.success(request, _("The event is cancelled. Those who wanted to come get a letter."))
            return redirect(address_of(cancelled))
    follows = [_("Those who come or wait get a letter. A cancelled event is not opened again: call a new one.")]
    if not may_write:
        follows.append(
            _("You may not write now, so you give no reason: the page says that its host has called it off.")
        )
    context = {"heading": _("Cancel the event"), "label": _("Cancel the event for all"), "follows": follows}
    return event_page(request, "cancel", event, context, form=form)
