"""The public's edition of a plan for a committee: each action with its latest update, its evidence and its answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import BooleanField, ExpressionWrapper, Prefetch, Q
from django.http import QueryDict
from django.utils.translation import gettext as _

from cities.plans.models import Edition, Evidence, Response, Update
from cities.plans.reading.filtering import PlanFilter
from cities.plans.reading.links import BasisLink, BasisLinks
from cities.plans.reading.people import Names
from cities.plans.reading.permits import Powers, powers_of, with_powers
from cities.plans.reading.plan import Line, PlanReading
from cities.plans.reading.story import Item, chain, item_of
from cities.plans.reading.text import ActionText, BasisText, ObjectiveText, PlanText


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
    """What the public reads of a plan, in one piece, without names of people. A fixed number of queries.

    `found` is what of it was asked for; `reading` has the actions that it leaves, and `text` is of the whole plan.
    """

    def __init__(self, found: PlanFilter, text: PlanText, edition: Edition) -> None:
        self.found = found
        self.reading = found.reading.with_lines(found.kept)
        self.text = text
        self.edition = edition

    @property
    def is_narrowed(self) -> bool:
        return self.found.is_on

    @property
    def is_empty(self) -> bool:
        """Whether something was asked for, and no action fits."""
        return self.is_narrowed and not self.reading.lines

    @property
    def narrowed_to(self) -> str:
        """What of the plan is printed, in words; nothing where it is the whole of it."""
        if not self.is_narrowed:
            return ""
        count = {"shown": len(self.reading.lines), "total": len(self.text.actions), "said": "; ".join(self.found.said)}
        return _("%(shown)s of %(total)s actions. %(said)s.") % count

    @property
    def bases(self) -> Iterator[BasisText]:
        return (basis for line in self.reading.lines for basis in line.text.bases)

    @cached_property
    def claims(self) -> dict[int, Item]:
        """The latest update of each action, by the action, with what it corrects."""
        actions = [line.text.id for line in self.reading.lines]
        latest = Update.objects.newest_of_each().filter(action__in=actions)
        is_latest = Q(pk__in=latest.values("pk"))
        rows = Update.objects.visible_to().filter(action__in=actions).select_related("partner__organisation")
        answers = Response.objects.select_related("partner__organisation")
        found = rows.prefetch_related(Prefetch("responses", answers), Prefetch("evidence", Evidence.objects.all()))
        wanted = found.filter(is_latest | Q(corrections__published_at__isnull=False))
        marked = wanted.annotate(is_latest=ExpressionWrapper(is_latest, BooleanField()))
        by_id = {update.pk: update for update in marked}
        return {update.action_id: claim_of(update, by_id) for update in by_id.values() if update.is_latest}

    @property
    def nation(self) -> str:
        return self.reading.city.nation

    @cached_property
    def powers(self) -> Powers:
        return powers_of(self.bases, self.nation)

    @cached_property
    def sections(self) -> list[tuple[ObjectiveText, list[PrintedAction]]]:
        links = BasisLinks(self.bases, self.nation)
        return [
            (objective, list(self.printed(lines, links)))
            for objective, lines in self.reading.grouped(lambda line: True)
            if lines or not self.is_narrowed
        ]

    def printed(self, lines: list[Line], links: BasisLinks) -> Iterator[PrintedAction]:
        for line in lines:
            yield PrintedAction(
                line, with_powers(links.of(line.text.bases), self.powers), self.claims.get(line.text.id)
            )

    @property
    def endorsed_by(self) -> list[str]:
        return self.reading.endorsed_by


def claim_of(update: Update, by_id: Mapping[int, Update]) -> Item:
    """Return an update with what it corrects, without names of people."""
    names = Names(None)
    return item_of(update, names, "", [item_of(former, names, "") for former in chain(update, by_id)])


def printed_plan(city: Any, asked: QueryDict | None = None) -> PrintedPlan | None:
    """Return the plan of a city as its public reads it, or what of it an address asks for; None without an edition."""
    reading = PlanReading(city, None)
    if reading.text is None or reading.edition is None:
        return None
    return PrintedPlan(PlanFilter(reading, asked or QueryDict()), reading.text, reading.edition)
