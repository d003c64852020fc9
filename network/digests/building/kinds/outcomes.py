"""Outcomes of threads: what was asked, what came of it and where. Who reads the thread reads them."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings

from network.digests.building.choice import LINE, Choice, Described, Subject
from network.digests.building.people import People
from network.forum.choices import Result
from network.forum.models import Outcome, Thread
from network.forum.reading.addresses import thread_address
from portal.text.cutting import at_a_word

ANCHOR = "#outcome"
"""Where the outcome stands on the page of its thread."""
COLUMNS = (
    *("pk", "asked", "result", "summary", "place", "city__name", "thread", "thread__title", "thread__board__slug"),
    *("thread__board__title", "thread__city__name"),
)


def describe(choices: Collection[Choice]) -> dict[Subject, Described]:
    """Describe outcomes by what was asked, the city of which they tell, and how they begin."""
    keys = {choice.key: choice.subject for choice in choices}
    rows = Outcome.objects.filter(pk__in=keys, thread__in=Thread.objects.listed()).values(*COLUMNS)
    return {
        keys[row["pk"]]: Described(
            title=row["asked"],
            url=settings.SITE_URL
            + thread_address(row["thread__board__slug"], row["thread"], row["thread__title"])
            + ANCHOR,
            place=row["city__name"] or row["place"] or row["thread__city__name"] or row["thread__board__title"],
            line=line_of(row["result"], row["summary"]),
        )
        for row in rows
    }


def line_of(result: str, summary: str) -> str:
    """Return what came of it, and the beginning of what was written about it, as one line."""
    return at_a_word(f"{Result(result).label}: {' '.join(summary.split())}", LINE)


def readable(people: People, wanted: Collection[tuple[int, Choice]]) -> set[tuple[int, Subject]]:
    """Return the pairs of a person and an outcome of a thread that lists show, on a board that the person reads."""
    rows = Outcome.objects.filter(pk__in={choice.key for _person, choice in wanted}, thread__in=Thread.objects.listed())
    board_of = dict(rows.values_list("pk", "thread__board"))
    return {
        (person, choice.subject) for person, choice in wanted if board_of.get(choice.key) in people.boards_of(person)
    }
