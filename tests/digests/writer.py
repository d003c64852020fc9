"""Forks processes that write letters at once, for tests that kill them: `python -m tests.digests.writer PORT`.

A line of its input asks for a process; its number is answered, and later that it ended.
"""

from __future__ import annotations

import os
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

    reach(settings, port, timeout=20)
    telling.BATCH = 8
    say("ready")
    for _line in sys.stdin:
        process = os.fork()
        if not process:
            telling.write_letters(timezone.now() + timedelta(minutes=3))
            send_waiting(older_than=timedelta())
            os._exit(0)
        say(f"started {process}")
        _pid, status = os.waitpid(process, 0)
        say(f"ended {os.waitstatus_to_exitcode(status)}")


def say(words: str) -> None:
    os.write(1, f"{words}\n".encode())


if __name__ == "__main__":
    main(int(sys.argv[1]))
