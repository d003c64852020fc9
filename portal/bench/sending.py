"""A process that sends the digests that are due at a moment, and says what that took: `-m portal.bench.sending AT`."""

from __future__ import annotations

import json
import resource
import sys
from collections import Counter
from collections.abc import Callable
from datetime import datetime
from time import perf_counter, process_time
from typing import Any

import django
from django.db import connection


class Asked:
    """Counts what the database is asked, and the seconds that its answers take."""

    def __init__(self) -> None:
        self.queries, self.seconds = 0, 0.0

    def __call__(self, execute: Callable[..., Any], *given: Any) -> Any:
        begun = perf_counter()
        try:
            return execute(*given)
        finally:
            self.queries += 1
            self.seconds += perf_counter() - begun


def send_all(at: datetime) -> dict[str, Any]:
    """Send what is due, beside others that do the same, until nothing is."""
    from network.digests.services.sending import send_due

    asked, counts = Asked(), Counter[str]()
    begun, used = perf_counter(), process_time()
    with connection.execute_wrapper(asked):
        while tally := send_due(at):
            counts.update(tally.counts)
            if tally.stop == "server":
                break
    return {
        "counts": counts,
        "seconds": perf_counter() - begun,
        "of_process": process_time() - used,
        "queries": asked.queries,
        "in_database": asked.seconds,
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024,
    }


if __name__ == "__main__":
    django.setup()
    sys.stdout.write(json.dumps(send_all(datetime.fromisoformat(sys.argv[1]))))
