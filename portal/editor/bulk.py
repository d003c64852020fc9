"""The door of acts on many things at once: Wagtail names what was ticked before it asks who may do the act."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.core.exceptions import PermissionDenied
from django.db.models import Model
from django.http import Http404, HttpRequest, HttpResponse
from wagtail.admin.views.bulk_action import index
from wagtail.models import Page
from wagtail.permissions import page_permission_policy

PAGE_ACTS = ("add", "change", "publish", "bulk_delete", "lock", "unlock")


def bulk_action(request: HttpRequest, app_label: str, model_name: str, action: str) -> HttpResponse:
    """Show or do an act on many, for who has a part in things of this kind. Raises Http404 and PermissionDenied."""
    try:
        model = apps.get_model(app_label, model_name)
    except LookupError as error:
        raise Http404 from error
    if not may_begin(request.user, model, action):
        raise PermissionDenied
    return index(request, app_label, model_name, action)


def may_begin(user: Any, model: type[Model], action: str) -> bool:
    """Whether somebody may see what they ticked. Pictures and files are no secret to who is at /editor/."""
    if issubclass(model, Page):
        return page_permission_policy.user_has_any_permission(user, PAGE_ACTS)
    if issubclass(model, get_user_model()):
        return user.has_perm("accounts.change_user")
    snippet = getattr(model, "snippet_viewset", None)
    return snippet is None or snippet.permission_policy.user_has_permission(user, action)
