"""A real worker of Celery: a task that comes twice, a worker that is killed and a broker that delivers again bring one
mail each.
"""

from __future__ import annotations

import contextlib
import os
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone

from network.digests.choices import DigestState
from network.digests.models import Digest, Preference
from network.digests.services.settling import IN_HANDS, sweep
from portal import health
from portal.celery import app
from tests.digests.due import follow, public_thread
from tests.factories.accounts import UserFactory
from tests.factories.digests import LONG_AGO, PreferenceFactory
from tests.forking import Forked
from tests.mail.smtp import Server, serving

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.filterwarnings("ignore:task_always_eager")]
PLAN, SEND = "network.digests.tasks.plan_and_send", "network.digests.tasks.send_some"
KEYS = ("celery", "mail", "unacked", "unacked_index", "unacked_mutex")
PEOPLE, KILLED_AT = 8, 4
MONDAY = datetime(2024, 11, 25, 7, 0, tzinfo=UTC)


class Workers(Forked):
    """Workers of Celery, one after another. What they begin stands in a file."""

    def __init__(self, server: Server, begun: Path) -> None:
        self.begun = begun
        super().__init__("tests.digests.worker", server.port, begun)

    def start(self, asked: str = "3600") -> None:
        """Start a worker, and wait until it says that it takes both queues.

        `asked` is after how many seconds the broker delivers again.
        """
        cache.clear()
        super().start(asked)
        until(lambda: all(cache.get(health.key_of(queue)) for queue in health.FADES))

    def kill(self) -> None:
        """Kill the worker and all its processes at once."""
        for process in self.alive:
            with contextlib.suppress(ProcessLookupError):
                os.killpg(process, signal.SIGKILL)

    def tasks(self, name: str) -> Counter[str]:
        """Return how often each task of a name has begun, by its id."""
        lines = self.begun.read_text().splitlines()
        return Counter(line.split()[1] for line in lines if line.startswith(f"{name} "))


def until(holds: Callable[[], object], seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "it has not come to that"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def source(django_db_setup, tmp_path_factory) -> Iterator[tuple[Workers, Server]]:
    with serving() as server:
        found = Workers(server, tmp_path_factory.mktemp("worker") / "begun")
        yield found, server
        found.close()


@pytest.fixture
def server(source) -> Server:
    _workers, found = source
    found.texts.clear()
    return found


@pytest.fixture
def workers(source) -> Iterator[Workers]:
    found, server = source
    broker = redis.Redis.from_url(settings.CELERY_BROKER_URL)
    broker.delete(*KEYS)
    found.begun.unlink(missing_ok=True)
    yield found
    server.on_text = None
    found.kill()
    found.wait()
    broker.delete(*KEYS)


@pytest.fixture
def people() -> list[str]:
    """Make people to whom something is new, whose hour has come, and return their addresses."""
    thread = public_thread()
    found = UserFactory.create_batch(PEOPLE, joined_at=LONG_AGO)
    Preference.objects.all().delete()  # the author has that of new members
    for person in found:
        PreferenceFactory(person=person, since=MONDAY)
        follow(person, thread)
    return sorted(person.email for person in found)


def ask_twice() -> None:
    for _ in range(2):
        app.send_task(PLAN, args=[MONDAY.isoformat()])


def settled() -> int:
    return Digest.objects.filter(settled_at__isnull=False).count()


def reached(server: Server) -> list[str]:
    """Return whom the texts were for that the server had whole, however often."""
    return sorted(text.partition("\nTo: ")[2].split()[0] for text in server.texts)


def test_worker_that_is_killed_and_another_send_one_mail_each(workers, server, people):
    workers.start()
    texts = iter(range(KILLED_AT - 1))
    server.on_text = lambda: next(texts, None) is None and workers.kill()
    ask_twice()
    workers.wait()
    server.on_text = None
    assert (settled(), len(server.texts)) == (KILLED_AT - 1, KILLED_AT)
    workers.start()
    assert sweep(timezone.now() + IN_HANDS + timedelta(seconds=1)) == (PEOPLE - KILLED_AT, 1)
    ask_twice()
    until(lambda: settled() == PEOPLE)
    assert reached(server) == people
    states = Counter(Digest.objects.values_list("state", flat=True))
    assert states == {DigestState.SENT: PEOPLE - 1, DigestState.UNKNOWN: 1}


def test_broker_that_delivers_again_brings_one_mail_each(workers, server, people):
    server.on_text = lambda: time.sleep(0.4)
    workers.start("1")
    ask_twice()
    until(lambda: settled() == PEOPLE)
    assert max(workers.tasks(SEND).values()) > 1, "the broker has delivered none again"
    assert len(workers.tasks(PLAN)) == 2
    assert reached(server) == people
    assert set(Digest.objects.values_list("state", flat=True)) == {DigestState.SENT}
