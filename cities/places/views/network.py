"""The people and partners of a network, for those who have a part in it; requests to join and its members."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe
from rules import has_perm

from cities.places.choices import MembershipState
from cities.places.forms import EndForm, MembershipForm
from cities.places.models import City, Invitation, Membership, Partner
from cities.places.partner_forms import AnswerForm
from cities.places.services import joining, memberships
from cities.places.views.doors import attempt, for_its_coordinators, for_its_network, page, sent
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
        "members": rows.active().with_whether_left(),
        "partners": Partner.objects.visible_to(request.user).current().filter(city=city).select_related("organisation"),
        "own": rows.active().filter(user=request.user).first(),
        "manages": manages,
        "may_appoint": is_administrator(request.user),
    }
    if manages:
        invitations = Invitation.objects.visible_to(request.user).unsettled().filter(city=city)
        context |= {
            "requests": rows.requested(),
            "invitations": invitations.select_related("partner__organisation"),
            "past": rows.filter(state=MembershipState.ENDED).order_by("-ended_at")[:PAST_SHOWN],
        }
    return page(request, "network", city, context)


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
                reason=form.words,
                partner=given["partner"],
                newcomer=form.newcomer if form.makes_partner else None,
            ),
        )
        if answered:
            messages.success(request, said_of(answered, has_new_partner=says_yes and form.makes_partner))
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


def said_of(answered: Membership, *, has_new_partner: bool) -> str:
    """Say what a coordinator's answer has done."""
    told = {"person": answered.user, "organisation": answered.partner}
    if not answered.is_active:
        return _("The request of %(person)s is declined.") % told
    if has_new_partner:
        return _("%(person)s is in the network, and %(organisation)s is a partner of it now.") % told
    return _("%(person)s is in the network.") % told


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_coordinators
def member(request: SignedInRequest, city: City, pk: int) -> HttpResponse:
    """Change the role of a member, or end their membership; each is a form of its own. One's own ends elsewhere."""
    rows = Membership.objects.visible_to(request.user).active().select_related("user")
    membership = get_object_or_404(rows, pk=pk, city=city)
    heading = {"heading": str(membership.user), "lede": membership.user.headline}
    if not has_perm("places.change_membership", request.user, membership):
        return page(request, "member-closed", city, {**heading, "member": membership}, status=403)
    is_self, act = membership.user_id == request.user.pk, request.POST.get("act", "")
    if is_self and act == "end":
        return redirect("city_leave", city.slug)
    changing, ending = member_forms(request, membership, act)
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
    context = {**heading, "member": membership, "is_self": is_self, "changing": changing, "ending": ending}
    return page(request, "member", city, context, form=ending if ending.errors else changing)


def member_forms(request: SignedInRequest, membership: Membership, act: str) -> tuple[MembershipForm, EndForm]:
    """Return the form that changes a membership and the one that ends it; the one that was sent is bound."""
    changing = MembershipForm(
        request.POST if act == "change" else None,
        initial={"role": membership.role, "partner": membership.partner_id},
        city=membership.city,
        may_appoint=is_administrator(request.user),
    )
    return changing, EndForm(request.POST if act == "end" else None)
