"""What pages of the rooms below show of plans: actions that use an entry or a precedent, a city's plan in brief."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from django.db.models import Count, Model
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places.models import AdviceRequest, City
from cities.plans.choices import Stage
from cities.plans.models import Action, ActionPlan, EditionAction
from cities.plans.querysets import overdue_q
from cities.plans.reading.state import State, states_of
from handbooks.models import EntryPage
from portal.pagecache.parts import kept_part
from portal.words.parts import Link

COLUMNS = (
    "edition__plan__city__name",
    "edition__plan__city__slug",
    "action_id",
    "number",
    "title",
    "lead",
    "stage",
)


class Use(NamedTuple):
    """An action of some city that uses a page of the handbooks, as its city published it."""

    city: str
    slug: str
    action: int
    number: int
    title: str
    lead: str
    stage: str

    @property
    def stage_label(self) -> str:
        return str(Stage(self.stage).label)


def uses_of(page: Model) -> list[Use]:
    """Return the published actions of all cities that use an entry or follow a precedent; one query, and kept."""
    kind = "entry" if isinstance(page, EntryPage) else "precedent"
    return kept_part(f"actions-using:{kind}:{page.pk}", lambda: read_uses(kind, page.pk))


def read_uses(kind: str, pk: int) -> list[Use]:
    actions = EditionAction.objects.visible_to().current()
    found = actions.using_entry(pk) if kind == "entry" else actions.following(pk)
    rows = found.with_stage().in_order().values_list(*COLUMNS)
    return [Use._make([*columns, stage or Stage.PROPOSED]) for *columns, stage in rows]


def action_of(asked: AdviceRequest, user: Any) -> Link | None:
    """Return the action that advice was asked for, by its working text for who reads that, else as published."""
    working = Action.objects.visible_to(user).live().filter(advice__request=asked)
    found = working.values_list("pk", "number", "title").first()
    if found is None:
        published = EditionAction.objects.visible_to(user).current().filter(action__advice__request=asked)
        found = published.values_list("action", "number", "title").first()
    if found is None:
        return None
    pk, number, title = found
    return Link(title=title, url=reverse("action", args=[asked.city.slug, pk]), number=str(number))


def first_steps(city: City) -> list[Link]:
    """Lead who has joined a network to its plan, where it has one; one query."""
    if not ActionPlan.objects.live().filter(city=city).exists():
        return []
    words = _("Read the action plan, and find the actions that concern you")
    return [Link(title=words, url=reverse("plan", args=[city.slug]))]


class Published(NamedTuple):
    """How many cities have published a plan, and how many of the actions in them are overdue."""

    cities: int
    overdue: int


def published_plans() -> Published:
    """Return what is published of all plans, in two numbers; one query, and kept."""
    return kept_part(f"published-plans:{timezone.localdate()}", read_published)


def read_published() -> Published:
    actions = EditionAction.objects.visible_to().current().with_stage()
    cities = Count("edition__plan__city", distinct=True)
    return Published(**actions.aggregate(cities=cities, overdue=Count("pk", filter=overdue_q())))


@dataclass(frozen=True)
class Brief:
    """A city's published plan in brief: its edition, how many actions stand at each stage, and how many are overdue."""

    number: int
    published_at: datetime
    by_stage: list[tuple[Stage, int]]
    overdue: int

    @property
    def total(self) -> int:
        return sum(count for _stage, count in self.by_stage)


def brief_of(city: City, today: date | None = None) -> Brief | None:
    """Return a city's plan in brief, in two queries, or None before its first edition."""
    day = today or timezone.localdate()
    actions = EditionAction.objects.visible_to().current().filter(edition__plan__city=city)
    rows = list(actions.values_list("action_id", "due_on", "edition__number", "edition__published_at"))
    if not rows:
        return None
    states = states_of(action for action, *_rest in rows)
    found = [(states.get(action, State()), due_on) for action, due_on, *_rest in rows]
    counted = Counter(state.stage for state, _due_on in found)
    return Brief(
        number=rows[0][2],
        published_at=rows[0][3],
        by_stage=[(stage, counted[stage]) for stage in Stage if counted[stage]],
        overdue=sum(state.is_overdue(due_on, day) for state, due_on in found),
    )
