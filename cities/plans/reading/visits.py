"""When somebody of the network last read the plan. A visit ends after half an hour without another page."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db.models import Case, F, When
from django.utils import timezone

from cities.plans.models import PlanVisit
from cities.plans.reading.plan import PlanReading

ENDS_AFTER = timedelta(minutes=30)


def visit(user: Any, reading: PlanReading) -> None:
    """Note that somebody of the network reads the plan now. The visit before this one is kept beside it."""
    if not reading.reads_working or reading.plan is None:
        return
    now = timezone.now()
    is_new = When(last_at__lt=now - ENDS_AFTER, then=F("last_at"))
    visits = PlanVisit.objects.filter(user=user, plan=reading.plan)
    if not visits.update(before_at=Case(is_new, default=F("before_at")), last_at=now):
        PlanVisit.objects.get_or_create(user=user, plan=reading.plan, defaults={"last_at": now})
