"""The published plans and their actions, for search engines. Source: https://www.sitemaps.org/protocol.html"""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.contrib.sitemaps import Sitemap
from django.db.models import Max
from django.urls import reverse

from cities.plans.models import EditionAction, Update


class Listed(NamedTuple):
    """An address and when what it shows last changed."""

    url: str
    changed_at: datetime | None


class PlansSitemap(Sitemap):
    """The pages of all cities together, the plan of each city that published one, and its actions."""

    def items(self) -> list[Listed]:
        across = [Listed(reverse(name), None) for name in ("plans_progress", "powers_matrix")]
        return [*across, *plans_and_actions()]

    def location(self, item: Listed) -> str:
        return item.url

    def lastmod(self, item: Listed) -> datetime | None:
        return item.changed_at


def plans_and_actions() -> list[Listed]:
    """Return each plan that is published and the actions of its last edition, in two queries."""
    told = dict(Update.objects.visible_to().values_list("action").annotate(at=Max("published_at")).order_by())
    rows = EditionAction.objects.visible_to().current().in_order()
    plans: dict[str, Listed] = {}
    actions = []
    for slug, pk, published in rows.values_list("edition__plan__city__slug", "action", "edition__published_at"):
        changed = max(published, told.get(pk, published))
        actions.append(Listed(reverse("action", args=[slug, pk]), changed))
        before = plans.get(slug)
        newest = max(changed, before.changed_at) if before and before.changed_at else changed
        plans[slug] = Listed(reverse("plan", args=[slug]), newest)
    return [*plans.values(), *actions]
