"""The plan as it is now, for comparing rows of a file with it: everything in a fixed number of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cities.places.models import Membership, Partner
from cities.places.naming import is_near
from cities.plans.files.cells import Cells, cells_of
from cities.plans.files.columns import as_a_cell_holds, squeezed
from cities.plans.freezing import payload_of, with_text
from cities.plans.models import Action, ActionPlan, EditionAction, Objective
from cities.plans.reading.state import State, states_of
from cities.plans.reading.text import ActionText, plan_text
from handbooks.models import EntryPage, PageNumber, PrecedentPage
from portal.accounts.models import User

MOST_GUESSED = 50
"""Unknown names of one file for which near ones are looked for."""
MOST_NEAR = 3


@dataclass(frozen=True)
class Present:
    """An action as it is now: its row with what hangs on it, its text, and the cells that it would be exported as."""

    row: Action
    text: ActionText
    cells: Cells

    @property
    def version(self) -> int:
        return self.row.version


class PlanPresent:
    """What rows of a file are compared with, as `by` may see it."""

    def __init__(self, plan: ActionPlan, by: User) -> None:
        self.plan = plan
        self.by = by
        self._near: dict[str, list[str]] = {}

    @cached_property
    def objectives(self) -> list[Objective]:
        return list(self.plan.objectives.order_by("position"))

    @cached_property
    def actions(self) -> dict[int, Present]:
        """Every action by its number."""
        rows = list(with_text(self.plan.actions.visible_to(self.by)))
        texts = plan_text(payload_of(self.plan, self.objectives, rows)).actions
        return {
            row.number: Present(row, text, cells_of(text, row.visibility))
            for row, text in zip(rows, texts, strict=True)
        }

    @cached_property
    def objectives_by_title(self) -> dict[str, list[int]]:
        return by_name((objective.title, objective.pk) for objective in self.objectives)

    @cached_property
    def partners(self) -> list[tuple[str, int]]:
        """The partners of the network today, by name."""
        rows = Partner.objects.visible_to(self.by).current().filter(city=self.plan.city_id)
        return list(rows.order_by("organisation__name").values_list("organisation__name", "pk"))

    @cached_property
    def partners_by_name(self) -> dict[str, list[int]]:
        return by_name(self.partners)

    def partners_like(self, name: str) -> list[str]:
        """Return the partners whose names are near one that is none of theirs; of the first unknown names alone."""
        key = key_of(name)
        if key not in self._near and len(self._near) < MOST_GUESSED:
            self._near[key] = [known for known, _pk in self.partners if is_near(name, known)][:MOST_NEAR]
        return self._near.get(key, [])

    @cached_property
    def states(self) -> dict[int, State]:
        """How the actions stand, by their primary keys."""
        return states_of(present.row.pk for present in self.actions.values())

    @cached_property
    def titles(self) -> dict[tuple[int, str], int]:
        """The number of an action by its objective and title, in whatever case and spacing it is written."""
        return {
            (present.text.objective.id, key_of(present.text.title)): number for number, present in self.actions.items()
        }

    @cached_property
    def current_partners(self) -> set[int]:
        return {partner for found in self.partners_by_name.values() for partner in found}

    @cached_property
    def members(self) -> dict[str, int]:
        """The active members of this city and of no other, by their reference and by their address."""
        rows = Membership.objects.active().filter(city=self.plan.city_id, user__is_active=True)
        found: dict[str, int] = {}
        for pk, email in rows.values_list("pk", "user__email"):
            found[str(pk)] = found[email.casefold()] = pk
        return found

    @cached_property
    def ledger(self) -> dict[tuple[str, int, int], int | None]:
        """The page that each number was given to, also one that has another number by now."""
        rows = PageNumber.objects.values_list("series", "theme_number", "item_number", "page_id")
        return {(series, theme, item): page for series, theme, item, page in rows}

    @cached_property
    def published_pages(self) -> set[int]:
        """The entries and precedents that may be named."""
        found: set[int] = set()
        for pages in (EntryPage, PrecedentPage):
            found |= set(pages.objects.visible_to(self.by).values_list("pk", flat=True))
        return found

    @cached_property
    def held(self) -> set[int]:
        """The actions that an edition holds, which stay public."""
        return set(EditionAction.objects.filter(edition__plan=self.plan).values_list("action_id", flat=True))


def by_name(rows: Iterable[Any]) -> dict[str, list[int]]:
    """Return primary keys by name, in whatever case and spacing it is written."""
    found: dict[str, list[int]] = defaultdict(list)
    for name, pk in rows:
        found[key_of(name)].append(pk)
    return dict(found)


def key_of(name: str) -> str:
    return squeezed(as_a_cell_holds(name)).casefold()
