"""Wagtail's report on pages by the age of what they say, under a title in British spelling."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.reports.aging_pages import AgingPagesView

TITLE = _("Ageing pages")


class AgeingPagesView(AgingPagesView):
    page_title = TITLE


def spell_in_menu(request: HttpRequest, menu_items: list[Any]) -> None:
    """Give Wagtail's line of the menu the title of the page that it leads to."""
    address = reverse("wagtailadmin_reports:aging_pages")
    for item in menu_items:
        if isinstance(item, MenuItem) and item.url == address:
            item.label = TITLE
