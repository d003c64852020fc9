"""The events that everybody reads, for search engines. Source: https://www.sitemaps.org/protocol.html"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from network.events.models import Event
from network.forum.reading.addresses import event_address


class EventsSitemap(Sitemap):
    """The public events that take or took place, the newest first."""

    limit = 10_000

    def items(self) -> QuerySet[Event, Any]:
        events = Event.objects.visible_to(None).listed().filter(cancelled_at=None).order_by("-pk")
        return events.select_related("thread").only("changed_at", "thread__title")

    def location(self, item: Event) -> str:
        return event_address(item.pk, item.thread.title)

    def lastmod(self, item: Event) -> datetime:
        return item.changed_at
