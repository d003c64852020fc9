"""The parts of a city's pages, as links: what the visitor may open."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rules import has_perm

from cities.places.models import City
from portal.words.parts import Text


@dataclass(frozen=True)
class Tab:
    """One part of a city; `current` is what aria-current says of it."""

    label: Text
    url: str
    current: str


def tabs(request: HttpRequest, city: City) -> list[Tab]:
    """Return the parts of a city that the visitor may open."""
    parts = [(_("The city"), "city", True), (_("News"), "city_news", True)]
    parts.append((_("Advice days"), "city_advice", city.is_focus))
    parts.append((_("People"), "city_network", has_perm("places.read_network", request.user, city)))
    found = [(label, reverse(name, args=[city.slug])) for label, name, shown in parts if shown]
    return [Tab(label, url, "page" if url == request.path else "") for label, url in found]
