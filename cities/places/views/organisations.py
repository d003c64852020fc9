"""An organisation, in the hands of its own members."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cities.places.forms import OrganisationForm
from cities.places.models import Membership, Organisation
from cities.places.services.organisations import edit_organisation, mark_of
from cities.places.views.doors import attempt, require, sent
from portal.accounts.signed_in import SignedInRequest


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: SignedInRequest, slug: str) -> HttpResponse:
    """Change website and note; what somebody else saved meanwhile is shown, and what was typed stays."""
    organisation = get_object_or_404(Organisation.objects.visible_to(request.user), slug=slug)
    require(request, "places.edit_organisation", organisation)
    back = network_of(request, organisation)
    initial = {"website": organisation.website, "note": organisation.note, "seen": mark_of(organisation)}
    form = OrganisationForm(sent(request), initial=initial)
    if request.method == "POST" and form.is_valid():
        saved = attempt(form, lambda: edit_organisation(organisation, by=request.user, **form.cleaned_data))
        if saved:
            messages.success(request, _("%(organisation)s is changed.") % {"organisation": saved})
            return HttpResponseRedirect(back)
        form = asked_again(request, form, organisation)
    context = {"organisation": organisation, "form": form, "cancel_url": back}
    return render(request, "cities/organisation.html", context, status=422 if form.errors else 200)


def asked_again(request: HttpRequest, form: OrganisationForm, organisation: Organisation) -> OrganisationForm:
    """Return the form as it was sent, with the mark of the record as it is now, so that sending it again saves it."""
    data = request.POST.copy()
    data["seen"] = mark_of(Organisation.objects.filter(pk=organisation.pk).first() or organisation)
    again = OrganisationForm(data)
    again.is_valid()
    for error in form.non_field_errors():
        again.add_error(None, error)
    return again


def network_of(request: SignedInRequest, organisation: Organisation) -> str:
    """Return the page of the network in which the visitor is there for the organisation, or all cities."""
    own = Membership.objects.active().filter(user=request.user, partner__organisation=organisation)
    membership = own.select_related("city").first()
    return reverse("city_network", args=[membership.city.slug]) if membership else reverse("cities")
