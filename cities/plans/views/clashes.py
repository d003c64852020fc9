"""A save that came too late: base, theirs and mine beside each other, and a choice for each field that both changed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django import forms
from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist
from django.db import models
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils.formats import date_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cities.places.models import City
from cities.places.views.doors import attempt, sent
from cities.plans.forms.texts import TextForm
from cities.plans.models import Action
from cities.plans.services.conflicts import Clash, EditConflict
from cities.plans.views.doors import plan_page
from portal.accounts.models import User
from portal.accounts.signed_in import SignedInRequest
from portal.accounts.visibility import can_see_person
from portal.text.differences import Piece, differences

Saved = TypeVar("Saved")
THEIRS, MINE, OWN = "theirs", "mine", "own"


@dataclass(frozen=True)
class Choice:
    """One field that both changed. `theirs` and `mine` show what changed from the base, where the base is known."""

    name: str
    label: str
    base: str | None
    theirs: list[Piece]
    mine: list[Piece]
    their_value: str
    my_value: str
    own: SafeString
    picked: str
    is_unanswered: bool


@dataclass(frozen=True)
class Told:
    """Who saved last, by name where the visitor may read it, and when."""

    name: str
    at: Any


def chosen(request: HttpRequest) -> QueryDict | None:
    """Return what a form sent, with the choices of the page of clashes laid into its fields; None when just opened.

    While a choice is missing, the text clashes again as it did: it is sent as begun where its author began.
    """
    data = sent(request)
    if data is None or "chosen" not in data:
        return data
    data = data.copy()
    if not all(picked(data, name) for name in data.getlist("chosen")):
        data["seen"] = data.get("began", "")
        return data
    for name in data.getlist("chosen"):
        wanted = data.get(f"choice-{name}")
        if wanted in (THEIRS, OWN):
            data.setlist(name, data.getlist(f"{wanted}-{name}"))
    return data


def picked(data: QueryDict, name: str) -> str:
    """Return which of the texts of a field was chosen, or nothing."""
    choice = data.get(f"choice-{name}", "")
    return choice if choice in (THEIRS, MINE, OWN) else ""


def save_text(form: TextForm, act: Callable[[], Saved]) -> Saved | None:
    """Save a text and return it; what is refused stands in the form. Raises EditConflict."""
    try:
        return attempt(form, act)
    except ObjectDoesNotExist:
        form.add_error(None, _("Somebody removed this meanwhile. Copy what you typed if you still need it."))
        return None


def clash_page(
    request: SignedInRequest, city: City, thing: models.Model, form: TextForm, conflict: EditConflict, cancel_url: str
) -> HttpResponse:
    """Lay two edits side by side, with 409. Nothing that was typed is lost: the page sends all of it again."""
    clashing = {clash.field for clash in conflict.merge.clashes}
    choices = [choice_of(form, clash, request.POST) for clash in conflict.merge.clashes]
    context = {
        "heading": _("Somebody else saved this first"),
        "action": thing if isinstance(thing, Action) else getattr(thing, "action", None),
        "act": request.POST.get("act", ""),
        "lede": _("Nothing is overwritten. Choose for each part which text to keep."),
        "choices": choices,
        "unanswered": [choice for choice in choices if choice.is_unanswered],
        "is_refused": any(choice.is_unanswered for choice in choices),
        "began": form.cleaned_data["seen"],
        "keeps_history": isinstance(thing, Action),
        "kept": [(name, as_typed(conflict.merge.merged[name])) for name in form.names if name not in clashing],
        "version": conflict.version,
        "told": told_by(thing, request.user),
        "cancel_url": cancel_url,
    }
    return plan_page(request, "edit_clash", city, context, status=409)


def choice_of(form: TextForm, clash: Clash, data: QueryDict) -> Choice:
    field = form.fields[clash.field]
    theirs, mine = shown(field, clash.theirs), shown(field, clash.mine)
    base = shown(field, clash.base) if is_known(clash.base) else None
    return Choice(
        name=clash.field,
        label=str(form[clash.field].label),
        base=base,
        theirs=differences(theirs if base is None else base, theirs),
        mine=differences(mine if base is None else base, mine),
        their_value=as_typed(clash.theirs),
        my_value=as_typed(clash.mine),
        own=own_widget(form, clash.field, data),
        picked=picked(data, clash.field),
        is_unanswered=clash.field in data.getlist("chosen") and not picked(data, clash.field),
    )


def is_known(base: Any) -> bool:
    """Return whether the history held the text that both began from."""
    return base is None or isinstance(base, str | int | date)


def as_typed(value: Any) -> str:
    """Return a value as a form sends it."""
    return "" if value is None else str(value)


def shown(field: forms.Field, value: Any) -> str:
    """Return a value as a page prints it: a choice by its label, a date in words."""
    if value in (None, ""):
        return _("(empty)")
    if isinstance(field, forms.ChoiceField):
        choices: Any = field.choices
        labels = {str(key): str(label) for key, label in choices}
        return labels.get(str(value), _("(something else)"))
    return date_format(value, "j F Y") if isinstance(value, date) else str(value)


def own_widget(form: TextForm, name: str, data: QueryDict) -> SafeString:
    """Draw the field once more, to type a text of one's own, with what was typed there before."""
    field = form.fields[name]
    widget = field.widget
    if isinstance(widget, forms.RadioSelect):
        widget = forms.Select(choices=widget.choices)
    attrs = {"id": f"own-{name}", "aria-labelledby": f"own-{name}-label"}
    return widget.render(
        f"own-{name}", data.get(f"own-{name}", form[name].value()), {**widget.attrs, **attrs}, form.renderer
    )


def told_by(thing: models.Model, viewer: User) -> Told | None:
    """Return who changed a row last, from its history."""
    events = apps.get_model("plans", f"{type(thing).__name__}Event").objects.filter(pgh_obj=thing.pk)
    event = events.select_related("pgh_context").order_by("pgh_id").last()
    if event is None:
        return None
    by = (event.pgh_context.metadata if event.pgh_context else {}).get("user")
    person = User.objects.filter(pk=by).first() if by else None
    seen = person is not None and can_see_person(viewer, person)
    return Told(str(person) if seen else "", event.pgh_created_at)
