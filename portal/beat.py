"""Beat's scheduler: of several beats one sends, and another takes over when it ends.

The lock is one of a session of PostgreSQL, so that it ends with the process, however that ends. Where the database is
away nobody sends: the tasks would find nothing to work with.
"""

from __future__ import annotations

from typing import Any

import structlog
from celery.beat import PersistentScheduler
from django.db import DatabaseError, connection

from portal.locks import try_lock

BEAT = 0x52430020
"""Of PostgreSQL's advisory locks, held by the beat that sends."""
WAITS = 10.0
"""Seconds until one that does not send looks again."""

log = structlog.get_logger(__name__)


class OneAtATime(PersistentScheduler):
    """Sends what is due while this process holds the lock, which the same session may take as often as it likes."""

    sends: bool | None = None
    """None where it is not known, as the database is away."""

    def tick(self, *args: Any, **kwargs: Any) -> float:
        if self.may_send():
            return super().tick(*args, **kwargs)
        return WAITS

    def may_send(self) -> bool:
        try:
            sends = try_lock(BEAT)
        except DatabaseError as error:
            log.warning("Beat does not reach the database, and sends nothing", error=str(error))
            connection.close()
            self.sends = None
            return False
        if sends != self.sends:
            log.info("This beat sends" if sends else "Another beat sends; this one waits")
            self.sends = sends
        return sends
