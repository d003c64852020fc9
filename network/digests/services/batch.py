"""A batch of digests on its way: looked at again, put together at once, and handed over one by one.

Before a text leaves, its row says so; what becomes of it is written down right after. What fails for one person
holds up nobody else; what concerns the mail server stops the batch, and the rest waits as if it had not been taken up.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any, TypeVar

import structlog
from django.db import Error, InterfaceError, OperationalError, connection
from django.utils import timezone

from network.digests.building.choice import Contents, Selection
from network.digests.building.composing import select, still_readable
from network.digests.building.people import People
from network.digests.choices import DigestState, Reason
from network.digests.letters import message_for
from network.digests.models import Digest
from network.digests.services.checking import left_out, out_of_turn, too_late
from network.digests.services.claiming import is_halted
from network.digests.services.drawing import drawn_again
from network.digests.services.settling import LEAVES, TRIES, begin, put_back, release, settle, settle_all
from network.digests.services.tally import Stop, Tally
from network.digests.undelivered import DIGEST
from portal.mail.bounces import note_refused
from portal.mail.handing import Handed, Outcome, Term, Whose, hand_over, written
from portal.mail.returns import with_return_path

CHUNK = 50
"""Digests for which is asked again at once, right before they leave, who may read what."""
FRESH = 2.0
"""Seconds for which the answer is good."""
TROUBLES = 3
"""Failures in a row that lie with the server, or with what we send, after which the batch stops."""
REFUSALS = 10
"""Addresses in a row that a server refuses, which tells more of the server than of the addresses."""
PAUSE = timedelta(minutes=2)
"""Until what the server did not get to is tried again."""
PATIENCE = (0.1, 1.0, 5.0)
"""Seconds between tries to write down what is about to leave, or what became of it."""

Chosen = Selection | Contents
Told = TypeVar("Told", bound=Chosen)
Written = TypeVar("Written")

log = structlog.get_logger(__name__)


class Batch:
    """Digests that were taken up together. `hands` are those that neither began nor ended; in the end it is empty."""

    def __init__(self, digests: Sequence[Digest], connection: Any, *, at: datetime | None, until: float) -> None:
        self.hands = {digest.pk: digest for digest in digests}
        self.connection, self.until = connection, until
        self.at = at or timezone.now()
        self.now = max(self.at, timezone.now())
        self.tally = Tally()
        self.troubles = self.refusals = 0

    def run(self) -> Tally:
        again: datetime | None = self.now + PAUSE
        try:
            self.sort_out()
            self.send(self.selected())
            again = None if self.tally.stop in (Stop.TIME, Stop.HALTED) else again
        finally:
            self.tally.count("released", surely(lambda: release(self.hands.values(), again=again)))
        return self.tally

    # --- before anything is put together ------------------------------------------------------

    def sort_out(self) -> None:
        """Skip what is not to be sent any more, and let wait what would come at once with another one."""
        digests = list(self.hands.values())
        found = dict.fromkeys(too_late(digests, self.at), Reason.LATE) | left_out(digests)
        self.skip(found)
        overtaken, waiting = out_of_turn(list(self.hands.values()), self.now)
        self.skip(dict.fromkeys(overtaken, Reason.LATE))
        self.let_go([self.hands[key] for key in waiting], again=self.now + PAUSE)

    def skip(self, reasons: dict[int, Reason]) -> None:
        for reason in sorted(set(reasons.values())):
            own = [self.hands.pop(key) for key, why in reasons.items() if why == reason]
            count = settle_all(own, DigestState.SKIPPED, reason=reason)
            self.tally.skipped[reason] += count
            self.count(DigestState.SKIPPED, count, of=own)

    def let_go(self, digests: Iterable[Digest], *, again: datetime) -> None:
        own = [self.hands.pop(digest.pk) for digest in digests]
        self.tally.count("released", release(own, again=again))

    def count(self, what: str, count: int, *, of: Sequence[Digest]) -> None:
        """Count what became of digests; the others of them are in other hands."""
        self.tally.count(what, count)
        self.lose(len(of) - count)

    def lose(self, count: int = 1) -> None:
        """Note digests that are not in these hands any more, as where this process stood still for long."""
        if count:
            self.tally.count("lost", count)
            log.warning("Digests were in other hands when they were to be written down", digests=count)

    # --- putting together ---------------------------------------------------------------------

    def selected(self) -> dict[int, Chosen]:
        """Return what each digest is to tell, by key; whoever has nothing to be told gets no mail."""
        again = [digest for digest in self.hands.values() if digest.resent_at]
        fresh = [digest for digest in self.hands.values() if not digest.resent_at]
        found = self.each_or_all(fresh, selected)
        for digest in again:
            found |= self.each_or_all([digest], redrawn)
        self.end_empty([*fresh, *again], found)
        return found

    def still(self, digests: Iterable[Digest]) -> list[Digest]:
        """Return those of some digests that are still to be sent."""
        return [digest for digest in digests if digest.pk in self.hands]

    def end_empty(self, digests: Iterable[Digest], found: Mapping[int, Chosen]) -> None:
        """End those digests that have nothing to tell."""
        empty = [self.hands.pop(digest.pk) for digest in self.still(digests) if digest.pk not in found]
        self.count(DigestState.EMPTY, settle_all(empty, DigestState.EMPTY), of=empty)

    def each_or_all(
        self, digests: Sequence[Digest], make: Callable[[Sequence[Digest]], dict[int, Told]]
    ) -> dict[int, Told]:
        """Make something of some digests together; where that fails, of each alone, and put back those it fails for."""
        try:
            return make(digests)
        except Exception:
            reconnect()
            if time.monotonic() > self.until:  # it may be what the end of the time interrupted
                raise
            if len(digests) == 1:
                self.cannot_build(digests[0])
                return {}
            log.exception("Digests could not be put together at once", digests=len(digests))
        found: dict[int, Told] = {}
        for digest in digests:
            found |= self.each_or_all([digest], make)
        return found

    def cannot_build(self, digest: Digest) -> None:
        """Put back the one digest that could not be put together. The error is the one being handled."""
        log.exception("A digest could not be put together", digest=digest.key)
        self.hands.pop(digest.pk, None)
        surely(lambda: self.put_back(digest, Reason.BUILD))

    def put_back(self, digest: Digest, reason: Reason, said: str = "") -> None:
        changed = put_back(digest, reason=reason, detail=said, at=self.now)
        self.tally.failures[reason] += int(changed)
        given_up = digest.tries + 1 >= TRIES
        self.count(DigestState.FAILED if given_up else "back", int(changed), of=[digest])

    # --- handing over -------------------------------------------------------------------------

    def send(self, chosen: Mapping[int, Chosen]) -> None:
        """Hand over digest after digest; ask anew who may read what for some of them at once, right before."""
        while (some := [*self.hands.values()][:CHUNK]) and not self.is_over():
            asked = time.monotonic()
            now = self.each_or_all(some, lambda digests: readable_now(digests, chosen))
            self.skip(left_out(self.still(some)))
            self.end_empty(some, now)
            for place, digest in enumerate(self.still(some)):
                is_old = place and time.monotonic() - asked > FRESH  # where asking itself takes long, one leaves
                if is_old or self.is_over(with_halt=False):
                    break
                self.send_one(digest, now[digest.pk])

    def is_over(self, *, with_halt: bool = True) -> bool:
        """Return whether the rest is to be let go of, and note why."""
        if self.troubles >= TROUBLES or self.refusals >= REFUSALS:
            self.tally.stop = Stop.SERVER
        elif time.monotonic() > self.until:
            self.tally.stop = Stop.TIME
        elif with_halt and is_halted():
            self.tally.stop = Stop.HALTED
        return self.tally.stop is not None

    def send_one(self, digest: Digest, contents: Contents) -> None:
        """Hand one digest over and write down what became of it."""
        try:
            # What cannot be written as mail is found out here, and not on the way.
            message = written(with_return_path(message_for(digest, contents), DIGEST, digest.pk))
        except Exception:
            self.cannot_build(digest)
            return
        del self.hands[digest.pk]
        term = Term(LEAVES.total_seconds())
        if not surely(lambda: begin(digest, subject=str(message.subject), shown=contents.shown)):
            self.lose()
            return
        handed = hand_over(message, self.connection, term)
        if handed.outcome is Outcome.KEPT:  # by now others may have found it in doubt, and have sent it again
            self.lose()
            return
        self.mind(handed)
        try:
            surely(lambda: self.write_down(digest, handed))
        except Error:  # sweeping finds it, and it is in doubt
            log.exception("What became of a digest could not be written down", digest=digest.key)
            self.troubles += 1
        if handed.of_recipient:
            note_bounce(digest, handed.said)

    def mind(self, handed: Handed) -> None:
        """Count the failures in a row that are hardly one person's."""
        accepted, of_address = handed.outcome is Outcome.ACCEPTED, handed.whose is Whose.ADDRESS
        greylisted = of_address and handed.outcome is Outcome.LATER
        self.troubles = 0 if accepted or of_address else self.troubles + 1
        self.refusals = self.refusals + 1 if of_address and not greylisted else 0

    def write_down(self, digest: Digest, handed: Handed) -> None:
        said = without_address(handed.said, digest.person.email)
        if handed.outcome is Outcome.ACCEPTED:
            self.settle(digest, DigestState.SENT)
        elif handed.outcome is Outcome.UNKNOWN:
            self.settle(digest, DigestState.UNKNOWN, Reason.DROPPED, said)
        elif handed.outcome is Outcome.REFUSED and handed.whose is not Whose.SERVER:
            self.settle(digest, DigestState.FAILED, Reason.REFUSED, said)
        else:  # it certainly did not leave, and that was not for anything about this person
            unreachable = handed.whose is Whose.SERVER and handed.outcome is Outcome.LATER
            self.put_back(digest, Reason.UNREACHABLE if unreachable else Reason.REFUSED, said)

    def settle(self, digest: Digest, state: DigestState, reason: str = "", said: str = "") -> None:
        self.count(state, int(settle(digest, state, reason=reason, detail=said)), of=[digest])


def selected(digests: Sequence[Digest]) -> dict[int, Chosen]:
    found = select(People([digest.person_id for digest in digests]))
    return {digest.pk: found[digest.person_id] for digest in digests if digest.person_id in found}


def redrawn(digests: Sequence[Digest]) -> dict[int, Chosen]:
    found = {digest.pk: drawn_again(digest) for digest in digests}
    return {key: contents for key, contents in found.items() if contents}


def readable_now(digests: Sequence[Digest], chosen: Mapping[int, Chosen]) -> dict[int, Contents]:
    """Return what each digest tells, by key, without what its person may not read any more."""
    found = still_readable([chosen[digest.pk] for digest in digests])
    return {digest.pk: found[digest.person_id] for digest in digests if digest.person_id in found}


def surely(write: Callable[[], Written]) -> Written:
    """Write something down that may be written twice, also where two want the same rows from both sides, the database
    is away for a moment, or it has ended the connection.
    """
    for pause in PATIENCE:
        try:
            return write()
        except (OperationalError, InterfaceError):
            reconnect()
            time.sleep(pause)
    return write()


def reconnect() -> None:
    """Let what comes next open a new connection, where the one that was open has ended."""
    if not connection.in_atomic_block:
        connection.close_if_unusable_or_obsolete()


def without_address(said: str, address: str) -> str:
    """Return what a server said in a form that can be kept: no address, and nothing that no text may hold."""
    return re.sub(re.escape(address), "…", said, flags=re.IGNORECASE).replace("\0", "")


def note_bounce(digest: Digest, said: str) -> None:
    """Count a refused address; what fails here costs nobody their digest."""
    try:
        note_refused(digest.person.email, said)
    except Exception:
        log.exception("A refused address could not be counted", digest=digest.key)
