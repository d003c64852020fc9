"""A form that was sent for what somebody has removed meanwhile: it says so, and gives back what was typed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import forms
from django.apps import apps
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.advice_forms import AskForm
from cities.places.models import City
from cities.plans.forms.parts import AnswerForm, BasisForm, MilestoneForm, NoneNeededForm
from cities.plans.forms.texts import ActionForm, ObjectiveForm
from cities.plans.forms.updates import EvidenceForm, UpdateForm
from cities.plans.models import Action
from cities.plans.reading.past import DELETED
from cities.plans.views.doors import plan_page

FORMS: tuple[Any, ...] = (
    AskForm,
    AnswerForm,
    BasisForm,
    NoneNeededForm,
    MilestoneForm,
    ObjectiveForm,
    EvidenceForm,
    UpdateForm,
    ActionForm,
)


class Removed(Exception):
    """What somebody sent a form for was there, and has been removed."""


@dataclass(frozen=True)
class Typed:
    """One field as it was typed."""

    label: str
    text: str


def was_removed(name: str, pk: int, city: City, user: Any) -> bool:
    """Return whether an action or an objective of a city was removed, for somebody of its network."""
    events = apps.get_model("plans", f"{name}Event")
    event = events.objects.filter(pgh_obj=pk, pgh_label=DELETED, plan__city=city).select_related("plan").last()
    return event is not None and has_perm("plans.read_working_text", user, event.plan)


def was_part_of(action: Action, name: str, pk: int) -> bool:
    """Return whether a partner, a basis or a milestone of an action was taken out of it."""
    events = apps.get_model("plans", f"{name}Event")
    return events.objects.filter(pgh_obj=pk, pgh_label=DELETED, action=action.pk).exists()


def typed_in(request: HttpRequest) -> list[Typed]:
    """Return the words that a form sent, with the labels of their fields."""
    labels = {
        name: str(field.label)
        for form in FORMS
        for name, field in form.base_fields.items()
        if isinstance(field, forms.CharField | forms.DateField) and not field.widget.is_hidden
    }
    sent = ((labels.get(name.rpartition("-")[2]), str(text).strip()) for name, text in request.POST.items())
    return [Typed(label, text) for label, text in sent if label and text]


def removed_page(request: HttpRequest, city: City, words: str = "") -> HttpResponse:
    """Say with 410 that something was removed, and show what was typed, to be copied."""
    context = {
        "heading": words or _("This action was removed"),
        "lede": _("Somebody removed it before you sent your form. Nothing was saved."),
        "typed": typed_in(request),
        "plan_url": reverse("plan", args=[city.slug]),
    }
    answer = plan_page(request, "removed", city, context, status=410)
    answer["HX-Retarget"] = answer["HX-Reselect"] = "main"
    answer["HX-Reswap"] = "outerHTML"
    return answer
