"""Questions that one may ask of notices. `visible_to` is the only door for reading."""

from __future__ import annotations

from typing import Any, Self

from django.apps import apps
from django.db.models import Q, QuerySet


class NoticeQuerySet(QuerySet):
    """Notices: everybody reads their own, as long as they read what these are about."""

    def visible_to(self, user: Any) -> Self:
        if user is None or not user.is_authenticated:
            return self.none()
        threads = apps.get_model("forum", "thread")._default_manager.visible_to(user)
        return self.filter(Q(thread=None) | Q(thread__in=threads.values("pk")), person=user.pk)

    def unread(self) -> Self:
        return self.filter(read_at=None)
