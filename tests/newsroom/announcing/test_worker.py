"""A real worker of Celery: a webhook is retried, and told once though the worker is killed and its task comes twice."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from django.conf import settings as django_settings
from django.utils import timezone

from portal.celery import app
from portal.newsroom.choices import AnnouncementState
from portal.newsroom.models import Announcement
from portal.newsroom.services.announcing import SEND
from tests.digests.test_worker import KEYS, Workers, until
from tests.forking import Forked
from tests.newsroom.announcing.server import Server, answer, serving
from tests.newsroom.announcing.test_kill import articles, kill_when, long_ago, states

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.filterwarnings("ignore:task_always_eager")]
SENT, UNKNOWN = AnnouncementState.SENT, AnnouncementState.UNKNOWN


class Announcers(Workers):
    """Workers that announce on the channels of these tests."""

    def __init__(self, server: Server, begun: Path) -> None:
        self.begun = begun
        Forked.__init__(self, "tests.newsroom.announcing.worker", server.port, begun)


@pytest.fixture
def server(settings) -> Iterator[Server]:
    settings.LINK_CHECK_PRIVATE_HOSTS = True
    with serving() as found:
        yield found


@pytest.fixture
def workers(server, tmp_path) -> Iterator[Announcers]:
    broker = redis.Redis.from_url(django_settings.CELERY_BROKER_URL)
    broker.delete(*KEYS)
    found = Announcers(server, tmp_path / "begun")
    yield found
    server.on_post = None
    found.close()
    broker.delete(*KEYS)


def test_webhook_is_retried_and_sent_once_through_a_killed_worker(settings, workers, server):
    articles(settings, server, 3)
    server.answers = [answer(503, Retry_After="60")]
    workers.start("1")
    app.send_task(SEND)
    until(lambda: len(server.posts) == 6)
    assert states("") == {AnnouncementState.DUE: 6}

    server.answers = []
    Announcement.objects.update(try_at=timezone.now())
    server.on_post = kill_when(workers, 1)
    app.send_task(SEND)
    workers.wait()
    server.on_post = None
    assert Announcement.objects.filter(state=AnnouncementState.SENDING).exists()

    long_ago()
    workers.start("1")  # the broker delivers again what the first had taken
    until(lambda: max(workers.tasks(SEND).values()) > 1)
    app.send_task(SEND)
    app.send_task(SEND)
    until(lambda: not Announcement.objects.filter(state__in=("due", "sending"), doubt_since=None).exists())
    long_ago()
    app.send_task(SEND)
    until(lambda: not Announcement.objects.filter(state__in=("due", "sending")).exists())

    assert Counter(server.taken).most_common(1)[0][1] == 1
    assert states("mastodon") == {SENT: 3}
    assert len(server.statuses) == 3
    assert states("webhook")[SENT] + states("webhook")[UNKNOWN] == 3
    assert states("")[UNKNOWN] <= 2
