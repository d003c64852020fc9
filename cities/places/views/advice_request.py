"""One request for advice: what the visitor may read of it, and the acts on it, all on one page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import BadRequest
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_http_methods

from cities.places.advice_forms import ActForm
from cities.places.advice_reading import RequestReading
from cities.places.models import AdviceRequest
from cities.places.views.advice_acts import Act, act_named, open_acts
from cities.places.views.doors import attempt, city_or_404, page, require

OUTDATED = -1
"""A version that no request has: that of a form which does not say what it saw."""


@require_http_methods(["GET", "HEAD", "POST"])
def advice_request(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """Show a request; on POST, do the act that `act` names."""
    city = city_or_404(slug)
    rows = AdviceRequest.objects.visible_to(request.user).select_related("city", "requested_by", "adviser")
    asked = get_object_or_404(rows, pk=pk, city=city)
    sent, form = None, None
    if request.method == "POST":
        if not request.user.is_authenticated:
            return redirect_to_login(request.get_full_path())
        sent = sent_act(request, asked)
        form = sent.form_for(asked, request.user, request.POST)
        if does(request, sent, form):
            messages.success(request, str(sent.done))
            return redirect(asked)
        asked = rows.get(pk=pk)
    acts = list(open_acts(asked, request.user, sent, form)) if request.user.is_authenticated else []
    reading = RequestReading(asked, request.user)
    context = {"heading": asked.topic, "asked": asked, "reading": reading, "acts": acts}
    return page(request, "advice-request", city, context, form=form)


def sent_act(request: HttpRequest, asked: AdviceRequest) -> Act:
    """Return the act that a form names. Raises BadRequest or PermissionDenied."""
    act = act_named(request.POST.get("act", ""))
    if act is None:
        raise BadRequest
    require(request, act.permission, asked)
    return act


def does(request: HttpRequest, act: Act, form: ActForm) -> bool:
    """Do an act if its form is in order, and return whether it was done; what was wrong stands in the form."""
    if not form.is_valid():
        return False
    seen = request.POST.get("seen", "")
    version = int(seen) if seen.isascii() and seen.isdigit() and len(seen) < 10 else OUTDATED
    given = {"by": request.user, "seen": version, **form.cleaned_data}
    return attempt(form, lambda: act.do(form.asked, **given)) is not None
