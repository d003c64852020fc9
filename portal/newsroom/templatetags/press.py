"""Links for journalists, on pages about the press."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django import template
from django.urls import reverse

from portal.newsroom.reading.archive import city_names

register = template.Library()


@dataclass(frozen=True)
class PressKitLinks:
    """Where the press kit of a city is, and the form by which its network is asked."""

    city: str
    url: str
    ask_url: str


@register.inclusion_tag("newsroom/press-kits.html")
def press_kits() -> dict[str, Any]:
    """Print the press kit and the form of each city."""
    kits = [
        PressKitLinks(name, reverse("city_press", args=[slug]), reverse("press_ask", args=[slug]))
        for slug, name in city_names()
    ]
    return {"kits": kits}
