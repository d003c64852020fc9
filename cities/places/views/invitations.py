"""Inviting people into a network, and what becomes of an invitation until it is accepted."""

from __future__ import annotations

from collections.abc import Sequence

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cities.places.forms import InviteForm
from cities.places.models import City, Invitation
from cities.places.services import joining
from cities.places.services.joining import Result
from cities.places.views.doors import for_its_coordinators, page, sent, sure, try_act
from portal.accounts.rules import is_administrator
from portal.accounts.signed_in import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_coordinators
def invite(request: SignedInRequest, city: City) -> HttpResponse:
    """Invite by email, one or many, and say line by line what became of it; what can be mended is in the form again."""
    may_appoint = is_administrator(request.user)
    form = InviteForm(sent(request), city=city, may_appoint=may_appoint)
    results: list[Result] = []
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        results = joining.invite_all(
            city, given["addresses"], role=given["role"], partner=given["partner"], by=request.user
        )
        if all(result.is_sent for result in results):
            messages.success(request, sent_words(len(results)))
            return redirect("city_network", city.slug)
        left = "\n".join(result.line for result in results if result.is_mendable)
        form = InviteForm(initial={**given, "addresses": left}, city=city, may_appoint=may_appoint)
    context = {
        "heading": _("Invite people"),
        "lede": _("Each gets a letter with a link of their own. It works for three weeks, for that address only."),
        "label": _("Send the invitations"),
        "cancel_url": reverse("city_network", args=[city.slug]),
        "results": results,
        "sums": sums_of(results),
        "is_mendable": any(result.is_mendable for result in results),
    }
    return page(request, "invite", city, context, form=form)


def sent_words(count: int) -> str:
    said = ngettext("%(count)s invitation is on its way.", "%(count)s invitations are on their way.", count)
    return said % {"count": count}


def sums_of(results: Sequence[Result]) -> str:
    """Say how many of the lines were sent and how many were not."""
    went = sum(result.is_sent for result in results)
    return _("%(sent)s sent, %(refused)s not sent") % {"sent": went, "refused": len(results) - went}


@login_required
@require_POST
@for_its_coordinators
def resend(request: SignedInRequest, city: City, pk: int) -> HttpResponse:
    """Send an invitation again."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk, city=city)
    done = _("The invitation to %(email)s was sent again, with a new link.") % {"email": invitation.email}
    try_act(request, lambda: joining.resend(invitation, by=request.user), done=done)
    return redirect("city_network", city.slug)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_coordinators
def withdraw(request: SignedInRequest, city: City, pk: int) -> HttpResponse:
    """Withdraw an invitation, after a page that says what follows."""
    invitation = get_object_or_404(Invitation.objects.visible_to(request.user), pk=pk, city=city)
    back = reverse("city_network", args=[city.slug])
    if request.method == "POST":
        done = _("The invitation to %(email)s is withdrawn.") % {"email": invitation.email}
        try_act(request, lambda: joining.withdraw(invitation, by=request.user), done=done)
        return redirect(back)
    told = {"email": invitation.email}
    return sure(
        request,
        city,
        heading=_("Withdraw the invitation to %(email)s") % told,
        follows=[
            _("The link in their letter stops working. They get no letter about it."),
            _("You can invite them again later."),
        ],
        label=_("Withdraw the invitation"),
        cancel_url=back,
    )
