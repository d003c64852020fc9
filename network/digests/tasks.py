"""What Celery does for notices and digests. A task is only a bell: what is to be done stands in the database.

Each is safe to repeat, to lose and to run beside itself, and ends long before the broker would deliver it again.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from math import ceil

import structlog
from celery import shared_task

from network.digests.services import clearing, planning, pushing, reading, settling, silence, telling
from network.digests.services.claiming import BATCH, due
from network.digests.services.sending import send_due
from network.digests.services.tally import Stop
from network.digests.switches import KIND_PREFIX
from portal.mail.services import forget_letters

AT_ONCE = 8
"""Tasks that are asked for at once; each asks for the next one while there is more."""
EXPIRES = 900
"""Seconds after which another run of beat asks for the same."""
LETTERS_FOR = timedelta(days=90)
SOFT, HARD = 300, 330
"""Seconds. A text that is being handed over then is in doubt."""

log = structlog.get_logger(__name__)


@shared_task(soft_time_limit=SOFT, time_limit=HARD)
def plan_and_send(at: str | None = None, cadence: str = "") -> None:
    """Write down whose digest is due at `at` in ISO 8601, or now, and have what is due sent."""
    if run := planning.plan(moment(at), cadence=cadence):
        log.info("Planned digests", planned=run.planned, skipped=run.skipped)
    ring(at, cadence)


@shared_task(soft_time_limit=SOFT, time_limit=HARD)
def send_some(at: str | None = None, cadence: str = "") -> None:
    """Send a batch of what is due, and ask for the next one while there is more and it gets on."""
    tally = send_due(moment(at), most=BATCH, cadence=cadence)
    if tally.gets_on and tally.stop in (None, Stop.TIME) and due(moment(at), cadence=cadence).exists():
        send_some.apply_async((at, cadence), expires=EXPIRES)


@shared_task(soft_time_limit=SOFT, time_limit=HARD)
def sweep() -> None:
    """Take care of what ended processes left, and of what is to be tried again."""
    again, in_doubt = settling.sweep()
    if again or in_doubt:
        log.warning("Swept digests that a process left", again=again, in_doubt=in_doubt)
    ring()


@shared_task(soft_time_limit=SOFT, time_limit=HARD)
def ask_the_silent(at: str | None = None) -> None:
    """Ask whoever has not come for long whether their digest is to pause."""
    if asked := silence.ask_the_silent(moment(at)):
        log.info("Asked the silent", asked=asked)


@shared_task(soft_time_limit=SOFT, time_limit=HARD)
def write_letters(at: str | None = None) -> None:
    """Write the letters at once that are due at `at` in ISO 8601, or now, and tell browsers."""
    telling.write_letters(moment(at))
    if messages := pushing.push_notices(moment(at)):
        log.info("Told browsers", messages=messages)


@shared_task(soft_time_limit=SOFT, time_limit=HARD)
def clear_letters() -> None:
    """Delete what the ledger says of old letters at once, and of those that asked the silent."""
    count = sum(forget_letters(kind, older_than=LETTERS_FOR) for kind in (KIND_PREFIX, silence.KIND))
    log.info("Cleared letters of notices and digests", letters=count)


@shared_task(soft_time_limit=SOFT, time_limit=HARD)
def clear_notices() -> None:
    """Delete notices that were told long ago. Safe to repeat."""
    log.info("Cleared notices", notices=reading.clear_old())


@shared_task(soft_time_limit=SOFT, time_limit=HARD)
def clear_digests() -> None:
    """Clear what the ledger says of old digests. Safe to repeat."""
    log.info("Cleared digests", **clearing.clear_digests())


def ring(at: str | None = None, cadence: str = "") -> int:
    """Ask for as many tasks as there are batches to be sent, up to a bound; return how many."""
    wanted = min(ceil(due(moment(at), cadence=cadence).count() / BATCH), AT_ONCE)
    for _ in range(wanted):
        send_some.apply_async((at, cadence), expires=EXPIRES)
    return wanted


def moment(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None
