"""What happened to an action, newest first: updates with evidence and answers, a correction in place of its mistake."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.db.models import Prefetch
from django.urls import reverse
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from cities.plans.choices import Stage, Stance
from cities.plans.models import Evidence, Response, Update
from cities.plans.reading.people import Names

STANCE_SIGNS = {Stance.AGREE: "done", Stance.PARTLY: "late", Stance.DISPUTE: "dispute"}


@dataclass(frozen=True)
class Answer:
    """What a co-owner says to an update."""

    response: Response
    signed: str

    @property
    def sign(self) -> str:
        return STANCE_SIGNS[Stance(self.response.stance)]

    @property
    def label(self) -> str:
        return str(self.response.get_stance_display())

    @property
    def organisation(self) -> str:
        return str(self.response.partner.organisation.name)

    @property
    def is_removed(self) -> bool:
        return self.response.redacted_at is not None


@dataclass(frozen=True)
class Item:
    """One update in the story. `earlier` are what it corrects, the last first; `before` is the stage before it."""

    update: Update
    signed: str
    before: str
    answers: list[Answer]
    earlier: list[Item] = field(default_factory=list)

    @property
    def ids(self) -> list[int]:
        """The updates that it shows: the one that stands and those that it corrects."""
        return [self.update.pk, *(old.update.pk for old in self.earlier)]

    @property
    def evidence(self) -> list[Evidence]:
        return list(self.update.evidence.all())

    @property
    def all_evidence(self) -> list[Evidence]:
        """Its evidence, and that of what it corrects."""
        return [*self.evidence, *(shown for old in self.earlier for shown in old.evidence)]

    @property
    def inherited(self) -> list[Evidence]:
        """The evidence of what it corrects, which counts for it too."""
        return self.all_evidence[len(self.evidence) :]

    @property
    def changes_stage(self) -> bool:
        return self.before != self.update.stage

    @property
    def is_removed(self) -> bool:
        return self.update.redacted_at is not None

    @property
    def disputes(self) -> list[Answer]:
        return [answer for answer in self.answers if answer.response.stance != Stance.AGREE]


def updates_of(action: int, user: Any) -> list[Update]:
    """Return the published updates of an action that `user` may read and what hangs on them, in three queries."""
    answers = Response.objects.select_related("partner__organisation", "by")
    evidence = Evidence.objects.select_related("document")
    rows = Update.objects.visible_to(user).filter(action=action).order_by("counts_from", "pk")
    return list(
        rows.select_related("partner__organisation", "by").prefetch_related(
            Prefetch("responses", answers), Prefetch("evidence", evidence)
        )
    )


def story_of(updates: list[Update], names: Names) -> list[Item]:
    """Return the story of an action from its updates, oldest first: one item for each that stands, newest first."""
    corrected = {update.corrects_id: update for update in updates if update.corrects_id}
    by_id = {update.pk: update for update in updates}
    items: list[Item] = []
    before = str(Stage.PROPOSED)
    for update in updates:
        if update.pk in corrected:
            continue
        earlier = [item_of(former, names, "") for former in chain(update, by_id)]
        items.append(item_of(update, names, before, earlier))
        before = update.stage
    return items[::-1]


def chain(update: Update, by_id: Mapping[int, Update]) -> list[Update]:
    """Return what an update corrects, and what that corrected, back to the first."""
    found = []
    while update.corrects_id and update.corrects_id in by_id:
        update.corrects = by_id[update.corrects_id]
        update = update.corrects
        found.append(update)
    return found


def item_of(update: Update, names: Names, before: str, earlier: list[Item] | None = None) -> Item:
    answers = [Answer(response, names.signed(response)) for response in update.responses.all()]
    return Item(update, names.signed(update), before or update.stage, answers, earlier or [])


def citation_of(update: Update, *, city: Any, number: int, title: str) -> str:
    """Return how to cite one update, ready to paste."""
    address = settings.SITE_URL + reverse("plan_update", args=[city.slug, update.action_id, update.pk])
    said = _("Action plan of %(city)s (%(year)s), action %(number)s, “%(title)s”: update of %(date)s.") % {
        "city": city.name,
        "year": localdate(update.published_at).year,
        "number": number,
        "title": title,
        "date": update.dated,
    }
    return f"{said} {address}"
