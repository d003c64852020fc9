"""Where cities and organisations meet Wagtail's own pages at /editor/."""

from __future__ import annotations

from typing import Any

from django.urls import path
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter
from wagtail.snippets.models import register_snippet

from cities.places.editor.merging import MergeView
from cities.places.editor.viewsets import CityViewSet, OrganisationViewSet

register_snippet(CityViewSet)
register_snippet(OrganisationViewSet)


@hooks.register("register_admin_urls")
def merging() -> list[Any]:
    return [path("organisations/<int:pk>/merge/", MergeView.as_view(), name="organisation_merge")]


@hooks.register("register_log_actions")
def mergers(actions: Any) -> None:
    """Have a merger told in the history of the organisation that stayed."""

    @actions.register_action("places.merge")
    class Merger(LogFormatter):
        label = _("Merge")

        def format_message(self, entry: Any) -> str:
            return gettext("“%(name)s” was merged into it") % {"name": entry.data["merged"]["name"]}
