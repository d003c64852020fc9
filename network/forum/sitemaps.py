"""The threads that everybody reads, for search engines. Source: https://www.sitemaps.org/protocol.html"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib.sitemaps import Sitemap
from django.db.models import QuerySet

from network.forum.models import Thread
from network.forum.reading.addresses import thread_address


class ForumSitemap(Sitemap):
    """The public threads, the newest first."""

    limit = 10_000

    def items(self) -> QuerySet[Thread, Any]:
        threads = Thread.objects.visible_to(None).listed().order_by("-pk")
        return threads.select_related("board").only("title", "last_post_at", "board__slug")

    def location(self, item: Thread) -> str:
        return thread_address(item.board.slug, item.pk, item.title)

    def lastmod(self, item: Thread) -> datetime:
        return item.last_post_at
