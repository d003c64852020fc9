"""Actions: added, changed whole or in their line, put in order, removed."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.core.exceptions import BadRequest, ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe
from rules import has_perm

from cities.places.views.doors import attempt_once, sent, token_of, try_act
from cities.plans.forms.texts import ActionForm, LineForm
from cities.plans.models import Action, ActionPlan, Objective
from cities.plans.presence import come_and_see, leave
from cities.plans.reading.managing import ManageReading
from cities.plans.services import actions, plans
from cities.plans.services.conflicts import EditConflict
from cities.plans.views.clashes import chosen, clash_page, save_text
from cities.plans.views.doors import plan_page
from cities.plans.views.editing import form_methods, manage_url, say_saved
from cities.plans.views.finding import with_action, with_plan
from portal.accounts.signed_in import SignedInRequest
from portal.words.parts import Link

MOST_DIGITS = 9


def back_url(request: SignedInRequest, action: Action) -> str:
    """Return where somebody goes on who has changed an action: coordinators to their list, others to the action."""
    if has_perm("plans.edit_plan", request.user, action.plan):
        return f"{manage_url(action.plan.city)}#action-{action.pk}"
    return reverse("action", args=[action.plan.city.slug, action.pk])


def way_back(request: SignedInRequest, action: Action) -> Link:
    """Return the link to where somebody goes on, by the name of that page."""
    manages = has_perm("plans.edit_plan", request.user, action.plan)
    words = _("Back to managing the plan") if manages else _("Back to the action")
    return Link(title=words, url=back_url(request, action))


def is_fragment(request: SignedInRequest) -> bool:
    """Return whether a script asks for a part of a page."""
    return request.headers.get("HX-Request") == "true"


@form_methods
@with_plan("plans.add_action")
def add(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Add an action below an objective."""
    begins = {"objective": request.GET.get("objective", "")} if request.method != "POST" else {}
    form = ActionForm(sent(request), plan=plan, viewer=request.user, initial=begins)
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in form.names}
        act = partial(actions.add_action, plan, by=request.user, **given)
        done = _("The action is added. Say who carries it, and on what ground.")
        if added := attempt_once(request, form, Action, act, done=done):
            return redirect("action_parts", plan.city.slug, added.pk)
    context = {
        "heading": _("Add an action"),
        "label": _("Add it"),
        "cancel_url": manage_url(plan.city) if has_perm("plans.edit_plan", request.user, plan) else plan.city,
        "token": token_of(request),
        "needs_objective": not plan.objectives.exists(),
    }
    return plan_page(request, "edit_text", plan.city, context, form=form)


@form_methods
@with_action("plans.edit_action")
def edit(request: SignedInRequest, action: Action) -> HttpResponse:
    """Change the text of an action."""
    city = action.plan.city
    form = ActionForm(chosen(request), plan=action.plan, viewer=request.user, action=action)
    if request.method == "POST" and form.is_valid():
        answer = save_action(request, action, form)
        if answer:
            return answer
    context = {
        "heading": _("Change action %(number)s") % {"number": action.number},
        "lede": action.title,
        "label": _("Save"),
        "action": action,
        "cancel_url": back_url(request, action),
        "others": come_and_see(action, request.user),
        "presence_url": reverse("action_presence", args=[city.slug, action.pk]),
        "parts_url": reverse("action_parts", args=[city.slug, action.pk]),
    }
    if has_perm("plans.edit_plan", request.user, action.plan):
        context |= {
            "remove_url": reverse("action_remove", args=[city.slug, action.pk]),
            "remove_heading": _("Remove the action"),
            "remove_text": _(
                "Only while no edition holds it and no update tells of it. Otherwise drop it, and say why."
            ),
        }
    return plan_page(request, "edit_text", city, context, form=form)


def save_action(request: SignedInRequest, action: Action, form: LineForm) -> HttpResponse | None:
    """Save what a valid form holds; None where it was refused, and says why."""
    seen = form.cleaned_data["seen"]
    try:
        saved = save_text(form, lambda: actions.change_action(action, seen=seen, by=request.user, **form.mine))
    except EditConflict as conflict:
        return clash_page(request, action.plan.city, action, form, conflict, back_url(request, action))
    if saved is None:
        return None
    leave(action, request.user)
    if not is_fragment(request):
        say_saved(request, saved, seen)
    return redirect(back_url(request, action))


@form_methods
@with_action("plans.edit_plan")
def line(request: SignedInRequest, action: Action) -> HttpResponse:
    """Change what the list of actions shows of one: in its place with a script, on a page of its own without."""
    form = LineForm(chosen(request), plan=action.plan, viewer=request.user, action=action)
    if request.method == "POST" and form.is_valid():
        answer = save_action(request, action, form)
        if answer and is_fragment(request):
            return in_place(request, action, answer)
        if answer:
            return answer
    city = action.plan.city
    context = {
        "heading": _("Change action %(number)s") % {"number": action.number},
        "lede": action.title,
        "label": _("Save"),
        "cancel_url": back_url(request, action),
        "action": action,
        "city": city,
        "form": form,
    }
    if is_fragment(request):
        return refused_in_place(render(request, "plans/manage_form.html", context), form)
    return plan_page(request, "edit_text", city, context, form=form)


def refused_in_place(answer: HttpResponse, form: LineForm) -> HttpResponse:
    """Return the form of a line, which stays inside the line while it is refused.

    With 200: a browser reports anything else to whoever looks for faults, and the script only draws it.
    """
    if form.errors:
        answer["HX-Reswap"] = "innerHTML"
    return answer


def in_place(request: SignedInRequest, action: Action, answer: HttpResponse) -> HttpResponse:
    """Return the new line of a saved action; where two edits clash, have their page take the place of this one."""
    if answer.status_code == 409:
        answer["HX-Retarget"] = answer["HX-Reselect"] = "main"
        answer["HX-Reswap"] = "outerHTML"
        return answer
    row = ManageReading(action.plan, request.user).row(action.pk)
    return render(request, "plans/manage_row.html", {"row": row, "city": action.plan.city, "is_fresh": True})


@require_POST
@with_action("plans.edit_plan")
def remove(request: SignedInRequest, action: Action) -> HttpResponse:
    """Remove an action that nothing published holds."""
    done = _("Action %(number)s is removed. Its number is not given again.") % {"number": action.number}
    try_act(request, lambda: actions.remove_action(action, by=request.user), done=done)
    return redirect("plan_manage", action.plan.city.slug)


@require_safe
@with_action("plans.edit_action")
def presence(request: SignedInRequest, action: Action) -> HttpResponse:
    """Say who else has an action open."""
    if not is_fragment(request):
        raise Http404
    return render(request, "plans/presence.html", {"others": come_and_see(action, request.user)})


@require_POST
@with_plan("plans.edit_plan")
def order(request: SignedInRequest, plan: ActionPlan) -> HttpResponse:
    """Put objectives or actions in order: one moved by a button, or all below an objective by dragging."""
    try:
        anchor = put_in_order(request, plan)
    except ValidationError as error:
        if is_fragment(request):
            return HttpResponse(" ".join(error.messages), status=409, content_type="text/plain")
        messages.error(request, " ".join(error.messages))
        anchor = ""
    if is_fragment(request):
        return HttpResponse(status=204)
    return redirect(f"{manage_url(plan.city)}{anchor}")


def put_in_order(request: SignedInRequest, plan: ActionPlan) -> str:
    """Do what a button or a drag asks for, and return where on the page it was. Raises ValidationError, BadRequest."""
    for name in ("up", "down"):
        if name in request.POST:
            moved = get_object_or_404(Action.objects.visible_to(request.user), pk=key(request, name), plan=plan)
            moved.plan = plan
            order = actions.move_action(moved, down=name == "down", by=request.user)
            return button_of("action", moved.pk, order, name)
        if f"objective-{name}" in request.POST:
            heading = get_object_or_404(Objective, pk=key(request, f"objective-{name}"), plan=plan)
            order = plans.move_objective(heading, down=name == "down", by=request.user)
            return button_of("objective", heading.pk, order, name)
    heading = get_object_or_404(Objective, pk=key(request, "objective"), plan=plan)
    actions.order_actions(heading, [number(text) for text in request.POST.getlist("order")], by=request.user)
    return f"#objective-{heading.pk}"


def button_of(kind: str, pk: int, order: list[int], name: str) -> str:
    """Return the address of the button that moved something, for the focus; at an end, of the one that leads back."""
    ends = {"up": order[:1], "down": order[-1:]}
    if pk in ends[name]:
        name = "down" if name == "up" else "up"
    return f"#{kind}-{pk}-{name}"


def key(request: SignedInRequest, name: str) -> int:
    return number(request.POST.get(name, ""))


def number(text: str) -> int:
    """Return the primary key that a form sent. Raises BadRequest for anything else."""
    if not (text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS):
        raise BadRequest
    return int(text)
