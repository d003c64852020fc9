"""Words and evidence that were published are taken away: by an administrator, with a reason, and said on the page."""

from __future__ import annotations

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cities.places.models import City
from cities.places.views.doors import attempt, city_or_404, require, sent
from cities.plans.forms.updates import RedactForm
from cities.plans.models import Evidence, Response, Update
from cities.plans.services.redaction import Published, redact
from cities.plans.views.doors import own, plan_page
from cities.plans.views.editing import form_methods
from portal.accounts.signed_in import SignedInRequest


@login_required
@form_methods
def redact_update(request: SignedInRequest, slug: str, pk: int, update: int) -> HttpResponse:
    """Take away the words of an update."""
    city = city_or_404(slug)
    require(request, "plans.redact")
    rows = Update.objects.visible_to(request.user).filter(action__plan__city=city, action=pk)
    return take_away(request, city, get_object_or_404(rows, pk=update), pk, update)


@login_required
@form_methods
def redact_response(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take away the words of an answer to an update."""
    city = city_or_404(slug)
    require(request, "plans.redact")
    rows = Response.objects.visible_to(request.user).filter(update__action__plan__city=city)
    response = get_object_or_404(rows.select_related("update"), pk=pk)
    return take_away(request, city, response, response.update.action_id, response.update_id)


@login_required
@form_methods
def redact_evidence(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """Take away a piece of evidence, with its file."""
    city = city_or_404(slug)
    require(request, "plans.redact")
    rows = Evidence.objects.visible_to(request.user).filter(update__action__plan__city=city, redacted_at=None)
    evidence = get_object_or_404(rows.select_related("update"), pk=pk)
    return take_away(request, city, evidence, evidence.update.action_id, evidence.update_id)


def take_away(request: SignedInRequest, city: City, published: Published, action: int, update: int) -> HttpResponse:
    """Ask for the reason, and redact."""
    form = RedactForm(sent(request))
    if request.method == "POST" and form.is_valid():
        reason = form.cleaned_data["reason"]
        attempt(form, lambda: redact(published, by=request.user, reason=reason))
        if not form.errors:
            messages.success(request, _("It is taken away. The page says that it was."))
            return redirect("plan_update", city.slug, action, update)
    context = {
        "heading": _("Take away evidence") if isinstance(published, Evidence) else _("Take away words"),
        "lede": _(
            "For a person's rights. That something was published, its stage and its date stay, and the page says so."
        ),
        "told": published,
        "label": _("Take the evidence away") if isinstance(published, Evidence) else _("Take the words away"),
        "cancel_url": f"{city.get_absolute_url()}plan/actions/{action}/updates/{update}/",
    }
    return own(request, plan_page(request, "redact", city, context, form=form))
