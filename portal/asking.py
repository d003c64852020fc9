"""Asking many outside addresses politely: one after the other, with a pause between two requests to one host."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

from django.conf import settings

from portal import fetching
from portal.fetching import Answer

logger = logging.getLogger(__name__)

LONGEST_RUN = 480  # seconds; CELERY_TASK_TIME_LIMIT is 600


class Linked(Protocol):
    """A row that leads to an outside address."""

    url: str


Row = TypeVar("Row", bound=Linked)


class Pauses:
    """When each host was asked, so that it is not asked again at once, and when to stop."""

    def __init__(self) -> None:
        self.began = time.monotonic()
        self.asked_at: dict[str, float] = {}

    @property
    def is_over(self) -> bool:
        """Whether the worker's own limit of time is near."""
        return time.monotonic() - self.began > LONGEST_RUN

    def wait_for(self, address: str) -> None:
        """Pause until the host of `address` may be asked again."""
        host = urlsplit(address).netloc
        since = time.monotonic() - self.asked_at.get(host, float("-inf"))
        if since < settings.LINK_CHECK_PAUSE:
            time.sleep(settings.LINK_CHECK_PAUSE - since)
        self.asked_at[host] = time.monotonic()


def ask_all(rows: Iterable[Row], settle: Callable[[Row, Answer], None]) -> int:
    """Ask the address of each row and have the answer settled; return how many were asked.

    Stops before the worker's own limit of time, and when nothing answers at all: offline, the first few fail alike,
    and no address is blamed.
    """
    pauses = Pauses()
    failed: list[tuple[Row, Answer]] = []
    count, answered = 0, False
    for row in rows:
        if pauses.is_over:
            break
        pauses.wait_for(row.url)
        answer = fetching.ask(row.url)
        count += 1
        answered = answered or answer.status is not None
        if answer.status is None and not answered:
            failed.append((row, answer))
            if len(failed) >= settings.LINK_CHECK_OFFLINE_AFTER:
                logger.warning("Links are not checked: none of the first %s addresses answered", len(failed))
                return count
            continue
        settle(row, answer)
    for row, answer in failed:
        settle(row, answer)
    return count
