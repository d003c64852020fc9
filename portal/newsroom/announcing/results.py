"""What became of a request, by its answer. The question behind each line: can it have been taken?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import Message
from email.utils import parsedate_to_datetime
from enum import Enum

from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from portal.newsroom.announcing.talking import Reply
from portal.text.hidden import one_line, storable

NOT_NOW = frozenset({408, 425, 429})
UNAVAILABLE = 503
"""Answers that say that it was not taken, and may be later; 503 where it says when. A program that ended in a fault,
500, may have taken it before, and so may the server that a gateway speaks of, 502 and 504.
"""
SOONEST, LATEST = timedelta(minutes=1), timedelta(hours=6)
"""Between which a server may say when to come again."""
MOST_SAID = 200


class Outcome(Enum):
    """`LATER`: it certainly was not taken, and may be tried again. `DOUBT`: it may have been taken."""

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    DOUBT = "doubt"


@dataclass(frozen=True)
class Result:
    """The outcome, what was said, where the announcement stands, and when the server wants to be asked again."""

    outcome: Outcome
    said: str = ""
    address: str = ""
    again: timedelta | None = None


def result_of(reply: Reply, words: str = "") -> Result:
    """Return what a status says. `words` are those of the server, where it gave some."""
    said = said_by(reply, words)
    if 200 <= reply.status < 300:
        return Result(Outcome.SENT, said)
    if 300 <= reply.status < 400:
        return Result(
            Outcome.REFUSED, _("%(said)s: redirects are not followed. Set up the address it leads to.") % {"said": said}
        )
    if is_not_now(reply):
        return Result(Outcome.LATER, said, again=wanted_pause(reply.headers))
    return Result(Outcome.REFUSED if 400 <= reply.status < 500 else Outcome.DOUBT, said)


def is_not_now(reply: Reply) -> bool:
    """Whether it was certainly not taken, and may be later."""
    return reply.status in NOT_NOW or (reply.status == UNAVAILABLE and bool(reply.headers.get("Retry-After")))


def said_by(reply: Reply, words: str = "") -> str:
    """Return an answer as one line that can be kept."""
    line = f"{reply.status} {reply.reason}".strip()
    words = one_line(storable(words))[:MOST_SAID]
    return one_line(storable(f"{line}: {words}" if words else line))


def wanted_pause(headers: Message, at: datetime | None = None) -> timedelta | None:
    """Return how long a server wants to be left alone, within bounds.

    Source: RFC 9110 s.10.2.3 (Retry-After); Mastodon, API rate limits (X-RateLimit-Reset)
    """
    now, given = at or timezone.now(), (headers.get("Retry-After") or "").strip()
    if given.isascii() and given.isdecimal():
        return bounded(timedelta(seconds=min(int(given[:9]), LATEST.total_seconds())))
    until = moment(given, (headers.get("X-RateLimit-Reset") or "").strip())
    return bounded(until - now) if until else None


def moment(retry_after: str, reset: str) -> datetime | None:
    """Return the moment of either header, where one can be read."""
    try:
        found = parsedate_to_datetime(retry_after) if retry_after else parse_datetime(reset)
    except (ValueError, TypeError):
        return None
    return found if found and timezone.is_aware(found) else None


def bounded(pause: timedelta) -> timedelta:
    return min(max(pause, SOONEST), LATEST)
