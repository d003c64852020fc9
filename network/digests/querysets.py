"""Questions that one may ask of notices. `visible_to` is the only door for reading."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any, Self

from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from network.digests.describing import readable


class NoticeQuerySet(QuerySet):
    """Notices: everybody reads their own, as long as they read what these are about."""

    def visible_to(self, user: Any, sources: Collection[str] | None = None) -> Self:
        """Return what `user` may read. Asks at once which sources their notices have, unless `sources` says so: a
        statement that minds all of them takes longer to plan than the rest of a page.
        """
        if user is None or not user.is_authenticated:
            return self.none()
        own = self.filter(person=user.pk)
        if sources is None:
            sources = set(own.order_by().values_list("source", flat=True).distinct())
        return own.filter(readable(user, set(sources)))

    def unread(self) -> Self:
        return self.filter(read_at=None)

    def unread_first(self) -> Self:
        """Order by what is not read yet, and the newest first."""
        is_read = ExpressionWrapper(Q(read_at__isnull=False), output_field=BooleanField())
        return self.order_by(is_read, "-at", "-pk")
