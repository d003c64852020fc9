"""Connections to the database and to the mail server that end at a bad moment, and processes that stand still."""

from __future__ import annotations

import time
from contextlib import closing, suppress
from datetime import timedelta

import pytest
from django.core.mail import get_connection
from django.db import OperationalError, connection
from django.utils import timezone

from network.digests.choices import DigestState, Reason
from network.digests.services import batch
from network.digests.services.claiming import claim
from network.digests.services.sending import send_batch, send_due
from network.digests.services.settling import IN_HANDS, sweep
from tests.digests.due import answer, became, due_digest, was_told
from tests.mail.smtp import DROP

pytestmark = pytest.mark.django_db
SOON = timedelta(minutes=3)


def end_connection(pid: int) -> None:
    """End a connection to the database from another one, as an administrator or a restart does."""
    other = connection.copy()
    with closing(other), other.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s, 5000)", [pid])


def backend() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return cursor.fetchone()[0]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("end", "became_of", "counts_as_told"),
    [
        ("250 taken", (DigestState.SENT, ""), True),
        ("451 later", (DigestState.DUE, Reason.REFUSED), False),
        ("550 no", (DigestState.FAILED, Reason.REFUSED), False),
        (DROP, (DigestState.UNKNOWN, Reason.DROPPED), True),
    ],
)
def test_what_became_of_it_is_written_down_where_the_database_ended_the_connection(
    server, end, became_of, counts_as_told
):
    first, second = due_digest(), due_digest()
    answer(server, END=end)
    pids = [backend()]
    server.on_text = lambda: pids and end_connection(pids.pop())
    tally = send_due()
    assert pids == []
    assert (became(first), became(second)) == (became_of, became_of), tally
    assert (was_told(first), was_told(second)) == (counts_as_told, counts_as_told)
    assert len(server.texts) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("step", ["begin", "release", "left_out"])
def test_connection_that_the_database_ends_at_any_step_leaves_nothing_in_hands(server, step, monkeypatch):
    digest = due_digest()
    original, pids = getattr(batch, step), [backend()]

    def ended(*args, **kwargs):
        if pids:
            end_connection(pids.pop())
        return original(*args, **kwargs)

    monkeypatch.setattr(batch, step, ended)
    with suppress(OperationalError):
        send_due(budget=-1 if step == "release" else 60)
    assert pids == []
    assert became(digest)[0] == (DigestState.SENT if step == "begin" else DigestState.DUE)
    assert send_due(timezone.now() + SOON).counts == ({} if step == "begin" else {DigestState.SENT: 1})
    assert len(server.texts) == 1


@pytest.mark.django_db(transaction=True)
def test_begin_whose_answer_was_lost_is_repeated_and_one_mail_leaves(server, monkeypatch):
    digest, original = due_digest(), batch.begin
    calls = iter([True])

    def begun(*args, **kwargs):
        found = original(*args, **kwargs)
        if next(calls, False):
            raise OperationalError("the connection is lost")
        return found

    monkeypatch.setattr(batch, "begin", begun)
    assert send_due().counts == {DigestState.SENT: 1}
    assert (became(digest)[0], len(server.texts)) == (DigestState.SENT, 1)


def test_worker_that_stood_still_hands_nothing_over(server, settings, monkeypatch, caplog):
    digest, hours = due_digest(), timedelta(hours=3)
    taken, begin = claim(), batch.begin

    def stopped(*args, **kwargs):
        assert begin(*args, **kwargs)
        assert sweep(timezone.now() + IN_HANDS + timedelta(seconds=1)) == (0, 1)
        passed = time.time() + hours.total_seconds()
        monkeypatch.setattr("portal.mail.handing.time.time", lambda: passed)
        return True

    monkeypatch.setattr(batch, "begin", stopped)
    assert send_batch(taken, get_connection(settings.LETTER_BACKEND)).counts == {"lost": 1}
    assert (became(digest), server.texts) == ((DigestState.UNKNOWN, Reason.ENDED), [])
    assert "in other hands" in caplog.text


def test_worker_that_stood_still_before_it_was_swept_leaves_the_row_as_it_is(server, monkeypatch):
    digest, begin = due_digest(), batch.begin

    def stopped(*args, **kwargs):
        assert begin(*args, **kwargs)
        passed = time.time() + 601
        monkeypatch.setattr("portal.mail.handing.time.time", lambda: passed)
        return True

    monkeypatch.setattr(batch, "begin", stopped)
    assert send_due().counts == {"lost": 1}
    assert (became(digest)[0], server.texts) == (DigestState.SENDING, [])


@pytest.mark.parametrize(
    ("answers", "became_of"),
    [
        ({"DATA": DROP}, (DigestState.DUE, Reason.UNREACHABLE)),
        ({"TEXT": DROP}, (DigestState.UNKNOWN, Reason.DROPPED)),
    ],
)
def test_connection_that_breaks_around_the_leave_to_send_the_text(server, answers, became_of):
    digest = due_digest()
    answer(server, **answers)
    send_due()
    assert became(digest) == became_of
    assert was_told(digest) == (became_of[0] == DigestState.UNKNOWN)
