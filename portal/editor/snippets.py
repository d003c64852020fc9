"""Wagtail's pages of snippets, with the heading of the first level that those for adding and changing one lack."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern
from django.utils.functional import cached_property
from django.views import View
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn
from wagtail.snippets.views import chooser, snippets

ACTS = ("add", "change", "delete", "view")


class AddView(snippets.CreateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"title": self.get_header_title(), **super().get_context_data(**kwargs)}


class EditView(snippets.EditView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"title": self.get_header_title(), **super().get_context_data(**kwargs)}


class SnippetChooserViewSet(chooser.SnippetChooserViewSet):
    """Choosing a snippet, for who may do something with snippets of its kind; Wagtail lets everybody in at /editor/.

    Where none can be recorded on the spot there is no address for it, which Wagtail fails at.
    """

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Callable[..., HttpResponse]:
        view, policy = super().construct_view(view_class, **kwargs), self.model.snippet_viewset.permission_policy

        @wraps(view)
        def guarded(request: HttpRequest, *args: Any, **values: Any) -> HttpResponse:
            if not policy.user_has_any_permission(request.user, ACTS):
                raise PermissionDenied
            return view(request, *args, **values)

        return guarded

    def get_urlpatterns(self) -> list[URLPattern]:
        records = self.creation_form_class or self.form_fields or self.exclude_form_fields
        return [pattern for pattern in super().get_urlpatterns() if records or pattern.name != "create"]


class ListView(snippets.IndexView):
    """A list with boxes to tick, where there is something to do with what is ticked."""

    @cached_property
    def columns(self) -> list[Any]:
        may_delete = self.permission_policy.user_has_permission(self.request.user, "delete")
        return [column for column in super().columns if may_delete or not isinstance(column, BulkActionsCheckboxColumn)]


class SnippetViewSet(snippets.SnippetViewSet):
    """The pages of one kind of snippet."""

    index_view_class = ListView
    add_view_class = AddView
    edit_view_class = EditView
    chooser_viewset_class = SnippetChooserViewSet
