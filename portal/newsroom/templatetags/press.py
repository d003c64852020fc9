"""Links for journalists, on pages about the press."""

from __future__ import annotations

from django import template
from django.urls import reverse

from handbooks.reading.nation import read_cities
from portal.pagecache.parts import kept_part
from portal.words.parts import Link

register = template.Library()


@register.simple_tag
def press_kits() -> list[Link]:
    """Return the press kit of each city."""
    cities = kept_part("cities", read_cities)
    return [Link(title=name, url=reverse("city_press", args=[slug])) for slug, name, _nation in cities]
