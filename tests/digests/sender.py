"""Forks processes that plan and send, for tests that kill them: `python -m tests.digests.sender PORT`.

A moment in ISO 8601 on a line of its input asks for a process that sends what is due then: see `tests.forking`.
"""

from __future__ import annotations

import sys
from datetime import date, datetime

import django
from django.conf import settings


def main(port: int) -> None:
    django.setup()
    from network.digests.building.choice import Choice, Contents, Described, Item, Part
    from network.digests.letters import message_for
    from network.digests.models import Digest, Preference
    from network.digests.services import batch, sending
    from network.digests.services.planning import plan
    from portal.accounts.models import User
    from tests.digests.due import reach
    from tests.forking import fork_when_asked

    reach(settings, port, timeout=20)
    sending.BATCH, batch.CHUNK = 8, 4
    choice = Choice(section="followed", kind="thread", key=1, why="You follow it.", number=1)
    part = Part("followed", "Threads", [Item(choice, Described(title="A thread", url="https://example.org/"))])
    person = User(pk=1)
    Preference(person=person)
    message_for(Digest(person=person, cadence="daily", period=date(2026, 11, 23)), Contents(1, [part]))

    def work(asked: str) -> None:
        at = datetime.fromisoformat(asked)
        plan(at)
        sending.send_due(at, budget=60)

    fork_when_asked(work)


if __name__ == "__main__":
    main(int(sys.argv[1]))
