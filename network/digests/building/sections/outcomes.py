"""Outcomes that others recorded on threads which a person reads: each told of once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple

from django.utils.translation import gettext as _

from network.digests.building.choice import Choice
from network.digests.building.fitting import NOTHING, Fit, Fitting
from network.digests.building.people import People
from network.digests.building.threads import ENOUGH, OWN_ROW, as_array, rows_of
from network.digests.choices import ItemKind
from network.forum.choices import Level
from network.forum.models import Outcome, Thread

NAME = "outcomes"
MOST = 200
"""Outcomes that are looked at, the newest first."""
LOOKED_AT = 24
"""Outcomes of one person that are looked at: of some they were told."""
FOLLOWED = -1
"""Rank of an outcome on a thread that a person follows."""

UNTOLD = f"""
SELECT one.person, one.outcome, r.level = ANY(%(levels)s)
FROM unnest(%(people)s::bigint[], %(outcomes)s::bigint[], %(threads)s::bigint[]) AS one (person, outcome, thread)
JOIN forum_thread t ON t.id = one.thread LEFT JOIN {OWN_ROW}
WHERE (r.level IS NULL OR r.level <> %(muted)s) AND NOT EXISTS (
    SELECT FROM digests_digestitem i WHERE i.person_id = one.person AND i.kind = %(kind)s AND i.object_id = one.outcome
)
"""  # noqa: S608  made of constants


class Recorded(NamedTuple):
    """An outcome, with what decides whom it concerns."""

    pk: int
    thread: int
    board: int
    themes: list[str]
    by: int
    at: Any


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the outcomes that each person was not told of: on threads that they follow, then on what they know."""
    outcomes = {row.pk: row for row in recent(people)}
    wanted = [(person, row) for person in people.keys for row in islice(of_others(people, person, outcomes), LOOKED_AT)]
    if not wanted:
        return {}
    asked = {
        "people": as_array(person for person, _row in wanted),
        "outcomes": as_array(row.pk for _person, row in wanted),
        "threads": as_array(row.thread for _person, row in wanted),
        "levels": [Level.TRACKING, Level.WATCHING],
        "muted": Level.MUTED,
        "kind": ItemKind.OUTCOME,
    }
    known, own = Fitting(people), Fit(FOLLOWED, _("You follow the thread."))
    others, found = Fit(NOTHING, _("It is on a board that you read.")), defaultdict(list)
    for person, pk, is_followed in rows_of(UNTOLD, asked):
        row = outcomes[pk]
        found[person].append((own if is_followed else known.of(person, row.themes) or others, row))
    return {
        person: [choice(fit, row) for fit, row in sorted(rows, key=rank)[:ENOUGH]] for person, rows in found.items()
    }


def recent(people: People) -> list[Recorded]:
    rows = Outcome.objects.filter(thread__in=Thread.objects.listed(), at__gt=people.since).order_by("-at", "-pk")
    columns = ("pk", "thread", "thread__board", "thread__themes", "by", "at")
    return [Recorded(*row) for row in rows.values_list(*columns)[:MOST]]


def of_others(people: People, person: int, outcomes: dict[int, Recorded]) -> Iterator[Recorded]:
    """Yield what others recorded since things are new to a person, on boards of which they want to hear."""
    read = people.heard_boards(person)
    since = people.new_from(person)
    return (row for row in outcomes.values() if row.board in read and row.by != person and row.at > since)


def rank(one: tuple[Fit, Recorded]) -> tuple[Any, ...]:
    fit, row = one
    return fit.rank, -row.at.timestamp(), -row.pk


def choice(fit: Fit, row: Recorded) -> Choice:
    return Choice(section=NAME, kind=ItemKind.OUTCOME, key=row.pk, why=fit.why, thread=row.thread)
