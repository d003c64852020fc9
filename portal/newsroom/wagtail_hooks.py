"""Where the newsroom meets Wagtail's own pages at /editor/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from portal.newsroom.editor.announcements import announce_button
from portal.newsroom.editor.choosers import action_chooser
from portal.newsroom.editor.dashboard import NewsroomPanel
from portal.newsroom.editor.guards import guard_deletion
from portal.newsroom.editor.issuing import IssueView, issue_buttons
from portal.newsroom.editor.people import person_chooser
from portal.newsroom.viewsets import NewsroomGroup

register_snippet(NewsroomGroup)


@hooks.register("register_admin_viewset")
def choosers() -> list[Any]:
    return [action_chooser, person_chooser]


@hooks.register("register_admin_urls")
def addresses() -> list[Any]:
    return [path("newsroom/", include("portal.newsroom.editor.urls"))]


@hooks.register("construct_homepage_panels")
def show_newsroom(request: HttpRequest, panels: list[Any]) -> None:
    panels.append(NewsroomPanel())


@hooks.register("before_delete_snippet")
def before_delete(request: HttpRequest, things: Any) -> HttpResponse | None:
    return guard_deletion(request, things)


@hooks.register("register_admin_urls")
def narrative_urls() -> list[Any]:
    return [path("newsroom/narrative/", IssueView.as_view(), name="narrative_issue")]


hooks.register("register_page_header_buttons", issue_buttons)


@hooks.register("register_admin_urls")
def announcement_urls() -> list[Any]:
    return [path("newsroom/announcements/", include("portal.newsroom.editor.announcement_urls"))]


hooks.register("register_page_header_buttons", announce_button)
