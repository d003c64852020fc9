"""Questions that one may ask of events. Who reads the thread reads the event; the rest is for those who come."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Self

from django.apps import apps
from django.db.models import Count, IntegerField, OuterRef, Q, QuerySet, Subquery, Value
from django.utils import timezone

from network.events.choices import Coming
from network.forum.models import Thread
from network.forum.standing import belongs


class EventQuerySet(QuerySet):
    """Events: read by who reads their thread."""

    def visible_to(self, user: Any = None) -> Self:
        return self.filter(thread__in=Thread.objects.visible_to(user).filter(merged_into=None))

    def listed(self) -> Self:
        """Return those that lists and calendars show: published and not hidden."""
        return self.filter(thread__hidden_at=None, thread__last_number__gt=0, thread__merged_into=None)

    def ahead(self, at: datetime | None = None) -> Self:
        """Return those that are not over, the next first."""
        return self.filter(ends_at__gt=at or timezone.now()).order_by("starts_at", "pk")

    def over(self, at: datetime | None = None) -> Self:
        """Return those that are over, the last first."""
        return self.filter(ends_at__lte=at or timezone.now()).order_by("-starts_at", "-pk")

    def between(self, first: datetime, last: datetime) -> Self:
        """Return those that touch a span of time, the first first."""
        return self.filter(starts_at__lt=last, ends_at__gt=first).order_by("starts_at", "pk")

    def with_counts(self) -> Self:
        """Annotate `going` and `waiting`, how many people do."""
        return self.annotate(
            going=Count("attendances", filter=Q(attendances__state=Coming.GOING)),
            waiting=Count("attendances", filter=Q(attendances__state=Coming.WAITING)),
        )

    def with_own(self, user: Any) -> Self:
        """Annotate `own_state` and `own_asked_at`: what `user` said, whose key is `own_of`."""
        if user is None or not user.is_authenticated:
            return self
        rows = apps.get_model("events", "attendance").objects.filter(event=OuterRef("pk"), person=user.pk)
        return self.annotate(
            own_of=Value(user.pk, output_field=IntegerField()),
            own_state=Subquery(rows.values("state")[:1]),
            own_asked_at=Subquery(rows.values("asked_at")[:1]),
            own_key=Subquery(rows.values("pk")[:1]),
        )


class AttendanceQuerySet(QuerySet):
    """Who comes: read by who reads the event and is of the network; the public reads only how many."""

    def visible_to(self, user: Any) -> Self:
        if not belongs(user):
            return self.none()
        events = apps.get_model("events", "event")._default_manager.visible_to(user)
        return self.filter(event__in=events)

    def going(self) -> Self:
        return self.filter(state=Coming.GOING)

    def waiting(self) -> Self:
        """Return those who wait, in the order in which they move up."""
        return self.filter(state=Coming.WAITING).order_by("asked_at", "pk")


class MaterialQuerySet(QuerySet):
    """Materials: read by who reads the event."""

    def visible_to(self, user: Any = None) -> Self:
        return self.filter(event__in=apps.get_model("events", "event")._default_manager.visible_to(user))


class PledgeQuerySet(QuerySet):
    """What cities will do: read by who reads the event."""

    def visible_to(self, user: Any = None) -> Self:
        return self.filter(event__in=apps.get_model("events", "event")._default_manager.visible_to(user))
