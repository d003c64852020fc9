"""Advice days of a city: its balance, its requests, and how to ask."""

from __future__ import annotations

from functools import partial

from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cities.places.advice_forms import AskForm
from cities.places.advice_reading import AdviceReading, is_asked, nobody_advises
from cities.places.models import AdviceRequest, City
from cities.places.services.advice import request_advice
from cities.places.views.doors import attempt_once, city_or_404, page, require, token_of
from portal.accounts.signed_in import SignedInRequest


@require_safe
def advice(request: HttpRequest, slug: str) -> HttpResponse:
    """Show the balance of a city and what days were used on; to its network also what is asked and agreed."""
    city = city_or_404(slug)
    reading = AdviceReading(city, request.user)
    context = {
        "heading": _("Advice days"),
        "lede": _("Up to ten days with a specialist from CLES or NEF, in halves, for a question of the network."),
        "reading": reading,
        "settled": reading.settled(request.GET.get("page")),
        "focus_cities": [] if city.is_focus else City.objects.visible_to(request.user).focus(),
    }
    return page(request, "advice", city, context)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: SignedInRequest, slug: str) -> HttpResponse:
    """Ask the advisers of a city."""
    city = city_or_404(slug)
    require(request, "places.request_advice", city)
    if not city.is_focus:
        return redirect("city_advice", city.slug)
    form = AskForm(request.POST or None)
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent:
        act = partial(request_advice, city, by=request.user, **form.cleaned_data)
        if asked := attempt_once(request, form, AdviceRequest, act, done=is_asked(city)):
            return redirect(asked)
    lede = _("A request uses no days. The advisers answer it, and say how many days they set aside.")
    context = {
        "heading": _("Ask for advice"),
        "lede": nobody_advises(city) or lede,
        "label": _("Send the request"),
        "token": token_of(request),
        "cancel_url": reverse("city_advice", args=[city.slug]),
    }
    return page(request, "act", city, context, form=form)
