"""What changed in a plan since one of its network was last here."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cached_property
from typing import Any

from django.apps import apps
from django.db.models import Max, Q
from django.utils import timezone

from cities.plans.models import ActionPartner, Edition, PlanVisit, Response, Update
from cities.plans.reading.people import Names
from cities.plans.reading.plan import PlanReading
from cities.plans.reading.text import ActionText

FIRST_TIME = timedelta(days=30)
"""How far back a first visit looks."""


@dataclass(frozen=True)
class Edited:
    """An action whose text was changed, and when last."""

    text: ActionText
    at: datetime


class Changes:
    """Updates, answers, editions and edits since the visit before this one. Each property asks the database once."""

    def __init__(self, reading: PlanReading, user: Any) -> None:
        self.reading = reading
        self.user = user
        self.names = Names(user)

    @cached_property
    def before(self) -> datetime | None:
        """When the reader was last here, before this visit."""
        seen = PlanVisit.objects.filter(user=self.user, plan=self.reading.plan).first()
        return seen.before_at if seen else None

    @property
    def since(self) -> datetime:
        return self.before or timezone.now() - FIRST_TIME

    @cached_property
    def texts(self) -> dict[int, ActionText]:
        return {action.id: action for action in self.reading.text.actions} if self.reading.text else {}

    @cached_property
    def updates(self) -> list[tuple[Update, ActionText, str]]:
        """What was published, with its action and who signs it, newest first."""
        rows = Update.objects.visible_to(self.user).since(self.since).filter(action__in=self.texts)
        found = rows.select_related("by", "partner__organisation").order_by("-published_at")
        return [(update, self.texts[update.action_id], self.names.signed(update)) for update in found]

    @cached_property
    def responses(self) -> list[tuple[Response, ActionText]]:
        rows = Response.objects.visible_to(self.user).filter(at__gt=self.since, update__action__in=self.texts)
        found = rows.select_related("update", "partner__organisation").order_by("-at")
        return [(response, self.texts[response.update.action_id]) for response in found]

    @cached_property
    def parts(self) -> list[tuple[ActionPartner, ActionText]]:
        """Organisations that were asked, or that answered."""
        rows = ActionPartner.objects.visible_to(self.user).filter(action__in=self.texts)
        moved = Q(asked_at__gt=self.since) | Q(accepted_at__gt=self.since) | Q(declined_at__gt=self.since)
        found = rows.filter(moved).select_related("partner__organisation").order_by("action_id", "pk")
        return [(part, self.texts[part.action_id]) for part in found]

    @cached_property
    def editions(self) -> list[Edition]:
        rows = Edition.objects.visible_to(self.user).filter(plan=self.reading.plan, published_at__gt=self.since)
        return list(rows.defer("payload"))

    @cached_property
    def edited(self) -> list[Edited]:
        """Actions whose text somebody changed, as the events of the database say."""
        model = apps.get_model("plans", "ActionEvent")
        rows = model._default_manager.filter(pgh_obj_id__in=self.texts, pgh_created_at__gt=self.since)
        found = rows.values_list("pgh_obj_id").annotate(at=Max("pgh_created_at")).order_by("-at")
        return [Edited(self.texts[action], at) for action, at in found]

    @property
    def is_empty(self) -> bool:
        return not (self.updates or self.responses or self.parts or self.editions or self.edited)
