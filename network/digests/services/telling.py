"""Tell: write the letters at once that are due, each once, whatever runs beside it and whenever a process ends.

That a notice is written about and the row of its letter are one transaction; the ledger of `portal.mail` sees to the
rest. Everything that decides whether a letter goes is asked at this moment, not when the notice was made.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from typing import Any

import structlog
from django.db import transaction
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from network.digests.at_once.facts import Facts, latest_letters
from network.digests.at_once.leaving import Asking
from network.digests.at_once.letters import letter_about, letter_of_line
from network.digests.choices import LetterState
from network.digests.describing.posts import ANSWER, POST
from network.digests.models import Notice
from network.digests.services.bounding import bound_transaction
from portal.mail.services import Outgoing, send_letters

DELAY = timedelta(minutes=2)
"""How long a letter waits, so that what is put right or taken back at once is not mailed."""
WINDOW = timedelta(minutes=10)
MOST_ALONE = 3
"""Letters about one thread to one person within `WINDOW`; what is written beyond them is gathered into one."""
BATCH = 100
BUDGET = 90.0
"""Seconds for one go, looked at between two letters: a task has five minutes, and tells browsers too. The rest of the
notices waits for the next go, and the rest of the letters for `portal.mail.sweeping`."""
TROUBLES = 3
"""Letters in a row that the mail server does not take, after which the go ends."""

STANDS = timedelta(minutes=1)
"""After which a batch is undone whose process, or whose statement, stands still."""

log = structlog.get_logger(__name__)


def write_letters(at: datetime | None = None) -> int:
    """Write the letters that are due at `at`, or now, and return how many notices are settled. Safe to repeat."""
    now, count = at or timezone.now(), 0
    with Asking(budget=BUDGET, patience=TROUBLES) as going:
        while not going.is_over and (settled := write_batch(now, going)):
            count += settled
    return count


@transaction.atomic
def write_batch(now: datetime, going: Asking) -> int:
    """Settle a batch of notices, with a letter or with none, and return how many."""
    bound_transaction(idle=STANDS, statement=STANDS)  # readers wait for these rows
    notices = claim(now)
    if not notices:
        return 0
    writing = Writing(Facts(notices, now))
    for group in groups(notices):
        writing.take(group)
    going.about |= writing.about
    send_letters(writing.letters, going)
    for state, keys in ((LetterState.WRITTEN, writing.told), (LetterState.LEFT_OUT, writing.left_out)):
        Notice.objects.filter(pk__in=keys).update(letter=state)
    log.info("Wrote letters at once", letters=len(writing.letters), left_out=len(writing.left_out))
    return len(notices)


def claim(now: datetime) -> list[Notice]:
    """Take up notices that nobody else takes up, with all others that are due of the same people and threads.

    Where somebody has had some letters about a thread of late, what is new waits for its time, and is gathered then.
    """
    due = Notice.objects.filter(letter=LetterState.DUE, at__lte=now - DELAY)
    around = Notice.objects.filter(person=OuterRef("person"), thread=OuterRef("thread"), letter=LetterState.WRITTEN)
    of_late = around.filter(at__gt=OuterRef("at") - WINDOW).order_by().values("thread").annotate(count=Count("pk"))
    counted = due.annotate(of_late=Coalesce(Subquery(of_late.values("count")), 0))
    ready = counted.filter(Q(of_late__lt=MOST_ALONE) | Q(at__lte=now - DELAY - WINDOW))
    first = list(locked(ready)[:BATCH])
    pairs = {(notice.person_id, notice.thread_id) for notice in first if notice.thread_id}
    others = counted.filter(person__in={pair[0] for pair in pairs}, thread__in={pair[1] for pair in pairs})
    own = {notice.pk for notice in first}
    beside = [one for one in locked(others.exclude(pk__in=own)) if (one.person_id, one.thread_id) in pairs]
    return sorted([*first, *beside], key=lambda notice: notice.pk)


def locked(rows: QuerySet[Notice]) -> QuerySet[Notice]:
    return rows.order_by("pk").select_for_update(of=("self",), skip_locked=True)


def groups(notices: Sequence[Any]) -> Iterator[list[Notice]]:
    """Yield what goes into one letter: each notice alone, unless there are too many of one person and thread."""
    found: dict[tuple[int, int | None], list[Any]] = defaultdict(list)
    for notice in notices:
        if notice.source in (POST, ANSWER):
            found[notice.person_id, notice.thread_id].append(notice)
        else:
            yield [notice]
    for own in found.values():
        before = max(notice.of_late for notice in own)
        if before + len(own) > MOST_ALONE:
            yield own
        else:
            yield from ([notice] for notice in own)


class Writing:
    """The letters of a batch, and what becomes of its notices."""

    def __init__(self, facts: Facts) -> None:
        self.facts = facts
        self.letters: list[Outgoing] = []
        self.about: dict[str, list[int]] = {}
        self.told: list[int] = []
        self.left_out: list[int] = []
        self._after = latest_letters(facts.notices)

    def take(self, group: Sequence[Notice]) -> None:
        """Write a letter about what is wanted and may be read, if anything is."""
        wanted = [notice for notice in group if self.facts.is_wanted(notice)]
        try:
            told = self._about_posts(wanted) or self._about_lines(wanted)
        except Exception:  # one that cannot be drawn keeps none of the others
            log.exception("A letter at once could not be drawn", notices=[notice.pk for notice in group])
            told = []
        self.told += told
        self.left_out += [notice.pk for notice in group if notice.pk not in told]

    def _about_posts(self, notices: Sequence[Notice]) -> list[int]:
        pairs = [(notice, post) for notice in notices if (post := self.facts.post_of(notice))]
        if not pairs:
            return []
        last, post = pairs[-1]
        place = last.person_id, last.thread_id or 0
        person = self.facts.users[last.person_id]
        told = [notice.pk for notice, _post in pairs]
        self._add(letter_about(pairs, person, cities=post.board_cities, after=self._after.get(place)), told)
        self._after[place] = last.pk
        return told

    def _about_lines(self, notices: Sequence[Notice]) -> list[int]:
        told = []
        for notice in notices:
            if line := self.facts.line_of(notice):
                self._add(letter_of_line(notice, line, self.facts.users[notice.person_id]), [notice.pk])
                told.append(notice.pk)
        return told

    def _add(self, letter: Outgoing, about: list[int]) -> None:
        self.letters.append(letter)
        self.about[letter.key] = about
