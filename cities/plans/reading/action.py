"""One action for one reader: its text, its story, what it rests on, who carries it, and what the reader may do."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch
from django.urls import reverse
from rules import has_perm

from cities.places.models import AdviceRequest, Membership
from cities.plans.models import Action, ActionAdvice, ActionPartner, Update
from cities.plans.reading.links import BasisLink, BasisLinks
from cities.plans.reading.people import Names
from cities.plans.reading.permits import powers_of, with_powers
from cities.plans.reading.plan import Line, PlanReading
from cities.plans.reading.readers import readers_of_text
from cities.plans.reading.story import Item, story_of, updates_of
from cities.plans.reading.text import ActionText, MilestoneText
from portal.words.parts import Link, Text


class ActionReading:
    """What the page of an action prints. Each property asks the database at most once."""

    def __init__(self, reading: PlanReading, text: ActionText) -> None:
        self.reading = reading
        self.text = text
        self.city = reading.city
        self.user = reading.user
        self.names = Names(reading.user)

    @cached_property
    def line(self) -> Line:
        return next(line for line in self.reading.lines if line.text.id == self.text.id)

    # --- What happened ------------------------------------------------------------------------
    @cached_property
    def updates(self) -> list[Update]:
        return updates_of(self.text.id, self.user)

    @cached_property
    def story(self) -> list[Item]:
        return story_of(self.updates, self.names)

    @property
    def current(self) -> Item | None:
        """The update that says how far the action has come."""
        return self.story[0] if self.story else None

    # --- What it is ---------------------------------------------------------------------------
    @cached_property
    def bases(self) -> list[BasisLink]:
        return BasisLinks(self.text.bases, self.city.nation).of(self.text.bases)

    @cached_property
    def entries(self) -> list[BasisLink]:
        """The entries that permit it, each with the Acts and sections that give the power."""
        powers = powers_of(self.text.bases, self.city.nation)
        return with_powers((basis for basis in self.bases if basis.text.is_entry), powers)

    @property
    def precedents(self) -> list[BasisLink]:
        return [basis for basis in self.bases if basis.text.is_precedent]

    @property
    def milestones(self) -> list[tuple[MilestoneText, bool]]:
        """The steps by date, each with whether it is late."""
        steps = sorted(self.text.milestones, key=lambda step: (step.due_on, step.id))
        return [(step, step.is_late(self.reading.today)) for step in steps]

    @cached_property
    def owner(self) -> str:
        """Who answers for it: the name for whom it is shown, else the organisation, else that there is somebody."""
        if self.text.owner is None:
            return ""
        member = None
        if self.user.is_authenticated:
            member = Membership.objects.select_related("user").filter(pk=self.text.owner).first()
        return self.names.signature(member.user if member else None, self.text.owner_for)

    @cached_property
    def advice(self) -> list[AdviceRequest]:
        """The requests for advice that were made from it, as far as the reader may know of them."""
        asked = ActionAdvice.objects.filter(action=self.text.id).values("request")
        return list(AdviceRequest.objects.visible_to(self.user).filter(pk__in=asked).order_by("-requested_at"))

    @property
    def is_published(self) -> bool:
        """Whether the last edition holds it, so that its updates are public."""
        edition = self.reading.edition
        return edition is not None and any(held["id"] == self.text.id for held in edition.payload["actions"])

    @property
    def who_reads(self) -> Text:
        """Who reads the working text of it and its updates, for those who read that text."""
        edition = self.reading.edition
        number = edition.number if edition and self.is_published else None
        return readers_of_text(self.row, number) if self.row and self.reading.is_working else ""

    # --- Where it stands ----------------------------------------------------------------------
    @property
    def place(self) -> int:
        return [line.text.id for line in self.reading.lines].index(self.text.id)

    def neighbour(self, step: int) -> Link | None:
        place = self.place + step
        lines = self.reading.lines
        return self.link(lines[place].text) if 0 <= place < len(lines) else None

    def link(self, text: ActionText) -> Link:
        return Link(title=text.title, url=reverse("action", args=[self.city.slug, text.id]), number=str(text.number))

    @property
    def previous(self) -> Link | None:
        return self.neighbour(-1)

    @property
    def next(self) -> Link | None:
        return self.neighbour(1)

    @property
    def siblings(self) -> list[Line]:
        """The actions under the same objective."""
        return [line for line in self.reading.lines if line.text.objective.id == self.text.objective.id]

    # --- What the reader may do ---------------------------------------------------------------
    @cached_property
    def row(self) -> Action | None:
        """The row behind the text, of which permissions are asked; none for a reader who is not signed in."""
        if not self.user.is_authenticated:
            return None
        partners = ActionPartner.objects.select_related("partner__organisation")
        rows = Action.objects.select_related("owner").prefetch_related(Prefetch("partners", partners))
        drafts = Update.objects.draft_of(self.user).filter(action=OuterRef("pk"))
        found = rows.annotate(has_draft=Exists(drafts)).filter(pk=self.text.id).first()
        if found is not None and self.reading.plan is not None:
            found.plan = self.reading.plan
        return found

    def may(self, permission: str) -> bool:
        return self.row is not None and has_perm(permission, self.user, self.row)

    @property
    def may_edit(self) -> bool:
        return self.may("plans.edit_action")

    @property
    def may_report(self) -> bool:
        return self.may("plans.report")

    @property
    def has_draft(self) -> bool:
        """Whether the reader began an update and may still publish it."""
        return self.may_report and self.row.has_draft  # type: ignore[union-attr]  # annotated

    @property
    def may_redact(self) -> bool:
        return self.user.is_authenticated and has_perm("plans.redact", self.user, None)

    @property
    def may_ask_advice(self) -> bool:
        return self.city.is_focus and has_perm("places.request_advice", self.user, self.city)

    @property
    def to_answer(self) -> list[ActionPartner]:
        """The parts that wait for the reader's own organisation."""
        return [part for part in self.own_parts if part.is_asked]

    @property
    def answered(self) -> list[ActionPartner]:
        """The parts that the reader's own organisation has accepted or declined, and may answer otherwise."""
        return [part for part in self.own_parts if not part.is_asked]

    @property
    def own_parts(self) -> list[ActionPartner]:
        """The parts of the reader's own organisation."""
        if self.row is None:
            return []
        return [part for part in self.row.partners.all() if has_perm("plans.answer_part", self.user, part)]

    @cached_property
    def answerable(self) -> set[int]:
        """The updates that the reader may still answer for their co-owning organisation."""
        if self.row is None:
            return set()
        own = {part.partner_id for part in self.row.partners.all() if has_perm("plans.answer_part", self.user, part)}
        found = set()
        for item in self.story:
            item.update.action = self.row
            has_answered = any(answer.response.partner_id in own for answer in item.answers)
            if not has_answered and has_perm("plans.respond", self.user, item.update):
                found.add(item.update.pk)
        return found

    @cached_property
    def correctable(self) -> set[int]:
        """The updates that the reader may correct."""
        row = self.row
        if row is None or not self.may_report:
            return set()
        for item in self.story:
            item.update.action = row
        return {item.update.pk for item in self.story if has_perm("plans.correct", self.user, item.update)}


def action_reading(city: Any, user: Any, pk: int, *, working: bool) -> ActionReading | None:
    """Return an action for a reader, or None where there is nothing of it for them to read."""
    reading = PlanReading(city, user, working=working)
    text = reading.text.action(pk) if reading.text else None
    return ActionReading(reading, text) if text else None
