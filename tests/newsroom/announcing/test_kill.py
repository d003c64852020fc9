"""Processes that announce are killed: each announcement arrives once, or is in doubt and arrived once at most."""

from __future__ import annotations

import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
from django.utils import timezone

from portal.newsroom.announcing import ledger
from portal.newsroom.choices import AnnouncementState
from portal.newsroom.models import Announcement, ArticlePage
from tests.forking import Forked
from tests.newsroom.announcing.conftest import account_at, hook_at, to_announce
from tests.newsroom.announcing.server import Server, answer, serving, usual

DUE, SENT, UNKNOWN = AnnouncementState.DUE, AnnouncementState.SENT, AnnouncementState.UNKNOWN
SWEPT = timedelta(minutes=6)


@pytest.fixture(scope="module")
def source(django_db_setup) -> Iterator[tuple[Forked, Server]]:
    with serving() as server:
        found = Forked("tests.newsroom.announcing.sender", server.port)
        yield found, server
        found.close()


@pytest.fixture
def server(source, settings, transactional_db) -> Server:
    settings.LINK_CHECK_PRIVATE_HOSTS = True
    _workers, found = source
    found.posts.clear()
    found.taken.clear()
    found.statuses.clear()
    return found


@pytest.fixture
def workers(source) -> Iterator[Forked]:
    found, server = source
    found.killed = 0
    yield found
    server.on_line = server.on_post = server.on_answered = None
    server.answers = []
    found.kill()
    found.wait()


def articles(settings, server: Server, count: int) -> None:
    """Make articles that are due on both channels."""
    settings.NEWS_CHANNELS = (hook_at(server),)
    for number in range(count):
        to_announce(number)
    settings.NEWS_CHANNELS = (hook_at(server), account_at(server))
    rows = [Announcement(article=one, channel="mastodon:social") for one in ArticlePage.objects.all()]
    Announcement.objects.bulk_create(rows)


def states(kind: str) -> Counter[str]:
    return Counter(Announcement.objects.filter(channel__startswith=kind).values_list("state", flat=True))


def long_ago() -> None:
    """Let what a killed process left have begun long ago, and what waits be due."""
    Announcement.objects.filter(state=AnnouncementState.SENDING).update(began_at=timezone.now() - SWEPT)
    ledger.sweep()
    Announcement.objects.filter(state=DUE).update(try_at=timezone.now())


def kill_when(workers: Forked, number: int) -> Callable[[], None]:
    """Return what kills all processes when it is called for the time of this number."""
    times = iter(range(number))
    return lambda: next(times, None) is None and workers.kill()


def check(server: Server) -> Counter[str]:
    """Hold the ledger against what was taken: statuses by their keys, and posts to the webhook, one for each."""
    assert len(server.taken) == len(set(server.taken))
    for row in Announcement.objects.all():
        arrived = str(row.key) in (server.statuses if row.channel.startswith("mastodon") else server.taken)
        assert row.state in (SENT, UNKNOWN), (row.channel, row.state, row.said)
        assert arrived or row.state == UNKNOWN, row.said
    return states("")


def test_killed_before_during_or_after_a_request_it_sends_none_twice(settings, workers, server):
    articles(settings, server, 3)
    for moment, number in (("on_line", 0), ("on_post", 0), ("on_post", 1), ("on_answered", 0)):
        setattr(server, moment, kill_when(workers, number))
        workers.run("0")
        setattr(server, moment, None)
        long_ago()
    for _ in range(2):
        workers.run("0")
        long_ago()
    ends = check(server)
    assert workers.killed == 4
    assert states("mastodon") == {SENT: 3}
    assert states("webhook")[UNKNOWN] == ends[UNKNOWN]


def under_kills(settings, workers: Forked, server: Server, *, kills: int, seed: int) -> Counter[str]:
    """Announce many articles while processes, two at once, are killed by the clock or as a post comes, or refused."""
    chance = random.Random(seed)
    articles(settings, server, kills)
    for turn in range(20 * kills):
        if workers.killed >= kills or not Announcement.objects.filter(state__in=(DUE, "sending")).exists():
            break
        server.answers = [answer(503, Retry_After="1")] * (turn % 3 == 2) + [answer(429)] * (turn % 5 == 4)
        server.answers += [lambda asked, _line: usual(server, asked)]
        server.on_post = kill_when(workers, chance.randrange(1, 4)) if chance.random() < 0.6 else None
        for _ in range(chance.choice([1, 2])):
            workers.start("0")
        if server.on_post is None:
            time.sleep(chance.uniform(0.02, 0.4))
            workers.kill()
        workers.wait()
        long_ago()
    server.on_post, server.answers = None, []
    for _ in range(3):
        workers.run("0")
        long_ago()
    return check(server)


@pytest.mark.soak
def test_killed_two_hundred_times(settings, workers, server, capsys):
    ends = under_kills(settings, workers, server, kills=200, seed=200)
    assert ends[SENT] > ends[UNKNOWN]
    with capsys.disabled():
        print(f"\n{workers.killed} kills, {dict(ends)}; {len(server.posts)} posts, 0 doubled")  # noqa: T201
