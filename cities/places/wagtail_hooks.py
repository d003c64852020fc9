"""Where cities and organisations meet Wagtail's own pages at /editor/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from cities.places import reports
from cities.places.editor.guards import guard_deletion
from cities.places.editor.merging import MergeView
from cities.places.editor.viewsets import CityViewSet, OrganisationViewSet
from portal.editor.reports import ReportMenuItem

register_snippet(CityViewSet)
register_snippet(OrganisationViewSet)


@hooks.register("register_admin_urls")
def merging() -> list[Any]:
    return [path("organisations/<int:pk>/merge/", MergeView.as_view(), name="organisation_merge")]


@hooks.register("before_delete_snippet")
def before_delete(request: HttpRequest, things: Any) -> HttpResponse | None:
    return guard_deletion(request, things)


@hooks.register("register_log_actions")
def mergers(actions: Any) -> None:
    """Have a merger told in the history of the organisation that stayed."""

    @actions.register_action("places.merge")
    class Merger(LogFormatter):
        label = _("Merge")

        def format_message(self, entry: Any) -> str:
            return gettext("“%(name)s” was merged into it") % {"name": entry.data["merged"]["name"]}


@hooks.register("register_admin_urls")
def advice_reports() -> list[Any]:
    return [path("reports/", include((reports.urlpatterns, "places_reports")))]


for order, each in enumerate(reports.REPORTS, start=30):

    @hooks.register("register_reports_menu_item")
    def menu_item(report: type[reports.AdviceReport] = each, order: int = order) -> ReportMenuItem:
        return ReportMenuItem(report, order)
