"""What organisations say: to a part they are asked for, to an update, to an edition; and advice for an action."""

from __future__ import annotations

from functools import partial

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places.advice_forms import AskForm
from cities.places.advice_reading import is_asked, nobody_advises
from cities.places.models import AdviceRequest, Partner
from cities.places.views.doors import attempt, attempt_once, city_or_404, require, sent, token_of, try_act
from cities.plans.forms.parts import AnswerForm
from cities.plans.forms.updates import ResponseForm
from cities.plans.models import Action, ActionPartner, Edition, Endorsement, Response, Update
from cities.plans.reading.action import action_reading
from cities.plans.rules import own_partner
from cities.plans.services import parts
from cities.plans.services.editions import endorse as endorse_edition
from cities.plans.services.updates import respond as respond_to
from cities.plans.views.doors import own, plan_page
from cities.plans.views.editing import form_methods
from cities.plans.views.finding import with_action
from cities.plans.views.removed import removed_page
from portal.accounts.signed_in import SignedInRequest


def signing_for(request: SignedInRequest, city: int) -> Partner | None:
    """Return the organisation that the visitor signs for in a city."""
    return Partner.objects.filter(pk=own_partner(request.user, city) or 0).select_related("organisation").first()


@login_required
@form_methods
def answer_part(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Accept or decline a part in an action, for one's own organisation."""
    city = city_or_404(slug)
    rows = ActionPartner.objects.visible_to(request.user).filter(action__plan__city=city)
    named = get_object_or_404(rows.select_related("action__plan__city", "partner__organisation"), pk=pk)
    require(request, "plans.answer_part", named)
    form = AnswerForm(sent(request))
    action_url = reverse("action", args=[city.slug, named.action_id])
    if request.method == "POST" and form.is_valid():
        accepts, reason = form.cleaned_data["decision"] == AnswerForm.YES, form.cleaned_data["reason"]
        try:
            answered = attempt(form, lambda: parts.answer_part(named, accepts=accepts, reason=reason, by=request.user))
        except Action.DoesNotExist:
            return removed_page(request, city)
        except ActionPartner.DoesNotExist:
            messages.info(request, _("Your organisation was taken out of this action meanwhile."))
            return redirect(action_url)
        if answered:
            done = _("Your organisation has accepted.") if accepts else _("Your organisation has declined.")
            messages.success(request, done)
            return redirect(action_url)
    context = {
        "heading": _("Will your organisation take part?"),
        "lede": f"{named.action.number} {named.action.title}",
        "action": named.action,
        "named": named,
        "reading": action_reading(city, request.user, named.action_id, working=True),
        "label": _("Send the answer"),
        "cancel_url": action_url,
    }
    return own(request, plan_page(request, "answer_part", city, context, form=form))


@form_methods
@with_action("plans.read_working_text")
def respond(request: SignedInRequest, action: Action, update: int) -> HttpResponse:
    """Agree, partly agree or dispute an update, for one's own organisation, publicly and once."""
    rows = Update.objects.visible_to(request.user).filter(action=action)
    told = get_object_or_404(rows.select_related("partner__organisation"), pk=update)
    told.action = action
    require(request, "plans.respond", told)
    city = action.plan.city
    update_url = reverse("plan_update", args=[city.slug, action.pk, told.pk])
    signs_for = signing_for(request, city.pk)
    if request.method != "POST" and Response.objects.filter(update=told, partner=signs_for).exists():
        messages.info(request, _("Your organisation has answered this update already."))
        return redirect(update_url)
    form = ResponseForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        if attempt(form, lambda: respond_to(told, by=request.user, **given)):
            messages.success(request, _("Your answer stands beside the update."))
            return redirect(update_url)
    context = {
        "heading": _("Answer an update"),
        "lede": f"{action.number} {action.title}",
        "action": action,
        "told": told,
        "signs_for": signs_for,
        "label": _("Publish the answer"),
        "cancel_url": update_url,
    }
    return plan_page(request, "respond", city, context, form=form)


@login_required
@form_methods
def endorse(request: SignedInRequest, slug: str, number: int) -> HttpResponse:
    """Stand behind an edition, for one's own organisation, publicly and once."""
    city = city_or_404(slug)
    rows = Edition.objects.visible_to(request.user).filter(plan__city=city, plan__archived_at=None)
    edition = get_object_or_404(rows.select_related("plan__city"), number=number)
    require(request, "plans.endorse", edition.plan)
    signs_for = signing_for(request, city.pk)
    edition_url = reverse("plan_edition", args=[city.slug, edition.number])
    has_endorsed = Endorsement.objects.filter(edition=edition, partner=signs_for).exists()
    if request.method == "POST":
        done = _("Your organisation stands behind edition %(number)s.") % {"number": edition.number}
        try_act(request, lambda: endorse_edition(edition, by=request.user), done=done)
        return redirect(edition_url)
    if has_endorsed:
        messages.info(request, _("Your organisation has endorsed this edition already."))
        return redirect(edition_url)
    context = {
        "heading": _("Endorse edition %(number)s") % {"number": edition.number},
        "lede": _("You sign for %(organisation)s.") % {"organisation": signs_for},
        "follows": [_("Everyone can read that your organisation stands behind this edition. It cannot be taken back.")],
        "label": _("Endorse it"),
        "cancel_url": edition_url,
        "is_calm": True,
    }
    return own(request, plan_page(request, "edit_sure", city, context))


@form_methods
@with_action("plans.read_working_text")
def advice(request: SignedInRequest, action: Action) -> HttpResponse:
    """Ask the advisers of the city for half days on an action."""
    city = action.plan.city
    require(request, "places.request_advice", city)
    if not city.is_focus:
        return redirect("city_advice", city.slug)
    form = AskForm(sent(request), initial={"topic": action.title[:120]})
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data[name] for name in ("topic", "question", "wanted_by")}
        act = partial(parts.ask_for_advice, action, by=request.user, **given)
        if asked := attempt_once(request, form, AdviceRequest, act, done=is_asked(city)):
            return redirect(asked)
    named, nobody = f"{action.number} {action.title}", nobody_advises(city)
    context = {
        "heading": _("Ask for advice on this action"),
        "lede": f"{named}. {nobody}" if nobody else named,
        "action": action,
        "label": _("Send the request"),
        "token": token_of(request),
        "cancel_url": reverse("action", args=[city.slug, action.pk]),
    }
    return plan_page(request, "edit_text", city, context, form=form)
