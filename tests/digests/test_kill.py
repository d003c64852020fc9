"""Processes that plan and send are killed at random moments: nobody gets a digest twice, and nothing is lost.

The mail server runs in the process of the test and keeps every message that it took.
"""

from __future__ import annotations

import random
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email import message_from_string, policy
from email.message import EmailMessage

import pytest
from django.utils import timezone

from network.digests.choices import OPEN_STATES, Cadence, DigestState, ItemKind
from network.digests.models import Digest, Preference
from network.digests.services.settling import IN_HANDS, sweep
from network.forum.models import Reader, Thread
from portal.mail.services import message_id
from tests.digests.due import follow, public_thread
from tests.factories.accounts import UserFactory
from tests.factories.digests import LONG_AGO, PreferenceFactory
from tests.factories.forum import PostFactory, rested
from tests.forking import Forked
from tests.mail.smtp import Server, serving

FIRST_DAY = datetime(2031, 1, 1, 7, 0, tzinfo=UTC)
"""In the future, so that what is put back is due within the same day of the test."""
PEOPLE, THREADS, FOLLOWED = 24, 6, 3


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture
def workers(transactional_db, server) -> Iterator[Forked]:
    found = Forked("tests.digests.sender", server.port)
    yield found
    found.close()


def people_who_follow() -> list[Thread]:
    """Make people who follow threads, in which there is something new to all of them, and return the threads."""
    threads = [public_thread() for _ in range(THREADS)]
    for number in range(PEOPLE):
        person = UserFactory(joined_at=LONG_AGO)
        PreferenceFactory(person=person, since=FIRST_DAY)
        for step in range(FOLLOWED):
            follow(person, threads[(number + step) % THREADS])
    Preference.objects.exclude(cadence=Cadence.DAILY).delete()  # the authors have those of new members
    return threads


def undisturbed(workers: Forked, at: datetime) -> float:
    """Let one process plan and send for a day, and return how many seconds that takes."""
    begun = time.monotonic()
    workers.run(at.isoformat())
    return time.monotonic() - begun


def send_under_kills(workers: Forked, server: Server, at: datetime, chance: random.Random, longest: float) -> None:
    """Let processes plan and send for a day, killing them by the clock or as a text comes, until nothing is open."""
    for turn in range(60):
        server.on_text = None
        for _ in range(chance.choice([1, 1, 2])):
            workers.start((at + timedelta(minutes=3 * turn)).isoformat())
        if turn > 6:  # for the rest of the day nobody disturbs them
            workers.wait()
        elif chance.random() < 0.5:
            texts = iter(range(chance.randrange(PEOPLE)))
            server.on_text = lambda texts=texts: next(texts, None) is None and workers.kill()
            workers.wait()
        else:
            time.sleep(chance.uniform(0.02, longest))
            workers.kill()
            workers.wait()
        sweep(timezone.now() + IN_HANDS + timedelta(seconds=1))
        if Digest.objects.filter(period=at.date()).count() == PEOPLE and not left_open():
            return
    left = Digest.objects.filter(state__in=OPEN_STATES).values("state", "reason", "detail", "attempts", "try_at")
    pytest.fail(f"It does not come to an end: {list(left)}")


def left_open() -> bool:
    return Digest.objects.filter(state__in=OPEN_STATES).exists()


def kill_until(kills: int, workers: Forked, server: Server, seed: int) -> list[Thread]:
    """Send day after day, with new posts each day, until so many processes were killed."""
    chance, threads, day = random.Random(seed), people_who_follow(), 0
    authors = [thread.author for thread in threads]
    longest = undisturbed(workers, FIRST_DAY)
    while workers.killed < kills:
        day += 1
        for thread in chance.sample(threads, chance.randrange(1, THREADS)):
            rested(*authors)
            PostFactory(thread=thread, author=chance.choice(authors))
        send_under_kills(workers, server, FIRST_DAY + timedelta(days=day), chance, longest)
    server.on_text = None
    undisturbed(workers, FIRST_DAY + timedelta(days=day + 1))
    time.sleep(0.5)  # what the last one killed has written is read to its end
    return threads


def check(server: Server, threads: list[Thread]) -> Counter[str]:
    """Hold the ledger against what the server took, and return how many digests came to which end."""
    messages = [message_from_string(text, policy=policy.default) for text in server.messages]
    arrived = {str(message["Message-ID"]): message for message in messages}
    doubled = len(messages) - len(arrived)
    assert doubled == 0
    rows = list(Digest.objects.select_related("person").order_by("due_at"))
    assert not [row for row in rows if row.state in OPEN_STATES]
    for row in rows:
        check_row(row, arrived.pop(message_id(row.key), None))
    assert arrived == {}
    check_told(rows)
    return Counter(row.state for row in rows)


def check_row(row: Digest, message: EmailMessage | None) -> None:
    if row.state == DigestState.SENT:
        assert message is not None, row.key
    if message is not None:
        assert row.state in (DigestState.SENT, DigestState.UNKNOWN), row.key
        assert str(message["To"]) == row.person.email
        text = " ".join(message.get_body(("plain",)).get_content().split())
        for title in Thread.objects.filter(pk__in=[one["key"] for one in row.shown]).values_list("title", flat=True):
            assert title in text, row.key
    else:
        assert row.state in (DigestState.UNKNOWN, DigestState.EMPTY), (row.key, row.state)


def check_told(rows: list[Digest]) -> None:
    """Each post of what a person follows was told of in one digest and no other, those in doubt included."""
    told: dict[tuple[int, int], list[tuple[int, int]]] = defaultdict(list)
    for row in rows:
        if row.state in (DigestState.SENT, DigestState.UNKNOWN):
            for one in row.shown:
                assert one["kind"] == ItemKind.THREAD
                told[row.person_id, one["key"]].append((one["before"], one["number"]))
    readers = Reader.objects.filter(why="chose").select_related("thread")
    assert len(readers) == PEOPLE * FOLLOWED
    for reader in readers:
        steps = told.pop((reader.person_id, reader.thread_id))
        ends = [0, *(number for _before, number in steps)]
        assert [before for before, _number in steps] == ends[:-1], reader
        assert ends[-1] == reader.digested == reader.thread.last_number, reader


def test_twenty_kills_double_nothing_and_lose_nothing(workers, server):
    threads = kill_until(20, workers, server, seed=20)
    ends = check(server, threads)
    assert ends[DigestState.SENT] > PEOPLE


@pytest.mark.soak
def test_two_hundred_kills_and_more(workers, server, capsys):
    threads = kill_until(250, workers, server, seed=250)
    ends = check(server, threads)
    with capsys.disabled():
        taken, kills = len(server.messages), workers.killed
        print(f"\n{kills} kills, {ends.total()} digests: {dict(ends)}; {taken} messages, 0 doubled")  # noqa: T201
