"""What a file of a plan holds, whatever its format: the text that was asked for, and what happened, live."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from datetime import date
from functools import cached_property
from typing import Any

from django.utils.timezone import localdate
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cities.places.models import Membership
from cities.plans.choices import Visibility
from cities.plans.files.cells import cells_of
from cities.plans.files.columns import COLUMNS, WORKING_COLUMNS, Column, Field
from cities.plans.files.meanwhile import fingerprint
from cities.plans.files.told import (
    absolute,
    disputers,
    evidence_text,
    responses_text,
    update_data,
    update_row,
    updates_of,
    words,
)
from cities.plans.models import Update
from cities.plans.reading.owners import owner_name
from cities.plans.reading.plan import Line, PlanReading
from cities.plans.reading.story import chain
from cities.plans.reading.text import PlanText
from portal.words.site import LICENCE, LICENCE_ADDRESS

FORMAT = 1


class PlanContents:
    """A plan for a file. The reading has a text; each property asks the database at most once."""

    def __init__(self, reading: PlanReading, text: PlanText) -> None:
        self.reading = reading
        self.city = reading.city
        self.slug = reading.city.slug
        self.text = text

    @property
    def name(self) -> str:
        """The name of the file, without its extension."""
        of = (
            f"edition-{self.reading.edition.number}" if self.reading.edition and not self.is_working else "working-text"
        )
        return f"{self.slug}-action-plan-{of}"

    @property
    def is_working(self) -> bool:
        return self.reading.is_working

    @property
    def dated(self) -> date:
        """The day of the text: that of its edition, today for the working text."""
        edition = self.reading.edition
        return localdate(edition.published_at) if edition and not self.is_working else self.reading.today

    @property
    def address(self) -> str:
        return absolute("plan", self.slug)

    @property
    def columns(self) -> tuple[Column, ...]:
        return WORKING_COLUMNS if self.is_working else COLUMNS

    @cached_property
    def working(self) -> dict[int, tuple[str, int]]:
        """Who reads each action of the working text, and its version. What an edition holds is public."""
        plan = self.reading.plan
        if plan is None or not self.is_working:
            return {}
        rows = plan.actions.visible_to(self.reading.user).values_list("pk", "visibility", "version")
        return {pk: (visibility, version) for pk, visibility, version in rows}

    @cached_property
    def updates(self) -> dict[int, list[Update]]:
        """The published updates of each action, oldest first."""
        found: dict[int, list[Update]] = {action.id: [] for action in self.text.actions}
        plan = self.reading.plan
        for update in updates_of(plan, self.reading.user, set(found)) if plan else []:
            found[update.action_id].append(update)
        return found

    @cached_property
    def corrections(self) -> dict[int, int]:
        """The update that corrects each corrected one."""
        every = (update for updates in self.updates.values() for update in updates)
        return {update.corrects_id: update.pk for update in every if update.corrects_id}

    def standing(self, action: int) -> list[Update]:
        """Return the updates of an action that no correction replaces, by the moment from which they count."""
        found = [update for update in self.updates[action] if update.pk not in self.corrections]
        return sorted(found, key=lambda update: (update.counts_from, update.pk))

    def behind(self, update: Update) -> list[Update]:
        """Return an update and what it corrects, whose evidence counts for it too."""
        return [update, *chain(update, {row.pk: row for row in self.updates[update.action_id]})]

    def rows(self) -> Iterator[dict[str, Any]]:
        """Return a row for each action, by the keys of the columns."""
        for line in self.reading.lines:
            yield {**self.cells(line), **self.told(line)}

    def cells(self, line: Line) -> dict[str, Any]:
        """Return the text of an action; its numbers and dates as such, so that a spreadsheet sorts them."""
        action = line.text
        visibility, version = self.working.get(action.id, (Visibility.PUBLIC, None))
        cells = cells_of(action, visibility)
        typed: dict[str, Any] = {
            Field.NUMBER: action.number,
            Field.KEY: action.id,
            Field.OWNER: action.owner,
            Field.STARTS_ON: action.starts_on,
            Field.DUE_ON: action.due_on,
            Field.VERSION: version,
            Field.FINGERPRINT: fingerprint(cells) if self.is_working else "",
        }
        return {**cells, **typed}

    def told(self, line: Line) -> dict[str, Any]:
        """Return what the latest update says of an action, with what co-owners say to it beside."""
        action, state = line.text, line.state
        latest = next((row for row in self.updates[action.id] if state.update and row.pk == state.update.pk), None)
        live = {
            "theme": action.objective.theme_label,
            "owner_for": action.owner_for,
            "answers": "\n".join(f"{part.name}: {part.said or part.state}" for part in action.partners),
            "stage": state.stage_label,
            "outlook": state.outlook_label,
            "overdue": _("yes") if line.is_overdue else _("no"),
            "days_silent": line.days_silent,
            "not_agreed": "\n".join(line.lacking),
            "disputed_by": disputers(self.standing(action.id)),
            "address": absolute("action", self.slug, action.id),
        }
        if latest is None:
            return live
        return live | {
            "told_on": latest.reported_on,
            "corrected_on": localdate(latest.published_at) if latest.corrects_id and latest.published_at else None,
            "told": words(latest),
            "responses": responses_text(latest.responses.all()),
            "evidence": evidence_text(
                self.slug, (proof for row in self.behind(latest) for proof in row.evidence.all())
            ),
            "next_step": latest.next_step,
            "next_on": latest.next_on,
        }

    def update_rows(self) -> Iterator[dict[str, Any]]:
        """Return a row for each update, action by action."""
        for action in self.text.actions:
            for update in self.updates[action.id]:
                yield update_row(self.slug, action.number, action.title, update, self.corrections.get(update.pk))

    def member_rows(self) -> Iterator[dict[str, Any]]:
        """Return a row for each active member who may own an action; who is not shown to the reader has no name."""
        rows = Membership.objects.active().filter(city=self.city, user__is_active=True)
        for row in rows.select_related("user", "partner__organisation", "city").order_by("pk"):
            name = owner_name(row, self.reading.user)
            yield {"reference": row.pk, "name": name, "organisation": row.organisation}

    @cached_property
    def document(self) -> dict[str, Any]:
        """Return the plan as JSON holds it. The keys are described in docs/plan-files.md."""
        edition = None if self.is_working else self.reading.edition
        return {
            "format": FORMAT,
            "city": {"name": self.city.name, "slug": self.slug},
            "address": self.address,
            "licence": {"name": LICENCE, "address": LICENCE_ADDRESS},
            "text": "working" if self.is_working else "edition",
            "edition": edition
            and {
                "number": edition.number,
                "published_at": edition.published_at.isoformat(),
                "note": edition.note,
                "checksum": edition.checksum,
                "address": absolute("plan_edition", self.slug, edition.number),
            },
            "payload": self.reading.payload,
            "live": [self.live(line) for line in self.reading.lines],
        }

    def live(self, line: Line) -> dict[str, Any]:
        """Return what happened to an action, as JSON holds it."""
        action, state = line.text, line.state
        return {
            "action": action.id,
            "number": action.number,
            "address": absolute("action", self.slug, action.id),
            "stage": state.stage,
            "outlook": state.outlook,
            "was_agreed": state.was_agreed,
            "lacking": line.lacking,
            "latest_update": state.update.pk if state.update else None,
            "partners": [
                {"partner": part.partner, "name": part.name, "part": part.part, "state": part.state}
                for part in action.partners
            ],
            "milestones": [
                {"id": step.id, "done_on": step.done_on.isoformat() if step.done_on else None}
                for step in action.milestones
            ],
            "updates": [
                update_data(self.slug, update, self.corrections.get(update.pk)) for update in self.updates[action.id]
            ],
        }

    def tag(self, kind: str) -> str:
        """Return an entity tag: files of one kind, language and day with the same contents have the same.

        What is overdue and how many days an action has been silent goes by the day.
        """
        told = json.dumps([kind, get_language(), self.reading.today, self.document], sort_keys=True, default=str)
        return f'"{hashlib.sha256(told.encode()).hexdigest()[:32]}"'
