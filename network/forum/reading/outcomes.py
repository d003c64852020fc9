"""The list of outcomes, in the words of the page: by theme and result, by keyset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from django.db.models import Q
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from handbooks.querysets import public_q
from handbooks.reading.addresses import address
from network.forum.choices import Result
from network.forum.models import Outcome
from network.forum.reading.addresses import thread_address
from network.forum.reading.asked import Asked, Place
from portal.words.filters import Question
from portal.words.parts import Link, Text
from portal.words.themes import Theme

OUTCOMES = 25
"""Of a page."""
LONGEST = 400
COLUMNS = (
    *("pk", "at", "asked", "result", "summary", "place", "city__name", "thread", "thread__title", "thread__themes"),
    *("thread__board__slug", "thread__board__title", "is_written_up", "precedent__title", "precedent__url_path"),
)
MARKS = {Result.WORKED: "done", Result.MIXED: "under", Result.DID_NOT: "stop", Result.OPEN: "none"}
FACETS = (
    Question("theme", _("Theme"), _("Every theme"), Theme.choices),
    Question("result", _("What came of it"), _("Every result"), Result.choices),
)


@dataclass(frozen=True, slots=True)
class OutcomeRow:
    """An outcome in the list."""

    asked: str
    url: str
    mark: str
    result: Text
    summary: str
    where: str
    board: str
    themes: list[Text]
    at: datetime
    precedent: Link | None


class OutcomeList:
    """The outcomes that an address asks for, of threads that one reader reads."""

    def __init__(self, address: QueryDict, user: Any) -> None:
        self.asked, self.user = Asked.read(address, FACETS), user

    @cached_property
    def rows(self) -> list[OutcomeRow]:
        return [row_of(row) for row in self._found[:OUTCOMES]]

    @property
    def older(self) -> str:
        """The address of the page after this one, or nothing at the end of the list."""
        if len(self._found) <= OUTCOMES:
            return ""
        last = self._found[OUTCOMES - 1]
        return self.asked.address(before=str(Place(last["at"], last["pk"])))

    @property
    def newest(self) -> str:
        """The address of the first page, on any other."""
        return "" if self.asked.is_first_page else self.asked.address()

    @cached_property
    def _found(self) -> Sequence[dict[str, Any]]:
        outcomes = Outcome.objects.visible_to(self.user).filter(self._wanted())
        shown = outcomes.annotate(is_written_up=public_q("precedent")).order_by("-at", "-pk")
        return list(shown.values(*COLUMNS)[: OUTCOMES + 1])

    def _wanted(self) -> Q:
        wanted = Q()
        if theme := self.asked.get("theme"):
            wanted &= Q(thread__themes__contains=[theme])
        if result := self.asked.get("result"):
            wanted &= Q(result=result)
        if place := self.asked.before:
            wanted &= Q(at__lt=place.at) | Q(at=place.at, pk__lt=place.pk)
        return wanted


def row_of(row: dict[str, Any]) -> OutcomeRow:
    result = Result(row["result"])
    written_up = row["is_written_up"] and row["precedent__url_path"]
    return OutcomeRow(
        asked=row["asked"],
        url=thread_address(row["thread__board__slug"], row["thread"], row["thread__title"]),
        mark=MARKS[result],
        result=result.label,
        summary=Truncator(row["summary"]).chars(LONGEST),
        where=", ".join(filter(None, (row["place"], row["city__name"]))),
        board=row["thread__board__title"],
        themes=[Theme(theme).label for theme in row["thread__themes"]],
        at=row["at"],
        precedent=Link(title=row["precedent__title"], url=address(row["precedent__url_path"])) if written_up else None,
    )
