"""Following a plan or an action: the page with the button or the address, and the links in letters to followers."""

from __future__ import annotations

from typing import Any

from allauth.core import ratelimit
from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from cities.places.models import City
from cities.places.views.doors import city_or_404, sent
from cities.plans.forms.telling import FollowForm
from cities.plans.models import Action, ActionPlan
from cities.plans.reading.news import name_of
from cities.plans.services import following
from cities.plans.services.following import BadLink, Followed
from cities.plans.views.doors import plan_page
from cities.plans.views.links import unlinked
from cities.plans.views.removed import removed_page


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def plan_follow(request: HttpRequest, slug: str) -> HttpResponse:
    """Follow a plan, or follow it no longer."""
    city = city_or_404(slug)
    plan = get_object_or_404(ActionPlan.objects.visible_to(request.user).live().filter(city=city))
    return follow(request, city, plan, heading=_("Follow the action plan"))


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def action_follow(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Follow an action, or follow it no longer."""
    city = city_or_404(slug)
    action = get_object_or_404(Action.objects.live().filter(plan__city=city), pk=pk)
    number = {"number": action.number}
    return follow(request, city, action, heading=_("Follow action %(number)s") % number)


def follow(request: HttpRequest, city: City, thing: Followed, *, heading: str) -> HttpResponse:
    """Show how one follows a thing: by a button with an account, by an address without one."""
    if not following.can_follow(thing, request.user):
        raise Http404
    context: dict[str, Any] = {"heading": heading, "thing": thing, "is_plan": isinstance(thing, ActionPlan)}
    context["action"] = None if context["is_plan"] else thing
    if request.user.is_authenticated:
        if request.method == "POST":
            return turn(request, thing)
        context["own"] = following.follow_of(thing, request.user)
        return plan_page(request, "follow", city, context)
    form = FollowForm(sent(request))
    if request.method == "POST" and form.is_valid():
        if not ratelimit.consume(request, action="plan_follow"):
            form.add_error(None, _("Many addresses came from your network in the last hour. Try again later."))
            return plan_page(request, "follow", city, {**context, "form": form}, status=429)
        following.ask_address(thing, form.cleaned_data["email"])
        context["asked"] = form.cleaned_data["email"]
        return plan_page(request, "follow", city, context)
    return plan_page(request, "follow", city, context, form=form)


def turn(request: HttpRequest, thing: Followed) -> HttpResponse:
    """Follow by account, or no longer, as the button says."""
    user: Any = request.user
    if request.POST.get("act") == "end":
        following.unfollow(thing, by=user)
        messages.success(request, _("You follow it no longer."))
    else:
        try:
            following.follow(thing, by=user)
        except ObjectDoesNotExist:
            return removed_page(request, thing.plan.city if isinstance(thing, Action) else thing.city)
        messages.success(request, _("You follow it. Your digest says what is new, or a letter that day, as you chose."))
    return redirect(request.path)


@csrf_exempt  # the token is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_confirm(request: HttpRequest, token: str) -> HttpResponse:
    """Ask whether an address is to follow; begin on POST, as often as it comes."""
    try:
        asked = following.find_to_confirm(token)
    except BadLink:
        return unlinked(render(request, "plans/follow_broken.html", status=404))
    if request.method == "POST":
        following.confirm(asked)
    is_done = request.method == "POST" or asked.confirmed_at is not None
    stop = following.end_token([asked.pk])
    context = {"name": name_of(asked), "email": asked.email, "is_done": is_done, "stop": stop}
    return unlinked(render(request, "plans/follow_confirm.html", context))


@csrf_exempt  # mail programs send the POST by themselves, without a cookie; the token is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def follow_end(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before ending what a token names; end it on POST, as often as it comes. Source: RFC 8058 s.3.1."""
    try:
        follows = following.follows_to_end(token)
    except BadLink:
        return unlinked(render(request, "plans/follow_broken.html", status=404))
    names = [name_of(found) for found in follows]
    if request.method == "POST":
        following.end(found.pk for found in follows)
    context = {"names": names, "is_done": request.method == "POST" or not names}
    return unlinked(render(request, "plans/follow_end.html", context))
