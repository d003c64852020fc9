"""The doors of choosers: editors of the newsroom open them, and find there what may be chosen and nothing else."""

from __future__ import annotations

from abc import abstractmethod
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern
from rules import has_perm
from wagtail.admin.views.generic.chooser import ChosenMultipleView, ChosenView
from wagtail.admin.viewsets.chooser import ChooserViewSet

from portal.newsroom.editor.found_articles import is_key


class OnlyEditors:
    """A view of a chooser."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not has_perm("newsroom.edit", request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # of Django's view

    def can_create(self) -> bool:
        """Nothing is recorded on the spot, and nobody is asked about a permission for it."""
        return False

    @abstractmethod
    def get_object_list(self) -> QuerySet[Any]:
        """Return all that may be chosen."""


class OneChosen(OnlyEditors, ChosenView):
    """The one that was chosen."""

    def get_object(self, pk: str) -> Any:
        if not is_key(pk):
            raise Http404
        return self.get_object_list().get(pk=pk)


class SeveralChosen(OnlyEditors, ChosenMultipleView):
    """The same for several at once, which no form of ours asks for."""

    def get_objects(self, pks: list[str]) -> QuerySet[Any]:
        return self.get_object_list().filter(pk__in=[pk for pk in pks if is_key(pk)])


class EditorsChooser(ChooserViewSet):
    """A chooser of the newsroom, without Wagtail's address for recording something on the spot."""

    register_widget = False
    permission_policy: Any = None

    def get_urlpatterns(self) -> list[URLPattern]:
        return [pattern for pattern in super().get_urlpatterns() if pattern.name != "create"]
