"""Notes, materials, and what cities will do after an event."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from rules import has_perm

from cities.places.views.doors import attempt, refuse, sent, try_act
from network.events.forms.around import MaterialForm, NotesForm, PledgeForm, TurnForm
from network.events.models import Material, Pledge
from network.events.reading.event import EventReading
from network.events.reading.pledges import pledges_shown
from network.events.services import pledges
from network.events.services.notes import add_material, remove_material, write_notes
from network.events.views.doors import address_of, event_or_404, event_page, refusal
from network.forum.forms.typed import keys_in
from network.forum.views.desk import preview_of
from network.forum.views.signed_in import for_writers, form_methods, is_within_limit
from portal.accounts.signed_in import SignedInRequest
from portal.media.serving import private_answer
from portal.text.differences import differences

PREVIEW = "preview"
SAY, TO_ACTION, TO_ASK, TAKE_BACK = "say", "action", "ask", "take-back"


@form_methods
@for_writers
def event_notes(request: SignedInRequest, pk: int) -> HttpResponse:
    """Write the notes of an event. Where somebody wrote meanwhile, both texts are shown, and neither is lost."""
    event = event_or_404(pk, request.user)
    if stop := refusal(request, event, "events.write_notes"):
        return stop
    known = {"body": event.notes, "seen": event.notes_version, "base": event.notes}
    context: dict[str, Any] = {"heading": _("Notes"), "label": _("Save the notes")}
    if request.POST.get("act") == PREVIEW:
        context["preview"] = preview_of(request.POST.get("body", ""), event.thread, by=request.user, before=event.notes)
        return event_page(request, "notes", event, context, form=NotesForm(initial=request.POST.dict()))
    form = NotesForm(sent(request), initial=known)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        try:
            write_notes(event, given["body"], seen=given["seen"], by=request.user)
        except ValidationError as error:
            if getattr(error, "code", "") == "stale":
                return both_notes(request, event_or_404(pk, request.user), given, context)
            refuse(form, error)
        else:
            messages.success(request, _("The notes are saved."))
            return redirect(f"{address_of(event)}#notes")
    return event_page(request, "notes", event, context, form=form)


def both_notes(request: SignedInRequest, event: Any, given: dict[str, Any], context: dict[str, Any]) -> HttpResponse:
    """Show what the notes say now beside what was typed, both against what the typing began from, with 409."""
    base = given["base"].replace("\r\n", "\n")
    again = NotesForm(initial={"body": given["body"], "seen": event.notes_version, "base": event.notes})
    clash = {"theirs": differences(base, event.notes), "mine": differences(base, given["body"])}
    return event_page(request, "notes", event, context | clash, form=again, status=409)


@form_methods
@for_writers
def event_materials(request: SignedInRequest, pk: int) -> HttpResponse:
    """Add a link or a file to an event, and take one away."""
    event = event_or_404(pk, request.user)
    if stop := refusal(request, event, "events.write_notes"):
        return stop
    removed = keys_in([request.POST.get("remove", "")])
    if removed:
        try_act(request, lambda: remove_material(event, removed[0], by=request.user), done=_("It is taken away."))
        return redirect("event_materials", pk)
    form = MaterialForm(sent(request), request.FILES or None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["file"] and not is_within_limit(request, "forum_file"):
            form.add_error("file", _("You have sent many files in the last hour. Try again later."))
        elif attempt(form, lambda: add_material(event, **form.cleaned_data, by=request.user)):
            messages.success(request, _("It is added."))
            return redirect(f"{address_of(event)}#materials")
    context = {"heading": _("Materials"), "label": _("Add it"), "reading": EventReading(event, request.user)}
    return event_page(request, "materials", event, context, form=form)


@require_safe
def event_material(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Answer a file of an event to whoever reads the event."""
    rows = Material.objects.visible_to(request.user).select_related("document")
    document = get_object_or_404(rows, pk=pk).document
    if document is None:
        raise Http404
    return private_answer(document)


@form_methods
@for_writers
def event_after(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what one's city will do, and make an action or an ask of it in one step, even of a cancelled event."""
    event = event_or_404(pk, request.user)
    act = request.POST.get("act", "")
    is_new = act == SAY or not event.pledges.exists()
    if stop := refusal(request, event, "events.pledge", even_cancelled=not is_new):
        return stop
    if request.method == "POST" and act != SAY:
        return turned(request, event, act)
    form = PledgeForm(sent(request), user=request.user)
    if request.method == "POST" and form.is_valid():
        made = attempt(form, lambda: pledges.pledge(event, **form.cleaned_data, by=request.user))
        if made is not None:
            messages.success(request, _("It is written down. Make an action or an ask of it below."))
            return redirect("event_after", pk)
    rows = list(event.pledges.select_related("city", "by", "ask__board"))
    shown = zip(pledges_shown(rows, request.user, is_read=True), rows, strict=True)
    context = {
        "heading": _("What cities will do"),
        "label": _("Write it down"),
        "may_say": not event.is_cancelled,
        "has_cities": form.fields["city"].queryset.exists(),  # type: ignore[attr-defined]  # a choice of models
        "pledges": [(line, turn_form(row, request.user)) for line, row in shown],
    }
    return event_page(request, "after", event, context, form=form)


def turn_form(pledge: Pledge, user: Any) -> TurnForm | None:
    """Return the form that makes an action of a pledge, where `user` may add one to a plan of its city."""
    if pledge.action_id or not has_perm("events.turn_pledge", user, pledge):
        return None
    form = TurnForm(pledge=pledge, user=user)
    objective = form.fields["objective"].queryset.first()  # type: ignore[attr-defined]  # a choice of models
    may = objective is not None and has_perm("plans.add_action", user, objective.plan)
    return form if may else None


def turned(request: SignedInRequest, event: Any, act: str) -> HttpResponse:
    """Make of a pledge what a button said."""
    user = request.user
    if act not in (TO_ACTION, TO_ASK, TAKE_BACK):
        raise BadRequest
    keys = keys_in([request.POST.get("pledge", "")])
    pledge = get_object_or_404(
        Pledge.objects.visible_to(user).select_related("event__thread"), event=event, pk__in=keys
    )
    if act == TO_ACTION:
        form = TurnForm(request.POST, pledge=pledge, user=user)
        if not form.is_valid():
            messages.error(request, _("Choose an objective of the plan."))
        else:
            objective = form.cleaned_data["objective"]
            done = _("It is an action of the plan now. Say there who answers for it, and by when.")
            if try_act(request, lambda: pledges.to_action(pledge, objective, by=user), done=done):
                pledge.refresh_from_db()
                return redirect("action", objective.plan.city.slug, pledge.action_id)
    elif act == TO_ASK:
        done = _("It is an ask in the forum now. Change its text there, if you like.")
        if try_act(request, lambda: pledges.to_ask(pledge, by=user), done=done):
            pledge.refresh_from_db()
            return redirect("thread_unread", pledge.ask_id)
    else:
        try_act(request, lambda: pledges.take_back(pledge, by=user), done=_("It is taken back."))
    return redirect("event_after", event.pk)
