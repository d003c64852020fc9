"""The partners of a network: added, changed and removed by its coordinators."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cities.places.models import City, Partner
from cities.places.partner_forms import PartnerForm, SeatForm, suggested
from cities.places.services import partners
from cities.places.views.doors import attempt, for_its_coordinators, page, sent, sure, try_act
from portal.accounts.signed_in import SignedInRequest


def network_url(city: City) -> str:
    return reverse("city_network", args=[city.slug])


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_coordinators
def add(request: SignedInRequest, city: City) -> HttpResponse:
    """Make an organisation a partner. One that the name does not tell is asked about in a second step."""
    form = PartnerForm(sent(request), city=city)
    if request.method == "POST" and form.is_valid() and not form.asks_more:
        partner = attempt(form, lambda: partners.bring_in(city, form.newcomer, by=request.user))
        if partner:
            messages.success(request, _("%(organisation)s is a partner now.") % {"organisation": partner})
            return redirect("city_network", city.slug)
    context = {
        "heading": _("Add a partner"),
        "lede": _("An organisation of the network: everyone can read that it is one. Ask them first."),
        "label": _("Add the partner"),
        "suggested": suggested(city),
        "cancel_url": network_url(city),
    }
    return page(request, "partner", city, context, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_coordinators
def change(request: SignedInRequest, city: City, pk: int) -> HttpResponse:
    """Change what a partner does in the network."""
    partner = partner_or_404(request, city, pk)
    form = SeatForm(sent(request), initial={"seat": partner.seat})
    if request.method == "POST" and form.is_valid():
        seat = form.cleaned_data["seat"]
        if attempt(form, lambda: partners.change_seat(partner, seat=seat, by=request.user)):
            messages.success(request, _("Saved."))
            return redirect("city_network", city.slug)
    context = {"heading": str(partner), "label": _("Save"), "cancel_url": network_url(city)}
    return page(request, "act", city, context, form=form)


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
@for_its_coordinators
def remove(request: SignedInRequest, city: City, pk: int) -> HttpResponse:
    """End a partnership, after a page that says what follows."""
    partner = partner_or_404(request, city, pk)
    told = {"organisation": partner, "city": city}
    if request.method == "POST":
        done = _("%(organisation)s has left the network. Its members stay.") % told
        try_act(request, lambda: partners.remove_partner(partner, by=request.user), done=done)
        return redirect("city_network", city.slug)
    return sure(
        request,
        city,
        heading=_("Remove %(organisation)s") % told,
        follows=[
            _("Everyone reads from then on that it is not a partner of the network of %(city)s.") % told,
            _("Its members stay in the network. Beside their names stands that it has left."),
            _("Actions of the plan that name it keep its name until somebody changes them."),
            _("You can add it again later."),
        ],
        label=_("Remove the partner"),
        cancel_url=network_url(city),
    )


def partner_or_404(request: SignedInRequest, city: City, pk: int) -> Partner:
    rows = Partner.objects.visible_to(request.user).select_related("organisation")
    return get_object_or_404(rows, pk=pk, city=city)
