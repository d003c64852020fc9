"""The public addresses of the newsroom beside its pages, for search engines. Wagtail's own sitemap has the articles.

Source: https://www.sitemaps.org/protocol.html
"""

from __future__ import annotations

from typing import Any

from django.contrib.sitemaps import Sitemap
from django.urls import reverse

from cities.places.models import City
from portal.newsroom.models import Author, NarrativeEdition
from portal.words.navigation import ADDRESSES


class NewsroomSitemap(Sitemap):
    """The archive, coverage, the authors of what is published, the editions of the narrative, and the press kits."""

    limit = 10_000

    def items(self) -> list[str]:
        authors = Author.objects.visible_to().order_by("slug").values_list("slug", flat=True)
        editions = NarrativeEdition.objects.visible_to().order_by("number").values_list("number", flat=True)
        cities = City.objects.visible_to().order_by("slug").values_list("slug", flat=True)
        return [
            *(ADDRESSES["archive"], ADDRESSES["coverage"]),
            *(reverse("author", args=[slug]) for slug in authors.distinct()),
            reverse("narrative_editions"),
            *(reverse("narrative_edition", args=[number]) for number in editions),
            *(reverse("city_press", args=[slug]) for slug in cities),
        ]

    def location(self, item: Any) -> str:
        return str(item)
