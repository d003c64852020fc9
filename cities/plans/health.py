"""The health of a plan: yes or no to four plain questions about each action that goes on. No score is made of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from cities.plans.reading.plan import Line
from portal.words.parts import Text


@dataclass(frozen=True)
class Question:
    """What is asked of an action: by its name, and with the words for yes and for no."""

    name: str
    yes: Text
    no: Text


OWNER = Question("owner", _("Has an active owner"), _("No active owner"))
BASIS = Question("basis", _("Names its legal basis"), _("No entry named, nor why none is needed"))
MILESTONE = Question("milestone", _("Has a milestone ahead"), _("No milestone ahead"))
UPDATE = Question("update", _("Updated in time"), _("No update in time"))
QUESTIONS = (OWNER, BASIS, MILESTONE, UPDATE)


@dataclass(frozen=True)
class Point:
    """The answer to one question about one action."""

    question: Question
    is_well: bool

    @property
    def words(self) -> Text:
        return self.question.yes if self.is_well else self.question.no


def points_of(line: Line, active_owners: set[int]) -> list[Point]:
    """Return a point for each question; none for an action that is done or dropped. `active_owners` are memberships."""
    if line.state.is_ended:
        return []
    text = line.text
    answers = {
        OWNER: text.owner in active_owners,
        BASIS: bool(text.entries or text.none_needed),
        MILESTONE: any(step.done_on is None and step.due_on >= line.today for step in text.milestones),
        UPDATE: not line.is_stale,
    }
    return [Point(question, answers[question]) for question in QUESTIONS]


@dataclass(frozen=True)
class Tally:
    """How many of the actions that go on are well in one respect."""

    question: Question
    well: int
    of: int

    @property
    def lacking(self) -> int:
        return self.of - self.well


def tallies_of(points: Iterable[list[Point]]) -> list[Tally]:
    """Return a tally for each question over the points of many actions."""
    asked = [point for of_action in points for point in of_action]
    of = {question: [point.is_well for point in asked if point.question is question] for question in QUESTIONS}
    return [Tally(question, sum(answers), len(answers)) for question, answers in of.items()]
