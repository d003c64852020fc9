"""The frame of a plan and its objectives: begun, changed, added, removed."""

from __future__ import annotations

from functools import partial
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cities.places.models import City
from cities.places.views.doors import attempt, attempt_once, city_or_404, require, sent, token_of, try_act
from cities.plans.forms.texts import ObjectiveForm, PlanForm
from cities.plans.models import ActionPlan, Objective
from cities.plans.presence import come_and_see, leave
from cities.plans.services import plans
from cities.plans.services.conflicts import EditConflict
from cities.plans.views.clashes import chosen, clash_page, save_text
from cities.plans.views.doors import own, plan_page
from cities.plans.views.finding import with_plan
from cities.plans.views.removed import Removed, was_removed
from portal.accounts.signed_in import SignedInRequest

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def manage_url(city: City) -> str:
    return reverse("plan_manage", args=[city.slug])


def say_saved(request: SignedInRequest, saved: Any, seen: int) -> None:
    """Say on the next page that a text is saved, and whether another's edit was put together with it."""
    if saved.version > seen + 1:
        messages.success(request, _("Saved. Somebody else changed other parts meanwhile; both are kept."))
    else:
        messages.success(request, _("Saved."))


@login_required
@form_methods
def begin(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin the plan of a city."""
    city = city_or_404(slug)
    require(request, "plans.begin_plan", city)
    if request.method != "POST" and ActionPlan.objects.live().filter(city=city).exists():
        return redirect("plan_manage", city.slug)
    form = PlanForm(sent(request))
    if request.method == "POST" and form.is_valid():
        begun = attempt(form, lambda: plans.begin_plan(city, by=request.user, **form.mine))
        if begun:
            messages.success(request, _("The plan has been started. Add its objectives next, then actions below them."))
            return redirect("plan_manage", city.slug)
    context = {
        "heading": _("Begin the action plan"),
        "lede": _("Your network reads it at once. The public reads it once you publish its first edition."),
        "label": _("Begin the plan"),
        "cancel_url": city.get_absolute_url(),
    }
    return own(request, plan_page(request, "edit_text", city, context, form=form))


@form_methods
@with_plan("plans.edit_plan")
def edit(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Change the frame of a plan."""
    form = PlanForm(chosen(request))
    form.begin(plan)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            saved = save_text(form, lambda: plans.change_plan(plan, seen=seen, by=request.user, **form.mine))
        except EditConflict as conflict:
            return clash_page(request, plan.city, plan, form, conflict, manage_url(plan.city))
        if saved:
            leave(plan, request.user)
            say_saved(request, saved, seen)
            return redirect("plan_manage", plan.city.slug)
    context = {
        "heading": _("Change the frame of the plan"),
        "label": _("Save"),
        "cancel_url": manage_url(plan.city),
        "others": come_and_see(plan, request.user),
        "presence_url": reverse("plan_presence", args=[plan.city.slug]),
    }
    return plan_page(request, "edit_text", plan.city, context, form=form)


@form_methods
@with_plan("plans.edit_plan")
def add_objective(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Add a heading."""
    form = ObjectiveForm(sent(request))
    if request.method == "POST" and form.is_valid():
        act = partial(plans.add_objective, plan, by=request.user, **form.mine)
        done = _("The objective is added. Add actions below it.")
        if attempt_once(request, form, Objective, act, done=done):
            return redirect("plan_manage", plan.city.slug)
    context = {
        "heading": _("Add an objective"),
        "token": token_of(request),
        "label": _("Add it"),
        "cancel_url": manage_url(plan.city),
    }
    return plan_page(request, "edit_text", plan.city, context, form=form)


def objective_of(plan: ActionPlan, request: SignedInRequest, pk: int) -> Objective:
    """Return a heading of a plan. Raises Removed where a form comes too late for it."""
    objective = Objective.objects.visible_to(request.user).filter(pk=pk, plan=plan).first()
    if objective is None:
        if request.method == "POST" and was_removed("Objective", pk, plan.city, request.user):
            raise Removed(_("This objective was removed"))
        raise Http404
    objective.plan = plan
    return objective


@form_methods
@with_plan("plans.edit_plan")
def edit_objective(request: SignedInRequest, plan: ActionPlan, pk: int) -> HttpResponse:
    """Change a heading."""
    objective = objective_of(plan, request, pk)
    form = ObjectiveForm(chosen(request))
    form.begin(objective)
    if request.method == "POST" and form.is_valid():
        seen = form.cleaned_data["seen"]
        try:
            saved = save_text(form, lambda: plans.change_objective(objective, seen=seen, by=request.user, **form.mine))
        except EditConflict as conflict:
            return clash_page(request, plan.city, objective, form, conflict, manage_url(plan.city))
        if saved:
            say_saved(request, saved, seen)
            return redirect("plan_manage", plan.city.slug)
    context = {
        "heading": _("Change an objective"),
        "label": _("Save"),
        "cancel_url": manage_url(plan.city),
        "remove_url": reverse("objective_remove", args=[plan.city.slug, objective.pk]),
        "remove_heading": _("Remove the objective"),
        "remove_text": _("Only an objective without actions can go. Move its actions under another one first."),
    }
    return plan_page(request, "edit_text", plan.city, context, form=form)


@require_POST
@with_plan("plans.edit_plan")
def remove_objective(request: SignedInRequest, plan: ActionPlan, pk: int) -> HttpResponse:
    """Remove a heading that no action stands under."""
    objective = objective_of(plan, request, pk)
    try_act(request, lambda: plans.remove_objective(objective, by=request.user), done=_("The objective is removed."))
    return redirect("plan_manage", plan.city.slug)


@form_methods
@with_plan("plans.edit_plan")
def archive(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Ask whether the plan has ended, and archive it."""
    if request.method == "POST":
        done = _("The plan is archived. Its editions stay to be read, and you may begin another.")
        try_act(request, lambda: plans.archive_plan(plan, by=request.user), done=done)
        return redirect(plan.city)
    context = {
        "heading": _("Archive the plan"),
        "lede": _("For a plan whose period is over. Nobody can change it afterwards, and it cannot be taken back."),
        "follows": [
            _("Its editions and updates stay to be read at their addresses. Your city may begin another plan.")
        ],
        "label": _("Archive it"),
        "cancel_url": manage_url(plan.city),
    }
    return plan_page(request, "edit_sure", plan.city, context)


@require_safe
@with_plan("plans.edit_plan")
def presence(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Say who else has the frame of the plan open."""
    if not request.headers.get("HX-Request"):
        raise Http404
    return render(request, "plans/presence.html", {"others": come_and_see(plan, request.user)})
