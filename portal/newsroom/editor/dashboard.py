"""The newsroom's dashboard at /editor/newsroom/, and what the editor's home says of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.generic import TemplateView
from rules import has_perm
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.components import Component
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from portal.newsroom.editor import desk
from portal.newsroom.models import Announcement, Coverage, NewsPage, Suggestion


class DashboardView(WagtailAdminTemplateMixin, TemplateView):
    """What waits in the newsroom, for its editors."""

    template_name = "newsroom/editor/dashboard.html"
    page_title = _("Newsroom")
    header_icon = "doc-full-inverse"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not has_perm("newsroom.edit", request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.get_page_title()}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **kwargs,
            parts=desk.all_parts(
                suggestions_url=reverse("newsroom_suggestions"),
                coverage_url=reverse(Coverage.snippet_viewset.get_url_name("list")),
                announcements_url=reverse("newsroom_announcements"),
                whole=self.request.GET.get("all", ""),
            ),
            write_url=write_url(),
            issue_url=reverse("narrative_issue") if has_perm("newsroom.publish", self.request.user) else "",
        )


def write_url() -> str:
    """Return the address of the form of a new article."""
    news = NewsPage.objects.only("pk").first()
    return reverse("wagtailadmin_pages:add", args=["newsroom", "articlepage", news.pk]) if news else ""


class DashboardMenuItem(MenuItem):
    """The dashboard in the menu, for editors of the newsroom."""

    def __init__(self) -> None:
        url = reverse("newsroom_dashboard")
        super().__init__(_("Dashboard"), url, name="newsroom-dashboard", icon_name="home", order=0)

    def is_shown(self, request: HttpRequest) -> bool:
        return has_perm("newsroom.edit", request.user)


@dataclass(frozen=True)
class Waiting:
    """How much of one kind waits."""

    count: int
    words: str
    part: str


class NewsroomPanel(Component):
    """How much waits in the newsroom, on the editor's home."""

    name = "newsroom"
    template_name = "newsroom/editor/home-panel.html"
    order = 95

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        if not has_perm("newsroom.edit", parent_context["request"].user):
            return {"is_shown": False}
        return {"is_shown": True, "waiting": [each for each in waiting() if each.count], "write_url": write_url()}


def waiting() -> list[Waiting]:
    reviews, found = desk.under_review().count(), Suggestion.objects.waiting().count()
    lost = Announcement.objects.needing_a_hand().count()
    return [
        Waiting(reviews, ngettext("page in review", "pages in review", reviews), "reviews"),
        Waiting(found, ngettext("suggestion of coverage", "suggestions of coverage", found), "suggestions"),
        Waiting(
            lost, ngettext("announcement that needs a hand", "announcements that need a hand", lost), "announcements"
        ),
    ]
