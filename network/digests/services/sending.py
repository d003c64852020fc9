"""Send what is due: taken up in batches, over one connection each, for a bounded time.

It is safe to repeat, and to run in many processes at once: see `network.digests.services.claiming`.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import structlog
from django.conf import settings
from django.core.mail import get_connection

from network.digests.models import Digest
from network.digests.services.batch import Batch
from network.digests.services.claiming import BATCH, claim, is_halted
from network.digests.services.settling import sweep
from network.digests.services.tally import Stop, Tally
from portal.mail.handing import close

BUDGET = 240.0
"""Seconds for one go. A task has five minutes, and a digest fifteen, until others take care of it."""

log = structlog.get_logger(__name__)


def send_due(
    at: datetime | None = None, *, most: int | None = None, cadence: str = "", budget: float = BUDGET
) -> Tally:
    """Send what is due at `at`, or now: at most so many, of one cadence or both, for about `budget` seconds."""
    until, tally, left = time.monotonic() + budget, Tally(), most
    sweep()
    if is_halted():
        tally.stop = Stop.HALTED
    while tally.stop is None and left != 0:
        digests = claim(at, most=BATCH if left is None else min(BATCH, left), cadence=cadence)
        if not digests:
            break
        left = None if left is None else left - len(digests)
        connection = get_connection(settings.LETTER_BACKEND)
        try:
            tally += send_batch(digests, connection, at=at, until=until)
        finally:
            close(connection)
    if tally:
        log.info("Sent digests", **tally.for_log())
    return tally


def send_batch(
    digests: Sequence[Digest], connection: Any, *, at: datetime | None = None, until: float = float("inf")
) -> Tally:
    """Send digests that were taken up, until the monotonic clock says `until`, and let go of what is left."""
    return Batch(digests, connection, at=at, until=until).run()
