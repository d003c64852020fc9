"""Forks real workers of Celery that announce: `python -m tests.newsroom.announcing.worker PORT FILE`.

What a line of its input asks for, and what is written into the file, says `tests.digests.worker`.
"""

from __future__ import annotations

import sys
from pathlib import Path

import django
from django.conf import settings


def main(port: int, begun: Path) -> None:
    django.setup()
    from tests.digests.worker import work_when_asked
    from tests.newsroom.announcing.conftest import account_at, hook_at
    from tests.newsroom.announcing.server import Server

    settings.LINK_CHECK_PRIVATE_HOSTS = True
    settings.NEWS_CHANNELS = (hook_at(Server(port)), account_at(Server(port)))
    work_when_asked(begun)


if __name__ == "__main__":
    main(int(sys.argv[1]), Path(sys.argv[2]))
