"""Where the newsroom meets Wagtail's own pages at /editor/."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from wagtail import hooks
from wagtail.snippets.models import register_snippet

from portal.newsroom.editor.choosers import action_chooser
from portal.newsroom.editor.guards import guard_deletion
from portal.newsroom.editor.people import person_chooser
from portal.newsroom.viewsets import NewsroomGroup

register_snippet(NewsroomGroup)


@hooks.register("register_admin_viewset")
def choosers() -> list[Any]:
    return [action_chooser, person_chooser]


@hooks.register("before_delete_snippet")
def before_delete(request: HttpRequest, things: Any) -> HttpResponse | None:
    return guard_deletion(request, things)
