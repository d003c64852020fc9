"""Wagtail's pages of snippets, with the heading of the first level that those for adding and changing one lack."""

from __future__ import annotations

from typing import Any

from wagtail.snippets.views import snippets


class AddView(snippets.CreateView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"title": self.get_header_title(), **super().get_context_data(**kwargs)}


class EditView(snippets.EditView):
    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return {"title": self.get_header_title(), **super().get_context_data(**kwargs)}


class SnippetViewSet(snippets.SnippetViewSet):
    """The pages of one kind of snippet."""

    add_view_class = AddView
    edit_view_class = EditView
