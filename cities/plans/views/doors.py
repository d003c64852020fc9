"""What the views of plans share: the page in the frame of its city, which is nobody else's once somebody signed in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext as _

from cities.places.models import City
from cities.places.views.doors import page


def plan_page(
    request: HttpRequest,
    template: str,
    city: City,
    context: dict[str, Any],
    *,
    form: forms.BaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw a page of `templates/plans/`; what somebody who is signed in reads is kept by nobody on the way."""
    return own(request, page(request, template, city, context, form=form, status=status, room="plans"))


def own(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    """Return an answer that is not stored where its reader is signed in."""
    if request.user.is_authenticated:
        add_never_cache_headers(response)
    return response


def not_now(request: HttpRequest, city: City, same_words: tuple[str, str]) -> HttpResponse:
    """Say that a file could not be made in time, or is being made; `same_words` names a page and its address."""
    context = {
        "heading": _("The file could not be made just now"),
        "lede": _("Try again in a minute. A page says the same."),
        "same_words": same_words,
    }
    response = page(request, "not-now", city, context, status=503, room="plans")
    response["Retry-After"] = "60"
    response["Cache-Control"] = "no-store"
    return response
