"""Processes that write letters at once race and are killed: no letter goes twice, and none is lost."""

from __future__ import annotations

import random
import threading
from collections.abc import Iterator
from datetime import timedelta
from email import message_from_string, policy

import pytest
from django.db import connection
from django.utils import timezone

from network.digests.choices import LetterState
from network.digests.models import Notice, Preference
from network.digests.services.telling import write_letters
from network.forum.choices import Level, Why
from network.forum.models import Reader
from portal.mail.models import Letter
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, member_of, rested
from tests.forking import Forked
from tests.mail.smtp import Server, serving

PEOPLE, THREADS, KILLS = 8, 4, 8
LATER = timedelta(minutes=3)


@pytest.fixture
def server() -> Iterator[Server]:
    with serving() as found:
        yield found


@pytest.fixture
def writer(transactional_db, server) -> Iterator[Forked]:
    found = Forked("tests.digests.writer", server.port)
    yield found
    found.close()


def write_posts() -> None:
    """Let something be new to each of some people in each of some threads that they watch."""
    people = [member_of() for _ in range(PEOPLE)]
    author = member_of()
    Preference.objects.update(at_once=["followed"])
    for _thread in range(THREADS):
        thread = ThreadFactory(author=author)
        Reader.objects.bulk_create(
            Reader(person=person, thread=thread, level=Level.WATCHING, why=Why.CHOSE) for person in people
        )
        rested(author)
        PostFactory(thread=thread, author=author)


def test_letters_of_killed_processes_are_neither_doubled_nor_lost(writer, server):
    write_posts()
    chance = random.Random(8)
    for _turn in range(KILLS):
        texts = iter(range(chance.randrange(4)))
        server.on_text = lambda texts=texts: next(texts, None) is None and writer.kill()
        writer.run()
    server.on_text = None
    killed = writer.killed
    writer.run()
    assert KILLS // 2 <= killed == writer.killed
    messages = [message_from_string(text, policy=policy.default) for text in server.messages]
    arrived = [str(message["Message-ID"]) for message in messages]
    assert len(arrived) == len(set(arrived))
    letters = {letter.message_id: letter for letter in Letter.objects.all()}
    assert len(letters) == PEOPLE * THREADS
    assert set(Notice.objects.values_list("letter", flat=True)) == {LetterState.WRITTEN}
    assert set(arrived) <= set(letters)
    for key, letter in letters.items():
        assert letter.state == "sent" if key in arrived and letter.state != "sending" else letter.state == "sending"
    assert sum(letter.state == "sending" for letter in letters.values()) <= killed


@pytest.mark.django_db(transaction=True)
def test_many_at_once_write_one_letter_each(mailoutbox) -> None:
    board, writer, people = BoardFactory(), member_of(), [member_of() for _ in range(8)]
    thread = ThreadFactory(board=board, author=writer)
    for person in people:
        Preference.objects.filter(person=person).update(at_once=["followed"])
        Reader.objects.create(person=person, thread=thread, level=Level.WATCHING, why=Why.CHOSE)
    post = PostFactory(thread=thread, author=writer)
    assert Notice.objects.filter(object_id=post.pk, letter=LetterState.DUE).count() == 8
    Notice.objects.update(at=timezone.now() - LATER)
    start = threading.Barrier(4)

    def race() -> None:
        try:
            start.wait(timeout=10)
            write_letters()
        finally:
            connection.close()

    racers = [threading.Thread(target=race) for _ in range(4)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(mail.to[0] for mail in mailoutbox) == sorted(person.email for person in people)
    assert set(Notice.objects.values_list("letter", flat=True)) == {LetterState.WRITTEN}
