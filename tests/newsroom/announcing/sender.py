"""Forks processes that announce, for tests that kill them: `python -m tests.newsroom.announcing.sender PORT`.

A line of its input says how many minutes from now it is: see `tests.forking`.
"""

from __future__ import annotations

import sys
from datetime import timedelta

import django
from django.conf import settings


def main(port: int) -> None:
    django.setup()
    from django.utils import timezone

    from portal.newsroom.announcing.sending import send_due
    from tests.forking import fork_when_asked
    from tests.newsroom.announcing.conftest import account_at, hook_at
    from tests.newsroom.announcing.server import Server

    settings.LINK_CHECK_PRIVATE_HOSTS = True
    settings.NEWS_CHANNELS = (hook_at(Server(port)), account_at(Server(port)))

    def work(minutes: str) -> None:
        send_due(timezone.now() + timedelta(minutes=int(minutes)))

    fork_when_asked(work)


if __name__ == "__main__":
    main(int(sys.argv[1]))
