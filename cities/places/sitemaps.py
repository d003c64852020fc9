"""The public pages of cities, for search engines. Source: https://www.sitemaps.org/protocol.html"""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from cities.places.models import City


class CitiesSitemap(Sitemap):
    """The list of cities and the page of each."""

    def items(self) -> list[str]:
        slugs = City.objects.visible_to().order_by("slug").values_list("slug", flat=True)
        return [reverse("cities"), *(reverse("city", args=[slug]) for slug in slugs)]

    def location(self, item: Any) -> str:
        return str(item)
