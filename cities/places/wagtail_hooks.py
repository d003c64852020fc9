"""Where cities and organisations meet Wagtail's own pages at /editor/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import include, path, reverse
from rules import has_perm
from wagtail import hooks
from wagtail.admin.menu import MenuItem

from cities.places import reports


@hooks.register("register_admin_urls")
def advice_reports() -> list[Any]:
    return [path("reports/", include((reports.urlpatterns, "places_reports")))]


class AdviceReportMenuItem(MenuItem):
    """A report on advice days in the menu, for those who may read it."""

    def is_shown(self, request: HttpRequest) -> bool:
        return has_perm(reports.PERMISSION, request.user)


def menu_item(report: type[reports.AdviceReport], order: int) -> MenuItem:
    url = reverse(f"places_reports:{report.name}")
    return AdviceReportMenuItem(report.page_title, url, name=report.name, icon_name=report.header_icon, order=order)


for order, each in enumerate(reports.REPORTS, start=30):

    @hooks.register("register_reports_menu_item")
    def advice_menu_item(report: type[reports.AdviceReport] = each, order: int = order) -> MenuItem:
        return menu_item(report, order)
