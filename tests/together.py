"""Acts at the same instant, each in a thread and a database connection of its own."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any

from django.db import connection


def at_once(*acts: Callable[[], Any], times: int = 1) -> list[Exception]:
    """Do acts at the same instant, and return what they raised."""
    barrier, faults = threading.Barrier(len(acts)), []

    def go(act: Callable[[], Any]) -> None:
        try:
            barrier.wait(5)
            for _ in range(times):
                act()
        except Exception as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=go, args=[act]) for act in acts]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return faults
