"""What became of digests, for administrators: runs with their counts, the rows of one run, those of one person.

No subject and no text is read here: a digest tells of boards that administrators do not read.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from network.digests.choices import DigestState, Reason
from network.digests.models import Digest, Run
from portal.accounts.models import User

MOST_FOUND = 50
SHOWN_OF_PERSON = 60
TO_LOOK_AT = timedelta(days=30)
"""How long what did not arrive stands on the page of its own accord."""
UNCERTAIN = (DigestState.UNKNOWN, DigestState.FAILED)


@dataclass(frozen=True)
class RunRow:
    """A run with how many of its digests are in each state, and why some were skipped."""

    run: Run
    states: Counter[str]
    skipped: Counter[str]

    @property
    def waiting(self) -> int:
        """Those that are due, or in the hands of a worker."""
        return sum(self.states[state] for state in (DigestState.DUE, DigestState.CLAIMED, DigestState.SENDING))

    @property
    def sent(self) -> int:
        return self.states[DigestState.SENT]

    @property
    def empty(self) -> int:
        return self.states[DigestState.EMPTY]

    @property
    def in_doubt(self) -> int:
        return self.states[DigestState.UNKNOWN]

    @property
    def failed(self) -> int:
        return self.states[DigestState.FAILED]

    @property
    def reasons(self) -> list[tuple[str, int]]:
        """Why some were skipped, the commonest first, in words."""
        return [(str(Reason(reason).label), count) for reason, count in self.skipped.most_common()]


def run_rows(runs: Iterable[Run]) -> list[RunRow]:
    """Return some runs with the counts of their digests, in one query."""
    runs = list(runs)
    states: dict[int, Counter[str]] = defaultdict(Counter)
    skipped: dict[int, Counter[str]] = defaultdict(Counter)
    found = Digest.objects.filter(run__in=runs).order_by().values_list("run", "state", "reason").annotate(Count("pk"))
    for run, state, reason, count in found:
        states[run][state] += count
        if state == DigestState.SKIPPED:
            skipped[run][reason] += count
    return [RunRow(run, states[run.pk], skipped[run.pk]) for run in runs]


def with_people() -> QuerySet[Digest]:
    return Digest.objects.select_related("person", "resent_by")


def not_arrived() -> QuerySet[Digest]:
    """Return what is in doubt or failed of late, the newest first: somebody may send it again."""
    recent = Q(due_at__gt=timezone.now() - TO_LOOK_AT)
    return with_people().filter(recent, state__in=UNCERTAIN).order_by("-due_at", "-pk")


def of_run(run: Run, state: str) -> QuerySet[Digest]:
    rows = with_people().filter(run=run).order_by("pk")
    return rows.filter(state=state) if state else rows


def of_person(person: User) -> list[Digest]:
    return list(with_people().filter(person=person).order_by("-due_at", "-pk")[:SHOWN_OF_PERSON])


def found_people(words: str) -> list[User]:
    """Return the people whose name or address holds some words."""
    wanted = Q(display_name__icontains=words) | Q(email__icontains=words)
    people: Any = User.objects.filter(wanted, anonymised_at=None).select_related("digest_preference")
    return list(people.order_by("display_name", "pk")[:MOST_FOUND])
