"""What the lists by month share: the archive of articles, and what outlets printed."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import replace
from datetime import date
from functools import cached_property

from django.http import QueryDict
from django.urls import reverse

from portal.newsroom.reading.months import Month, month_of
from portal.words.filters import Question, answers, query
from portal.words.parts import FilterGroup


class ListByMonths(ABC):
    """What an address asks of such a list. Values that are not known are named, not obeyed."""

    view: str

    def __init__(self, address: QueryDict) -> None:
        self.chosen, self.unknown = answers(address, self.questions)

    @property
    @abstractmethod
    def questions(self) -> list[Question]:
        """What may be asked of the list."""

    @property
    @abstractmethod
    def months(self) -> list[Month]:
        """The months that the other answers leave, the latest first."""

    @cached_property
    def groups(self) -> list[FilterGroup]:
        """The questions, with the months that the other answers leave."""
        listed = [(month.written, f"{month.label} ({month.count})") for month in self.months]
        asked = [replace(each, choices=listed) if each.name == "month" else each for each in self.questions]
        return [question.group(self.chosen.get(question.name, "")) for question in asked]

    @property
    def clear_url(self) -> str:
        return reverse(self.view) if self.chosen else ""

    @property
    def said(self) -> str:
        """What was chosen, in words."""
        words = (question.words(self.chosen.get(question.name, "")) for question in self.questions)
        return ", ".join(str(word) for word in words if word)

    @property
    def month(self) -> date | None:
        return month_of(self.chosen.get("month", ""))

    @property
    def total(self) -> int:
        """How much fits, by the months."""
        return sum(month.count for month in self.months if self.month in (None, month.first))

    def address(self, **more: object) -> str:
        """Return the query of an address that asks the same and more."""
        return query(self.chosen, more)
