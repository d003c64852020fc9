"""Forks processes that write letters at once, for tests that kill them: `python -m tests.digests.writer PORT`.

A line of its input asks for a process: see `tests.forking`.
"""

from __future__ import annotations

import sys
from datetime import timedelta

import django
from django.conf import settings


def main(port: int) -> None:
    django.setup()
    from django.utils import timezone

    from network.digests.services import telling
    from portal.mail.sweeping import send_waiting
    from tests.digests.due import reach
    from tests.forking import fork_when_asked

    reach(settings, port, timeout=20)
    telling.BATCH = 8

    def work(_asked: str) -> None:
        telling.write_letters(timezone.now() + timedelta(minutes=3))
        send_waiting(older_than=timedelta())

    fork_when_asked(work)


if __name__ == "__main__":
    main(int(sys.argv[1]))
