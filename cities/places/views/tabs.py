"""The parts of a city's pages, as links: what the visitor may open. A higher room adds its own from `ready`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rules import has_perm

from cities.places.models import City
from portal.words.parts import Text

Shown = Callable[[HttpRequest, City], bool]


def always(request: HttpRequest, city: City) -> bool:
    return True


@dataclass(frozen=True)
class Part:
    """A part of every city: the name of its address, and to whom it is shown. `order` is its place among the tabs."""

    label: Text
    name: str
    order: int
    shown: Shown = always


@dataclass(frozen=True)
class Tab:
    """One part of a city; `current` is what aria-current says of it."""

    label: Text
    url: str
    current: str


_parts: dict[str, Part] = {}


def register_tab(part: Part) -> None:
    """Add a part to the pages of every city."""
    _parts[part.name] = part


for own in (
    Part(_("The city"), "city", 10),
    Part(_("News"), "city_news", 30),
    Part(_("Advice days"), "city_advice", 40, lambda request, city: city.is_focus),
    Part(_("People"), "city_network", 50, lambda request, city: has_perm("places.read_network", request.user, city)),
):
    register_tab(own)


def tabs(request: HttpRequest, city: City) -> list[Tab]:
    """Return the parts of a city that the visitor may open."""
    shown = sorted((part for part in _parts.values() if part.shown(request, city)), key=lambda part: part.order)
    return [tab_of(part, request.path, city) for part in shown]


def tab_of(part: Part, path: str, city: City) -> Tab:
    """Return the tab of a part: its own page is “page”, what lies below it “true”."""
    url = reverse(part.name, args=[city.slug])
    is_below = path.startswith(url) and part.name != "city"
    return Tab(part.label, url, "page" if path == url else "true" if is_below else "")
