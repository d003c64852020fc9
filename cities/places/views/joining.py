"""Coming in and leaving: invitations by link, requests, one's own membership."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from cities.places.forms import EndForm, JoinForm
from cities.places.models import Invitation, Membership
from cities.places.partner_forms import recorded_in
from cities.places.receivers import PROMISED
from cities.places.roles import roles_of
from cities.places.services import joining, memberships
from cities.places.views.doors import attempt, city_or_404, page, sent, try_act
from portal.accounts.signed_in import SignedInRequest


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Show an invitation, and let its holder say that they want to join. Nothing changes on GET."""
    found = joining.find(token)
    if found is None:
        return render(request, "cities/invitation-unknown.html", status=404)
    if request.method == "POST" and not found.is_settled and not found.has_expired():
        user = request.user
        if not user.is_authenticated:
            request.session[PROMISED] = [*request.session.get(PROMISED, [])[-9:], found.pk]
            way = "account_signup" if request.POST.get("way") == "sign-up" else "account_login"
            known = {"next": found.city.get_absolute_url(), "email": found.email}
            return HttpResponseRedirect(f"{reverse(way)}?{urlencode(known)}")
        welcome = _("You are in the network of %(city)s.") % {"city": found.city}
        if try_act(request, lambda: joining.accept(found, user=user), done=welcome):
            return redirect(found.city)
        return HttpResponseRedirect(request.path)
    response = render(request, "cities/invitation.html", told(found, request.user))
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"  # the address holds the token; without a referrer no form is taken
    return response


def told(invitation: Invitation, user: Any) -> dict[str, Any]:
    """Return what the page of an invitation says."""
    is_for_user = not user.is_authenticated or joining.is_for(invitation, user)
    is_theirs = user.is_authenticated and invitation.accepted_by_id == user.pk
    return {
        "invitation": invitation,
        "city": invitation.city,
        "is_open": not invitation.is_settled and not invitation.has_expired(),
        "is_for_user": is_for_user,
        "is_joined": is_theirs and invitation.city_id in roles_of(user),
    }


@login_required
@require_POST
def accept(request: SignedInRequest, slug: str) -> HttpResponse:
    """Accept an open invitation to a confirmed address of one's own, from the page of the city."""
    city = city_or_404(slug)
    own = joining.open_for(request.user).filter(city=city).first()
    if own is None:
        raise Http404
    welcome = _("You are in the network of %(city)s.") % {"city": city}
    try_act(request, lambda: joining.accept(own, user=request.user), done=welcome)
    return redirect(city)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def join(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask to join the network of a city."""
    city = city_or_404(slug)
    form = JoinForm(sent(request))
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        asked = attempt(
            form,
            lambda: joining.ask_to_join(
                city, user=request.user, message=given["message"], organisation=given["organisation"]
            ),
        )
        if asked:
            messages.success(request, _("Your request is with the coordinators. They answer by email."))
            return redirect(city)
    standing = Membership.objects.visible_to(request.user).filter(user=request.user, city=city)
    context = {
        "heading": _("Join the network"),
        "lede": _("You ask, and a coordinator of %(city)s answers by email.") % {"city": city},
        "label": _("Ask to join"),
        "is_member": city.pk in roles_of(request.user),
        "asked": standing.requested().first(),
        "recorded": recorded_in(city),
    }
    return page(request, "join", city, context, form=form)


@login_required
@require_POST
def take_back(request: SignedInRequest, slug: str) -> HttpResponse:
    """Take one's own request to join back."""
    city = city_or_404(slug)
    asked = get_object_or_404(Membership.objects.requested(), user=request.user, city=city)
    try_act(
        request,
        lambda: joining.take_back_request(asked, by=request.user),
        done=_("Your request to join is taken back."),
    )
    return redirect(city)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def leave(request: SignedInRequest, slug: str) -> HttpResponse:
    """End one's own membership, after a page that says what that means."""
    city = city_or_404(slug)
    own = get_object_or_404(Membership.objects.active(), user=request.user, city=city)
    form = EndForm(sent(request))
    if request.method == "POST" and form.is_valid():
        ended = attempt(form, lambda: memberships.end(own, by=request.user, reason=form.cleaned_data["reason"]))
        if ended:
            messages.success(request, _("You have left the network of %(city)s.") % {"city": city})
            return redirect(city)
    context = {
        "heading": _("Leave the network"),
        "label": _("Leave the network"),
        "is_last": memberships.is_last_coordinator(own),
    }
    return page(request, "leave", city, context, form=form)


@login_required
@require_POST
def home(request: SignedInRequest, slug: str) -> HttpResponse:
    """Make a city one's home city."""
    city = city_or_404(slug)
    own = get_object_or_404(Membership.objects.active(), user=request.user, city=city)
    done = _("%(city)s is your home city.") % {"city": city}
    try_act(request, lambda: memberships.make_home(own, by=request.user), done=done)
    return redirect("city_network", city.slug)
