"""All published plans side by side, for lists over cities: a constant number of queries, however many actions.

What is read is what everyone may read: the last edition of each live plan, with stages and updates live.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from django.db.models.fields.json import KT
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from cities.places.models import City
from cities.plans.choices import Stage
from cities.plans.models import Action, Edition, EditionAction
from cities.plans.reading.state import Mark, State, sign_of, silent_since, states_of
from portal.words.parts import Text
from portal.words.themes import Theme

FURTHEST_FIRST = (Stage.DONE, Stage.UNDER_WAY, Stage.AGREED, Stage.PAUSED, Stage.PROPOSED, Stage.DROPPED)


@dataclass(frozen=True)
class Row:
    """A published action among those of all cities."""

    published: EditionAction
    city: City
    state: State
    today: date
    interval: int
    since: date

    @property
    def url(self) -> str:
        return reverse("action", args=[self.city.slug, self.published.action_id])

    @property
    def theme(self) -> str:
        return self.published.theme

    @property
    def stage(self) -> Stage:
        return self.state.stage

    @property
    def mark(self) -> Mark:
        return sign_of(self.stage)

    @property
    def is_overdue(self) -> bool:
        return self.state.is_overdue(self.published.due_on, self.today)

    @property
    def is_stale(self) -> bool:
        return self.state.is_stale(self.interval, self.today, self.since)

    @property
    def days_silent(self) -> int:
        return self.state.days_silent(self.today, self.since)

    @property
    def rank(self) -> int:
        """How far it has come, the furthest first."""
        return FURTHEST_FIRST.index(self.stage)


@dataclass(frozen=True)
class Share:
    """The part of a bar that is the actions at one stage: where it begins and how wide it is, as a drawing says it."""

    mark: Mark
    start: str
    width: str


@dataclass(frozen=True)
class Progress:
    """How far the actions of one city have come, or those of them that a page is about."""

    city: City
    rows: list[Row]
    title: str

    @property
    def total(self) -> int:
        return len(self.rows)

    @cached_property
    def counts(self) -> Counter[Stage]:
        return Counter(row.stage for row in self.rows)

    @property
    def by_stage(self) -> list[tuple[Mark, int]]:
        """Each stage with how many actions stand at it, empty ones too."""
        return [(sign_of(stage), self.counts[stage]) for stage in FURTHEST_FIRST]

    @property
    def shares(self) -> list[Share]:
        """The parts of a bar, the furthest stage first."""
        found, start = [], 0.0
        for mark, count in self.by_stage:
            if count:
                width = 100 * count / self.total
                found.append(Share(mark, per_cent(start), per_cent(width)))
                start += width
        return found

    @property
    def done(self) -> int:
        return self.counts[Stage.DONE]

    @cached_property
    def overdue(self) -> int:
        return sum(row.is_overdue for row in self.rows)

    @cached_property
    def stale(self) -> int:
        return sum(row.is_stale for row in self.rows)

    @cached_property
    def told_on(self) -> date | None:
        """The day of the last update of any action."""
        days = [localdate(row.state.told_at) for row in self.rows if row.state.told_at]
        return max(days, default=None)

    @property
    def days_silent(self) -> int:
        """Days since the last update of any action; since the plan came out, where there is none."""
        return min((row.days_silent for row in self.rows), default=0)

    @cached_property
    def quietest(self) -> Row | None:
        """The action that goes on and was silent for longest."""
        going = [row for row in self.rows if not row.state.is_ended]
        return max(going, key=lambda row: row.days_silent, default=None)

    @property
    def themes(self) -> list[tuple[Text, int, int]]:
        """Each theme of the plans with how many of its actions are done, and how many there are."""
        total = Counter(row.theme for row in self.rows)
        done = Counter(row.theme for row in self.rows if row.stage == Stage.DONE)
        return [(Theme(theme).label, done[theme], total[theme]) for theme in Theme.values]


class Across:
    """The published plans of all cities, for one reader. Each property asks the database at most once or twice."""

    def __init__(self, user: Any = None) -> None:
        self.user = user
        self.today = timezone.localdate()

    @cached_property
    def cities(self) -> list[City]:
        return list(City.objects.visible_to(self.user).order_by("name"))

    @cached_property
    def rows(self) -> list[Row]:
        """Every action of the last editions, by city and in the order of its plan."""
        published = EditionAction.objects.visible_to(self.user).current().in_order()
        found = list(published.select_related("edition__plan").defer("edition__payload"))
        states = states_of(row.action_id for row in found)
        since = silent_since(Action.objects.filter(pk__in=[row.action_id for row in found]))
        cities = {city.pk: city for city in self.cities}
        return [
            Row(
                row,
                cities[row.edition.plan.city_id],
                states.get(row.action_id, State()),
                self.today,
                row.edition.plan.review_interval,
                since[row.action_id],
            )
            for row in found
        ]

    @cached_property
    def titles(self) -> dict[int, str]:
        """The titles of the plans as published, by the primary key of their city."""
        editions = Edition.objects.visible_to(self.user).current().order_by()
        return dict(editions.annotate(title=KT("payload__plan__title")).values_list("plan__city", "title"))

    def progress(self, keep: Callable[[Row], bool] = lambda row: True) -> list[Progress]:
        """Return the progress of each city, with the actions that `keep` is true of; none where a city has no plan."""
        found: dict[int, list[Row]] = {city.pk: [] for city in self.cities}
        for row in filter(keep, self.rows):
            found[row.city.pk].append(row)
        return [Progress(city, found[city.pk], self.titles.get(city.pk, "")) for city in self.cities]

    @property
    def planned(self) -> set[int]:
        """The cities with a published plan, by primary key."""
        return {row.city.pk for row in self.rows}


def per_cent(share: float) -> str:
    """Return a length of a drawing, written the same in every language."""
    return f"{share:.2f}%"


def themes_in(rows: Iterable[Row]) -> list[tuple[str, Text]]:
    """Return the themes of some actions, in the order of the handbooks."""
    used = {row.theme for row in rows}
    return [(theme, label) for theme, label in Theme.choices if theme in used]
