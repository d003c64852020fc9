"""What an action stands on: its partners, its legal basis, its milestones; all on one page of forms."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, TypeVar

from django import forms
from django.contrib import messages
from django.core.exceptions import BadRequest
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.models import Partner
from cities.places.views.doors import attempt, try_act
from cities.plans.forms.parts import AskForm, BasisForm, MilestoneForm, NoneNeededForm, PartForm, SearchForm
from cities.plans.models import Action, ActionPartner, Basis, Milestone
from cities.plans.services import parts
from cities.plans.services.conflicts import EditConflict
from cities.plans.views.clashes import chosen, clash_page
from cities.plans.views.doors import plan_page
from cities.plans.views.editing import form_methods
from cities.plans.views.editing_actions import key, number, way_back
from cities.plans.views.finding import with_action
from cities.plans.views.removed import Removed, was_part_of
from handbooks.models import EntryPage, PrecedentPage
from handbooks.reading.nation import Reader
from portal.accounts.signed_in import SignedInRequest
from portal.words.nations import Nation

Part = TypeVar("Part", ActionPartner, Basis, Milestone)


@dataclass
class Forms:
    """The forms of the page; the one that was sent is bound, and `refused` once it was."""

    ask: AskForm
    search: SearchForm
    basis: BasisForm
    none_needed: NoneNeededForm
    milestone: MilestoneForm
    parts: dict[int, PartForm] = field(default_factory=dict)
    milestones: dict[int, MilestoneForm] = field(default_factory=dict)
    refused: forms.BaseForm | None = None


def forms_for(request: SignedInRequest, action: Action) -> Forms:
    """Return the forms, bound where `act` says which of them was sent."""
    act = request.POST.get("act", "")

    def given(name: str) -> QueryDict | None:
        return request.POST if act == name else None

    def begun(name: str) -> QueryDict | None:
        return chosen(request) if act == name else None

    search = SearchForm(request.POST if act == "basis" else request.GET or None)
    wanted = search.cleaned_data if search.is_valid() else {"q": "", "theme": ""}
    named = {part.pk: PartForm.of(part, given(f"part-{part.pk}")) for part in action.partners.all()}
    milestones = {step.pk: MilestoneForm.of(step, begun(f"change-{step.pk}")) for step in action.milestones.all()}
    return Forms(
        ask=AskForm(given("ask"), city=action.plan.city, prefix="ask"),
        search=search,
        basis=BasisForm(
            given("basis"),
            words=wanted["q"],
            theme=wanted["theme"],
            viewer=request.user,
            city=action.plan.city,
            prefix="basis",
        ),
        none_needed=NoneNeededForm(given("none"), prefix="none"),
        milestone=MilestoneForm(given("milestone"), prefix="milestone"),
        parts=named,
        milestones=milestones,
    )


@form_methods
@with_action("plans.edit_action")
def edit_parts(request: SignedInRequest, action: Action) -> HttpResponse:
    """Show the parts of an action with their forms; on POST, do the act that `act` names."""
    filled = forms_for(request, action)
    try:
        if request.method == "POST" and does(request, action, filled):
            return redirect("action_parts", action.plan.city.slug, action.pk)
    except EditConflict as conflict:
        form: Any = filled.refused
        back = reverse("action_parts", args=[action.plan.city.slug, action.pk])
        return clash_page(request, action.plan.city, form.milestone, form, conflict, back)
    context = {
        "heading": _("Partners, legal basis and milestones"),
        "lede": f"{action.number} {action.title}",
        "action": action,
        "forms": filled,
        "named": named_in(action, filled),
        "may_invite": has_perm("places.manage_network", request.user, action.plan.city),
        "bases": bases_of(request, action),
        "steps": [(form.milestone, form) for form in filled.milestones.values()],
        "back": way_back(request, action),
        "today": timezone.localdate(),
        "has_partners": Partner.objects.visible_to(request.user).current().filter(city=action.plan.city_id).exists(),
    }
    return plan_page(request, "parts", action.plan.city, context, form=filled.refused)


def named_in(action: Action, filled: Forms) -> list[tuple[ActionPartner, PartForm, bool]]:
    """Return the organisations in an action, the form of the part of each, and whether somebody speaks for it."""
    partners: Any = Partner.objects.visible_to().filter(action_parts__action=action)
    spoken = {partner.pk for partner in partners.with_whether_spoken_for() if partner.is_spoken_for}
    rows = action.partners.select_related("partner__organisation")
    named = ((part, filled.parts.get(part.pk) or PartForm.of(part)) for part in rows)
    return [(part, form, part.partner_id in spoken) for part, form in named]


def bases_of(request: SignedInRequest, action: Action) -> list[tuple[Any, bool, str]]:
    """Return the bases of an action, whether the page of each can still be read, and what it says of another nation."""
    reader = Reader(Nation(action.plan.city.nation))
    bases = list(action.bases.select_related("entry", "precedent"))
    readable: set[int] = set()
    for model, name in ((EntryPage, "entry_id"), (PrecedentPage, "precedent_id")):
        pages = [pk for basis in bases if (pk := getattr(basis, name))]
        readable |= set(model.objects.visible_to(request.user).filter(pk__in=pages).values_list("pk", flat=True))
    return [
        (
            basis,
            basis.none_needed or (basis.entry_id or basis.precedent_id) in readable,
            reader.elsewhere(basis.entry.nations) if basis.entry else "",
        )
        for basis in bases
    ]


def does(request: SignedInRequest, action: Action, filled: Forms) -> bool:
    """Do the act that a form asks for, and return whether it is done; otherwise `filled.refused` says why."""
    act = request.POST.get("act", "")
    adding = {"ask": ask, "basis": name_basis, "none": say_none_needed, "milestone": add_step}
    if act in adding:
        return adding[act](request, action, filled)
    if act in TAKING:
        return take_out(request, action, act)
    if act == "done":
        return mark_done(request, action)
    if act.startswith("change-"):
        return change_step(request, action, filled, act)
    if act.startswith("part-"):
        return change_part(request, action, filled, act)
    raise BadRequest


def send(request: SignedInRequest, filled: Forms, form: forms.BaseForm, act: Callable[[], Any], done: str) -> bool:
    """Call an act for a form that was sent, and say on the next page that it is done."""
    if form.is_valid() and attempt(form, act) is not None:
        messages.success(request, done)
        return True
    filled.refused = form
    return False


def ask(request: SignedInRequest, action: Action, filled: Forms) -> bool:
    """Name an organisation, and say whether it is asked or, as one's own, has accepted with that."""
    form = filled.ask
    act = partial(parts.ask_partner, action, by=request.user)
    named = attempt(form, lambda: act(**form.cleaned_data)) if form.is_valid() else None
    if named is None:
        filled.refused = form
        return False
    say_asked(request, named)
    return True


def say_asked(request: SignedInRequest, named: ActionPartner) -> None:
    """Say whether an organisation is asked or, as one's own, has accepted with that."""
    if named.is_accepted:
        messages.success(request, _("Your own organisation is named, and accepted at once: you represent it."))
    else:
        said = _("The organisation is asked. It is shown as asked until one of its members accepts.")
        messages.success(request, said)


def change_part(request: SignedInRequest, action: Action, filled: Forms, act: str) -> bool:
    """Give an organisation another part, or ask one that declined once more."""
    named = part_of(action, ActionPartner, number(act.removeprefix("part-")))
    if named is None:
        messages.info(request, _("This organisation was taken out of the action meanwhile."))
        return True
    form = filled.parts.get(named.pk) or PartForm.of(named, request.POST)
    change = partial(parts.change_part, named, by=request.user)
    try:
        changed = attempt(form, lambda: change(part=form.cleaned_data["part"])) if form.is_valid() else None
    except ActionPartner.DoesNotExist:
        messages.info(request, _("This organisation was taken out of the action meanwhile."))
        return True
    if changed is None:
        filled.refused = form
        return False
    say_asked(request, changed)
    return True


def name_basis(request: SignedInRequest, action: Action, filled: Forms) -> bool:
    form = filled.basis

    def act() -> Any:
        found = form.chosen
        named = {"entry" if found.is_entry else "precedent": found.page}
        return parts.add_basis(action, by=request.user, note=form.cleaned_data["note"], **named)

    return send(request, filled, form, act, _("The page is named."))


def say_none_needed(request: SignedInRequest, action: Action, filled: Forms) -> bool:
    form = filled.none_needed
    return send(
        request,
        filled,
        form,
        lambda: parts.add_basis(action, by=request.user, none_needed=True, note=form.cleaned_data["note"]),
        _("The action says that no power is needed, and why."),
    )


def add_step(request: SignedInRequest, action: Action, filled: Forms) -> bool:
    form = filled.milestone
    return send(
        request,
        filled,
        form,
        lambda: parts.add_milestone(action, by=request.user, **form.mine),
        with_note(action, form, _("The milestone is added.")),
    )


def part_of(action: Action, model: type[Part], pk: int) -> Part | None:
    """Return what hangs on an action, and None where it was taken out. Raises Http404 where it never hung there."""
    found = model._default_manager.filter(pk=pk, action=action.pk).first()
    if found is None and not was_part_of(action, model.__name__, pk):
        raise Http404
    return found


def step_of(action: Action, pk: int) -> Milestone:
    """Return a milestone of an action. Raises Http404, and Removed where it was removed."""
    step = part_of(action, Milestone, pk)
    if step is None:
        raise Removed(_("This milestone was removed"))
    step.action = action
    return step


def change_step(request: SignedInRequest, action: Action, filled: Forms, act: str) -> bool:
    """Change a milestone. Raises EditConflict, and Removed where it was removed meanwhile."""
    step = step_of(action, number(act.removeprefix("change-")))
    form = filled.refused = filled.milestones.get(step.pk) or MilestoneForm.of(step, chosen(request))
    return send(
        request,
        filled,
        form,
        lambda: parts.change_milestone(step, seen=form.cleaned_data["seen"], by=request.user, **form.mine),
        with_note(action, form, _("The milestone is changed.")),
    )


def with_note(action: Action, form: MilestoneForm, done: str) -> str:
    """Return what is said of a milestone that was saved, with a note where it comes after the action is due."""
    due_on = form.cleaned_data.get("due_on") if form.is_valid() else None
    if not due_on or not action.due_on or due_on <= action.due_on:
        return done
    late = _("Its day is later than that of the action, which is due on %(day)s. Is one of them wrong?")
    return f"{done} {late % {'day': date_format(action.due_on, 'j F Y')}}"


def mark_done(request: SignedInRequest, action: Action) -> bool:
    """Mark a step as done today. It is done at once, and a wrong day is changed in its form."""
    step = step_of(action, key(request, "pk"))
    done = _("“%(step)s” is done.") % {"step": step.title}
    try_act(request, lambda: parts.mark_done(step, by=request.user), done=done)
    return True


TAKING: dict[str, tuple[type[Any], Callable[..., None], Any]] = {
    "remove-partner": (ActionPartner, parts.remove_partner, lambda: _("The organisation is taken out.")),
    "remove-basis": (Basis, parts.remove_basis, lambda: _("The page is taken out.")),
    "remove-milestone": (Milestone, parts.remove_milestone, lambda: _("The milestone is removed.")),
}
"""What a button of a row takes out: of which rows, the act, and what is said after."""


def take_out(request: SignedInRequest, action: Action, act: str) -> bool:
    """Take a partner, a basis or a step out of an action."""
    model, remove, said = TAKING[act]
    thing = part_of(action, model, key(request, "pk"))
    if thing is None:
        messages.info(request, _("Somebody took this out meanwhile."))
        return True
    thing.action = action
    try_act(request, lambda: remove(thing, by=request.user), done=said())
    return True
