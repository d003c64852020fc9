"""Forks real workers of Celery, for tests that kill them: `python -m tests.digests.worker PORT FILE`.

A line of its input asks for a worker, and says after how many seconds the broker delivers again what nobody has
finished: see `tests.forking`. Each task that begins is written into the file by its name and its id, which stays the
same when it comes again.
"""

from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import django
from celery.signals import task_prerun
from django.conf import settings

ARGUMENTS = ["--quiet", "worker", "--queues", "celery,mail", "--concurrency", "2"]
ARGUMENTS += ["--without-gossip", "--without-mingle"]


def main(port: int, begun: Path) -> None:
    django.setup()
    from tests.digests.due import reach

    reach(settings, port, timeout=20)
    work_when_asked(begun)


def work_when_asked(begun: Path) -> None:
    """Fork a worker for each line of the input, with the settings as they are now."""
    from portal.celery import app
    from tests.forking import fork_when_asked

    app.loader.import_default_modules()
    app.conf.task_always_eager = False

    def note(task_id: str, task: Any, **_: object) -> None:
        with begun.open("a") as file:
            file.write(f"{task.name} {task_id}\n")

    task_prerun.connect(note, weak=False)

    def work(seconds: str) -> None:
        os.setsid()  # so that all of its processes are killed at once
        often = {"unacked_restore_interval": 1, "unacked_restore_throttle": 1}
        app.conf.broker_transport_options = {"visibility_timeout": int(seconds), **often}
        app.worker_main(ARGUMENTS)

    fork_when_asked(work)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
