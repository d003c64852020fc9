"""The public's edition of a plan for a committee: each action with its latest update, its evidence and its answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Prefetch

from cities.plans.models import Edition, Evidence, Response, Update
from cities.plans.reading.links import BasisLink, BasisLinks
from cities.plans.reading.people import Names
from cities.plans.reading.permits import Powers, powers_of, with_powers
from cities.plans.reading.plan import Line, PlanReading
from cities.plans.reading.story import Item, item_of
from cities.plans.reading.text import ActionText, ObjectiveText, PlanText


@dataclass(frozen=True)
class PrintedAction:
    """An action on paper. `claim` is the update that says how far it has come, with its evidence and answers."""

    line: Line
    bases: list[BasisLink]
    claim: Item | None

    @property
    def text(self) -> ActionText:
        return self.line.text


class PrintedPlan:
    """What the public reads of a plan, in one piece, without names of people. A fixed number of queries."""

    def __init__(self, reading: PlanReading, text: PlanText, edition: Edition) -> None:
        self.reading = reading
        self.text = text
        self.edition = edition

    @cached_property
    def claims(self) -> dict[int, Item]:
        """The latest update of each action, by the action."""
        latest = Update.objects.newest_of_each().filter(action__in=[action.id for action in self.text.actions])
        rows = Update.objects.visible_to().filter(pk__in=latest.values("pk")).select_related("partner__organisation")
        answers = Response.objects.select_related("partner__organisation")
        found = rows.prefetch_related(Prefetch("responses", answers), Prefetch("evidence", Evidence.objects.all()))
        names = Names(None)
        return {update.action_id: item_of(update, names, "") for update in found}

    @cached_property
    def powers(self) -> Powers:
        return powers_of(basis for action in self.text.actions for basis in action.bases)

    @cached_property
    def sections(self) -> list[tuple[ObjectiveText, list[PrintedAction]]]:
        links = BasisLinks(basis for action in self.text.actions for basis in action.bases)
        return [
            (objective, list(self.printed(lines, links)))
            for objective, lines in self.reading.grouped(lambda line: True)
        ]

    def printed(self, lines: list[Line], links: BasisLinks) -> Iterator[PrintedAction]:
        for line in lines:
            yield PrintedAction(
                line, with_powers(links.of(line.text.bases), self.powers), self.claims.get(line.text.id)
            )

    @property
    def endorsed_by(self) -> list[str]:
        return self.reading.endorsed_by


def printed_plan(city: Any) -> PrintedPlan | None:
    """Return the plan of a city as its public reads it, or None where it has no edition."""
    reading = PlanReading(city, None)
    if reading.text is None or reading.edition is None:
        return None
    return PrintedPlan(reading, reading.text, reading.edition)
