"""“Write an entry”: the themes in which a person may begin one."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from wagtail.permissions import page_permission_policy

from handbooks.models import ThemePage


def themes_of(user: Any) -> QuerySet[ThemePage]:
    """Return the themes in which `user` may begin an entry, in the order of reading."""
    pages = page_permission_policy.instances_user_has_permission_for(user, "add")
    return ThemePage.objects.filter(pk__in=pages.values("pk")).order_by("path")


def choose_theme(request: HttpRequest) -> HttpResponse:
    """List the themes, each leading to the form of a new entry. Raises PermissionDenied where there is none."""
    themes = list(themes_of(request.user))
    if not themes:
        raise PermissionDenied
    return render(request, "handbooks/editor/themes.html", {"themes": themes})
