"""The mailbox of what comes back is read and emptied, and nothing in it is lost."""

from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, OperationalError

from portal.locks import try_lock, unlock
from portal.mail import imap, tasks
from portal.mail.models import Bounce
from portal.mail.returned import Finding
from tests.mail.imap import inbox
from tests.mail.reports import delivery, message
from tests.mail.returns.letters import ADA, causes

pytestmark = pytest.mark.django_db


def test_mailbox_is_read_and_emptied_and_the_rest_set_aside(settings, back: str):
    with inbox(delivery(back), message(back), message(back, Auto_Submitted="auto-replied"), b"\0") as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        found = imap.read_returns()
        assert found == {Finding.TAKEN: 1, Finding.UNKNOWN: 2, Finding.NOTHING: 1}
        assert box.messages == {}
        assert box.aside == [message(back), b"\0"]
        assert imap.read_returns() == {}
    assert causes() == {ADA: "bounced"}


def test_crash_between_writing_and_removing_costs_nothing(settings, back: str):
    with inbox(delivery(back, status="4.2.2", diagnostic="")) as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        box.drops = {"UID STORE"}
        for _time in range(3):
            with pytest.raises(imap.Unreachable):
                imap.read_returns()
        assert Bounce.objects.count() == 1
        assert len(box.messages) == 1
        box.drops = set()
        assert imap.read_returns() == {Finding.TAKEN: 1}
        assert box.messages == {}
    assert Bounce.objects.count() == 1


def test_what_cannot_be_written_down_stays(settings, back: str, monkeypatch: pytest.MonkeyPatch):
    def fail(event):
        raise DatabaseError

    with inbox(delivery(back), message(back)) as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        with monkeypatch.context() as patched:
            patched.setattr("portal.mail.returned.note", fail)
            assert imap.read_returns() == {Finding.UNKNOWN: 1}
        assert list(box.messages.values()) == [delivery(back)]
        assert imap.read_returns() == {Finding.TAKEN: 1}


def test_message_that_killed_its_reader_is_set_aside_and_the_next_one_read(settings, back: str, monkeypatch):
    class Killed(BaseException):
        pass

    def kill(content):
        raise Killed

    with inbox(message(back), delivery(back)) as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        with monkeypatch.context() as patched:
            patched.setattr(imap, "take_in", kill)
            patched.setattr(imap.cache, "delete", lambda key: None)  # what is killed cleans up nothing
            with pytest.raises(Killed):
                imap.read_returns()
        assert len(box.messages) == 2
        with monkeypatch.context() as patched:
            patched.setattr("portal.mail.returned.judge", lambda message, content: Finding.TAKEN)
            assert imap.read_returns() == {Finding.UNKNOWN: 1, Finding.TAKEN: 1}
        assert box.aside == [message(back)]


def test_slow_mailbox_is_read_further_by_the_next_run(settings, back: str, monkeypatch: pytest.MonkeyPatch):
    with inbox(delivery(back)) as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        with monkeypatch.context() as patched:
            patched.setattr(imap, "LONGEST_RUN", -1.0)
            assert imap.read_returns() == {}
        assert imap.read_returns() == {Finding.TAKEN: 1}


def test_huge_message_is_not_fetched(settings, back: str):
    with inbox(delivery(back)) as box:
        settings.MAIL_RETURN_MAILBOX, box.sizes = box.address, {1: 50 * 1024 * 1024}
        assert imap.read_returns() == {Finding.UNKNOWN: 1}
        assert (box.fetched, len(box.aside)) == ([], 1)


@pytest.mark.parametrize("refused", ["LOGIN", "SELECT", "UID SEARCH", "UID FETCH", "UID COPY", "UID STORE"])
def test_refusing_mailbox_is_told_of_and_loses_nothing(settings, back: str, refused: str):
    with inbox(message(back)) as box:
        settings.MAIL_RETURN_MAILBOX, box.refuses = box.address, {refused}
        with pytest.raises(imap.Unreachable):
            imap.read_returns()
        assert list(box.messages.values()) == [message(back)]


def test_mailbox_that_is_not_there_is_told_of(settings):
    with inbox() as box:
        settings.MAIL_RETURN_MAILBOX = box.address
    with pytest.raises(imap.Unreachable, match="refused"):
        imap.read_returns()
    tasks.read_what_came_back()
    with pytest.raises(CommandError, match=r"Nothing answers there: the connection was refused\."):
        call_command("read_returns")
    settings.MAIL_RETURN_MAILBOX = "imaps://u:p@mail.invalid/INBOX"
    with pytest.raises(CommandError, match=r"The host mail\.invalid is not known to DNS"):
        call_command("read_returns")


def test_mailbox_that_refuses_the_password_is_told_of(settings):
    with inbox() as box:
        settings.MAIL_RETURN_MAILBOX, box.refuses = box.address, {"LOGIN"}
        with pytest.raises(CommandError, match=r"It refuses: .*user, password and folder of MAIL_RETURN_MAILBOX"):
            call_command("read_returns")


def test_database_that_is_away_is_told_of(settings, monkeypatch):
    def away():
        raise OperationalError("no route")

    settings.MAIL_RETURN_MAILBOX = "imaps://u:p@mail.invalid/INBOX"
    monkeypatch.setattr("portal.mail.management.commands.read_returns.read_returns", away)
    with pytest.raises(CommandError, match="The database does not answer: no route"):
        call_command("read_returns")


def test_command_says_what_it_found(settings, back: str, capsys: pytest.CaptureFixture[str]):
    with inbox(delivery(back), message(back)) as box:
        settings.MAIL_RETURN_MAILBOX = box.address
        call_command("read_returns")
    assert capsys.readouterr().out == "1 taken in, 1 not understood.\n"
    settings.MAIL_RETURN_MAILBOX = ""
    with pytest.raises(CommandError, match="MAIL_RETURN_MAILBOX"):
        call_command("read_returns")


@pytest.mark.django_db(transaction=True)
def test_task_does_nothing_while_another_reads(settings, monkeypatch: pytest.MonkeyPatch):
    read: list[bool] = []
    settings.MAIL_RETURN_MAILBOX = "imap://nowhere"
    monkeypatch.setattr(tasks, "read_returns", lambda: read.append(True) or {})
    tasks.read_what_came_back()
    assert read == [True]

    import threading

    from django.db import connection

    held, over = threading.Event(), threading.Event()

    def hold() -> None:
        try_lock(tasks.READING)
        held.set()
        over.wait(10)
        unlock(tasks.READING)
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    held.wait(10)
    tasks.read_what_came_back()
    over.set()
    holder.join()
    assert read == [True]
