"""The people and partners of a network, for those who have a part in it; the tools of its coordinators."""

from __future__ import annotations

from functools import wraps
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe
from rules import has_perm

from cities.places.choices import CityRole, MembershipState
from cities.places.forms import EndForm, InviteForm, MembershipForm
from cities.places.models import City, Invitation, Membership, Partner
from cities.places.partner_forms import AnswerForm, PartnerForm, suggested
from cities.places.services import joining, memberships, partners
from cities.places.services.joining import Outcome
from cities.places.views.doors import View, attempt, for_its_network, page, require, sent, try_act
from portal.accounts.rules import is_administrator
from portal.accounts.signed_in import SignedInRequest

PAST_SHOWN = 50


@login_required
@require_safe
@for_its_network
def network(request: SignedInRequest, city: City) -> HttpResponse:
    """Show who is in the network; to its coordinators also who asked, who was invited and who has left."""
    rows = Membership.objects.visible_to(request.user).of(city).select_related("user", "partner__organisation")
    manages = has_perm("places.manage_network", request.user, city)
    context: dict[str, Any] = {
        "heading": _("People of the network of %(city)s") % {"city": city},
        "members": rows.active(),
        "partners": Partner.objects.visible_to(request.user).current().filter(city=city).select_related("organisation"),
        "own": rows.active().filter(user=request.user).first(),
        "manages": manages,
    }
    if manages:
        invitations = Invitation.objects.visible_to(request.user).unsettled().filter(city=city)
        context |= {
            "requests": rows.requested(),
            "invitations": invitations.select_related("partner__organisation"),
            "past": rows.filter(state=MembershipState.ENDED).order_by("-ended_at")[:PAST_SHOWN],
        }
    return page(request, "network", city, context)


def for_its_coordinators(view: View) -> View:
    """Hand a view the city in its address, for who coordinates it. Raises PermissionDenied for its others."""

    @for_its_network
    @wraps(view)
    def guarded(request: SignedInRequest, city: City, *args: Any, **kwargs: Any) -> HttpResponse:
        require(request, "places.manage_network", city)
        return view(request, city, *args, **kwargs)

    return guarded


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_coordinators
def invite(request: SignedInRequest, city: City) -> HttpResponse:
    """Invite by email, one or many, and say line by line what became of it."""
    may_appoint = is_administrator(request.user)
    form = InviteForm(sent(request), city=city, may_appoint=may_appoint)
    results = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        results = joining.invite_all(
            city, given["addresses"], role=given["role"], partner=given["partner"], by=request.user
        )
        refused = [result for result in results if result.outcome == Outcome.REFUSED]
        if not refused:
            said = ngettext(
                "%(count)s invitation is on its way.", "%(count)s invitations are on their way.", len(results)
            )
            messages.success(request, said % {"count": len(results)})
            return redirect("city_network", city.slug)
        left = "\n".join(result.line for result in refused)
        form = InviteForm(initial={**given, "addresses": left}, city=city, may_appoint=may_appoint)
    context = {
        "heading": _("Invite people"),
        "lede": _("Each gets a letter with a link of their own. It works for three weeks, for that address only."),
        "label": _("Send the invitations"),
        "cancel_url": reverse("city_network", args=[city.slug]),
        "results": results,
    }
    return page(request, "invite", city, context, form=form)


@login_required
@require_POST
@for_its_coordinators
def settle(request: SignedInRequest, city: City, pk: int, act: str) -> HttpResponse:
    """Send an invitation again, or withdraw it."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk, city=city)
    if act == "resend":
        done = _("The invitation to %(email)s was sent again, with a new link.") % {"email": invitation.email}
        try_act(request, lambda: joining.resend(invitation, by=request.user), done=done)
    elif act == "withdraw":
        done = _("The invitation to %(email)s is withdrawn.") % {"email": invitation.email}
        try_act(request, lambda: joining.withdraw(invitation, by=request.user), done=done)
    else:
        raise Http404
    return redirect("city_network", city.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_coordinators
def answer(request: SignedInRequest, city: City, pk: int) -> HttpResponse:
    """Answer a request to join; show the answer where another coordinator was faster."""
    rows = Membership.objects.visible_to(request.user).select_related("user", "city", "answered_by")
    asked = get_object_or_404(rows, pk=pk, city=city, requested_at__isnull=False)
    form = AnswerForm(sent(request), asked=asked)
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        says_yes = given["decision"] == AnswerForm.YES
        answered = attempt(
            form,
            lambda: joining.answer(
                asked,
                accept=says_yes,
                by=request.user,
                reason=given["reason"],
                partner=given["partner"],
                newcomer=form.newcomer if form.makes_partner else None,
            ),
        )
        if answered:
            done = _("%(person)s is in the network.") if says_yes else _("The request of %(person)s is declined.")
            messages.success(request, done % {"person": asked.user})
            return redirect("city_network", city.slug)
        asked.refresh_from_db()
    context = {
        "heading": _("A request to join"),
        "label": _("Send the answer"),
        "cancel_url": reverse("city_network", args=[city.slug]),
        "asked": asked,
        "is_waiting": asked.state == MembershipState.REQUESTED,
    }
    return page(request, "answer", city, context, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_coordinators
def member(request: SignedInRequest, city: City, pk: int) -> HttpResponse:
    """Change the role of a member, or end their membership; each is a form of its own."""
    rows = Membership.objects.visible_to(request.user).active().select_related("user")
    membership = get_object_or_404(rows, pk=pk, city=city)
    act = request.POST.get("act", "")
    initial = {"role": membership.role, "partner": membership.partner_id}
    may_appoint = membership.role == CityRole.ADVISER or is_administrator(request.user)
    changing = MembershipForm(
        request.POST if act == "change" else None, initial=initial, city=city, may_appoint=may_appoint
    )
    ending = EndForm(request.POST if act == "end" else None)
    if act == "change" and changing.is_valid():
        given = changing.cleaned_data
        if attempt(
            changing,
            lambda: memberships.change(membership, role=given["role"], partner=given["partner"], by=request.user),
        ):
            messages.success(request, _("Saved."))
            return redirect("city_network", city.slug)
    if act == "end" and ending.is_valid():
        reason = ending.cleaned_data["reason"]
        if attempt(ending, lambda: memberships.end(membership, by=request.user, reason=reason)):
            messages.success(request, _("The membership of %(person)s has ended.") % {"person": membership.user})
            return redirect("city_network", city.slug)
    form = ending if ending.errors else changing
    context = {
        "heading": str(membership.user),
        "lede": membership.user.headline,
        "changing": changing,
        "ending": ending,
    }
    return page(request, "member", city, context, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_coordinators
def add_partner(request: SignedInRequest, city: City) -> HttpResponse:
    """Make an organisation a partner."""
    form = PartnerForm(sent(request), city=city)
    if request.method == "POST" and form.is_valid():
        partner = attempt(form, lambda: partners.bring_in(city, form.newcomer, by=request.user))
        if partner:
            messages.success(request, _("%(organisation)s is a partner now.") % {"organisation": partner})
            return redirect("city_network", city.slug)
    context = {
        "heading": _("Add a partner"),
        "lede": _("An organisation of the network: everyone can read that it is one. Ask it first."),
        "label": _("Add the partner"),
        "suggested": suggested(city),
        "cancel_url": reverse("city_network", args=[city.slug]),
    }
    return page(request, "partner", city, context, form=form)


@login_required
@require_POST
@for_its_coordinators
def remove_partner(request: SignedInRequest, city: City, pk: int) -> HttpResponse:
    """End a partnership."""
    partner = get_object_or_404(Partner.objects.visible_to(request.user), pk=pk, city=city)
    done = _("%(organisation)s has left the network. Its members stay.") % {"organisation": partner}
    try_act(request, lambda: partners.remove_partner(partner, by=request.user), done=done)
    return redirect("city_network", city.slug)
