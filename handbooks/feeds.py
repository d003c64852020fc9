"""Atom feeds of new and changed pages. Source: RFC 4287"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.http import Http404, HttpRequest
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.translation import gettext as _

from handbooks.models import ChangeNote, HandbookPage
from handbooks.reading.addresses import address_of
from handbooks.reading.changes import numbered, public_notes, said_of

ITEMS = 40


class ChangesFeed(Feed):
    """New and changed entries and precedents of both handbooks."""

    feed_type = Atom1Feed

    def link(self, obj: Any = None) -> str:
        return address_of(obj) if obj else reverse("changes")

    def title(self, obj: Any = None) -> str:
        name = obj.title if obj else _("both handbooks")
        return _("Resilient Cities: new and changed in %(name)s") % {"name": name}

    def subtitle(self, obj: Any = None) -> str:
        return _("What changed, in a sentence each. General information, not legal advice.")

    def feed_copyright(self, obj: Any = None) -> str:
        return "CC BY 4.0"

    def author_name(self, obj: Any = None) -> str:
        return "Resilient Cities"

    def items(self, obj: Any = None) -> list[ChangeNote]:
        return list(public_notes()[:ITEMS])

    def item_title(self, item: ChangeNote) -> str:
        page = numbered(item.page)
        return f"{page.number} {page.title}".strip()

    def item_description(self, item: ChangeNote) -> str:
        return said_of(item)

    def item_link(self, item: ChangeNote) -> str:
        return address_of(item.page)

    def item_guid(self, item: ChangeNote) -> str:
        return f"{settings.SITE_URL}{address_of(item.page)}#change-{item.pk}"

    def item_updateddate(self, item: ChangeNote) -> datetime:
        return item.published_at

    def item_pubdate(self, item: ChangeNote) -> datetime:
        return item.page.first_published_at or item.published_at


class HandbookFeed(ChangesFeed):
    """The same for one handbook."""

    def get_object(self, request: HttpRequest, handbook: str) -> HandbookPage:
        page = HandbookPage.objects.visible_to(request.user).filter(slug=handbook).first()
        if page is None:
            raise Http404
        return page

    def items(self, obj: Any = None) -> list[ChangeNote]:
        return list(public_notes().filter(page__path__startswith=obj.path)[:ITEMS])
