"""What is counted and not yet added to the daily totals, in the cache's Redis: a number for each slug and day.

After a failure Redis is left alone for a few seconds. A reader never waits for it: what counts comes after the answer.
"""

from __future__ import annotations

import logging
import time
import uuid
from datetime import date, timedelta
from functools import cache
from typing import cast

import redis
from django.conf import settings
from django.utils import timezone
from redis.backoff import NoBackoff
from redis.retry import Retry

logger = logging.getLogger(__name__)

READS, MOVING = "reads:", "reads:moving"
KEPT_FOR = timedelta(days=7)
"""After which what nobody moved is forgotten."""
PATIENCE_SECONDS = 0.25
PAUSE_SECONDS = 5.0


class Reads:
    """The counts of this moment. `add` never raises."""

    def __init__(self, url: str) -> None:
        self.client: redis.Redis = redis.Redis.from_url(
            url,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 1),
            decode_responses=True,
        )
        self.next_try = 0.0

    def add(self, slug: str) -> None:
        """Count one read of today, by London's clock."""
        if time.monotonic() < self.next_try:
            return
        key = READS + today().isoformat()
        try:
            if self.client.hincrby(key, slug, 1) == 1:  # the first of its kind: the key may be new
                self.client.expire(key, KEPT_FOR)
        except redis.RedisError as error:
            self.next_try = time.monotonic() + PAUSE_SECONDS
            logger.warning("Reads are not counted for a moment: %s", type(error).__name__)

    def take(self) -> None:
        """Set what was counted aside, each day under a name of its own, which `MOVING` lists."""
        for day in (today() - timedelta(days=back) for back in range(KEPT_FOR.days + 1)):
            key, aside = READS + day.isoformat(), f"{day.isoformat()}:{uuid.uuid4()}"
            if self.client.exists(key):
                with self.client.pipeline() as all_or_none:
                    all_or_none.sadd(MOVING, aside)
                    all_or_none.rename(key, f"{MOVING}:{aside}")
                    all_or_none.execute(raise_on_error=False)  # another was faster: the name leads to nothing

    def aside(self) -> list[str]:
        """Return what is set aside, also by a process that has ended since: days and names, parted by a colon."""
        return sorted(cast("set[str]", self.client.smembers(MOVING)))

    def of(self, aside: str) -> dict[str, int]:
        found = cast("dict[str, str]", self.client.hgetall(f"{MOVING}:{aside}"))
        return {slug: int(count) for slug, count in found.items() if count.isdecimal()}

    def forget(self, aside: str) -> None:
        """Take off what was added to the totals."""
        with self.client.pipeline() as both:
            both.delete(f"{MOVING}:{aside}")
            both.srem(MOVING, aside)
            both.execute()


def today() -> date:
    return timezone.localdate(timezone=timezone.get_default_timezone())


@cache
def reads() -> Reads:
    """Return this process's way to the counts."""
    return Reads(str(settings.CACHES["default"]["LOCATION"]))
