"""What Wagtail's own views may not delete, one by one or several at once."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from rules import has_perm
from wagtail.admin import messages

from cities.places.models import City, Organisation, Partner

LIST = "wagtailsnippets_places_organisation:list"


def guard_deletion(request: HttpRequest, things: Iterable[Any]) -> HttpResponse | None:
    """Keep cities, and organisations that are or were partners of a network. Raises PermissionDenied."""
    things = list(things)
    if any(isinstance(thing, City) for thing in things):
        raise PermissionDenied
    organisations = [thing for thing in things if isinstance(thing, Organisation)]
    if organisations and not has_perm("places.merge_organisations", request.user):
        raise PermissionDenied
    seat = Partner.objects.filter(organisation__in=organisations).select_related("organisation").first()
    if seat is None:
        return None
    words = _("%(name)s is or was a partner of a network, and stays. Merge it into another instead.")
    messages.error(request, words % {"name": seat.organisation})
    return redirect(LIST)
