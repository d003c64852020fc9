"""What a mail server says, and what may be done next: nothing that may have left is handed over again."""

from __future__ import annotations

import smtplib
import time

import pytest
from django.core.mail import BadHeaderError, EmailMessage, get_connection

from portal.mail.handing import Outcome, Term, Whose, hand, hand_over, written
from tests.mail.smtp import DROP, serving

BACKEND = "django.core.mail.backends.smtp.EmailBackend"


def handed(port: int):
    connection = get_connection(BACKEND, host="127.0.0.1", port=port, timeout=2)
    return hand(EmailMessage("Subject", "Text", "from@example.org", ["to@example.org"]), connection)


def test_message_is_accepted():
    with serving() as server:
        assert handed(server.port).outcome is Outcome.ACCEPTED
        assert "Subject: Subject" in server.messages[0]


@pytest.mark.parametrize(
    ("answers", "outcome"),
    [
        ({"RCPT": "451 later"}, Outcome.LATER),
        ({"RCPT": "550 nobody here"}, Outcome.REFUSED),
        ({"MAIL": "421 closing"}, Outcome.LATER),
        ({"MAIL": "550 not from you"}, Outcome.REFUSED),
        ({"MAIL": DROP}, Outcome.LATER),
        ({"RCPT": DROP}, Outcome.LATER),
        ({"DATA": "451 full"}, Outcome.LATER),
        ({"DATA": "554 no"}, Outcome.REFUSED),
        ({"DATA": DROP}, Outcome.LATER),
        ({"DATA": "421 closing"}, Outcome.LATER),
        ({"TEXT": DROP}, Outcome.UNKNOWN),
        ({"END": "452 full"}, Outcome.LATER),
        ({"END": "554 spam"}, Outcome.REFUSED),
        ({"END": DROP}, Outcome.UNKNOWN),
        ({"END": "good day"}, Outcome.UNKNOWN),
        ({"END": "251 perhaps"}, Outcome.UNKNOWN),
        ({"DATA": "250 ok"}, Outcome.LATER),
        ({"MAIL": "good day"}, Outcome.LATER),
        ({"RCPT": "good day"}, Outcome.LATER),
        ({"EHLO": "good day", "HELO": "good day"}, Outcome.LATER),
    ],
)
def test_each_answer_says_whether_it_can_have_left(answers, outcome):
    with serving(**answers) as server:
        found = handed(server.port)
    assert found.outcome is outcome, found
    assert found.said
    assert not server.messages or outcome is Outcome.UNKNOWN


def test_server_that_is_not_there_is_tried_later():
    with serving() as server:
        port = server.port
    assert handed(port).outcome is Outcome.LATER


def test_server_that_says_nothing_after_the_text_leaves_it_in_doubt(monkeypatch):
    monkeypatch.setattr("tests.mail.smtp.say", silent_at_the_end)
    with serving(END="silence") as server:
        assert handed(server.port).outcome is Outcome.UNKNOWN


def silent_at_the_end(file, answer: str) -> bool:
    if answer != "silence":
        file.write(answer.encode() + b"\r\n")
        file.flush()
    return True


def test_one_connection_carries_many():
    with serving() as server:
        connection = get_connection(BACKEND, host="127.0.0.1", port=server.port, timeout=2)
        for number in range(3):
            assert hand(numbered(number), connection).outcome is Outcome.ACCEPTED
        connection.close()
        assert len(server.messages) == 3
        assert server.sessions == 1


@pytest.mark.parametrize(
    ("answers", "whose"),
    [
        ({"RCPT": "550 nobody here"}, Whose.ADDRESS),
        ({"RCPT": "451 later"}, Whose.ADDRESS),
        ({"RCPT": "421 closing"}, Whose.SERVER),
        ({"MAIL": "550 not from you"}, Whose.SERVER),
        ({"END": "554 spam"}, Whose.LETTER),
        ({"DATA": "250 ok"}, Whose.SERVER),
        ({"MAIL": DROP}, Whose.SERVER),
    ],
)
def test_each_answer_says_what_it_is_about(answers, whose):
    with serving(**answers) as server:
        assert handed(server.port).whose is whose


def test_connection_that_the_server_ends_after_a_message_is_opened_anew():
    with serving() as server:
        connection = get_connection(BACKEND, host="127.0.0.1", port=server.port, timeout=2)
        for number in range(2):
            assert hand_over(numbered(number), connection).outcome is Outcome.ACCEPTED
            server.hang_up()
        assert len(server.messages) == 2
        assert server.sessions == 2


@pytest.mark.parametrize("end", [DROP, "good day", "251 perhaps"])
@pytest.mark.parametrize("reused", [True, False], ids=["reused connection", "fresh connection"])
def test_text_that_came_whole_is_not_handed_over_again(end, reused):
    with serving() as server:
        connection = get_connection(BACKEND, host="127.0.0.1", port=server.port, timeout=2)
        if reused:
            assert hand_over(numbered(1), connection).outcome is Outcome.ACCEPTED
        server.answers["END"] = end
        assert hand_over(numbered(2), connection).outcome is Outcome.UNKNOWN
        assert [subject_of(text) for text in server.texts] == ["Number 1"] * reused + ["Number 2"]
        assert server.sessions == 1


def numbered(number: int) -> EmailMessage:
    return EmailMessage(f"Number {number}", "Text", "from@example.org", ["to@example.org"])


def subject_of(text: str) -> str:
    return text.partition("Subject: ")[2].splitlines()[0]


@pytest.mark.parametrize("reused", [True, False], ids=["reused connection", "fresh connection"])
def test_refused_text_is_not_handed_over_again(reused):
    with serving() as server:
        connection = get_connection(BACKEND, host="127.0.0.1", port=server.port, timeout=2)
        if reused:
            assert hand_over(numbered(1), connection).outcome is Outcome.ACCEPTED
        server.answers["END"] = "554 no"
        assert hand_over(numbered(2), connection).outcome is Outcome.REFUSED
        assert len(server.texts) == 1 + reused


def test_message_is_written_once_and_leaves_as_it_was_written(monkeypatch):
    message = written(EmailMessage("“Subject”", "One\n.\nline", "from@example.org", ["to@example.org"]))
    monkeypatch.setattr("email.generator.BytesGenerator.flatten", forbidden)
    with serving() as server:
        connection = get_connection(BACKEND, host="127.0.0.1", port=server.port, timeout=2)
        assert hand(message, connection).outcome is Outcome.ACCEPTED
        connection.close()
    (came,) = server.messages
    assert came.splitlines()[-3:] == ["One", "..", "line"], "as it stands on the way"
    assert came.count("Subject:") == 1


def forbidden(*args, **kwargs):
    raise AssertionError("written once more")


def test_message_that_cannot_be_written_says_so_before_it_leaves():
    with pytest.raises(BadHeaderError):
        written(EmailMessage("Sub\nject", "Text", "from@example.org", ["to@example.org"]))


def test_connection_that_ends_before_the_leave_to_send_the_text_is_opened_anew_once():
    with serving() as server:
        connection = get_connection(BACKEND, host="127.0.0.1", port=server.port, timeout=2)
        assert hand_over(numbered(1), connection).outcome is Outcome.ACCEPTED
        server.answers["DATA"] = DROP
        assert hand_over(numbered(2), connection).outcome is Outcome.LATER
        assert (len(server.texts), server.sessions) == (1, 2)


def test_text_is_in_doubt_where_smtplib_keeps_the_answer_by_another_name(monkeypatch):
    monkeypatch.setattr("portal.mail.handing.ANSWER", "renamed")
    with serving(DATA=DROP) as server:
        assert handed(server.port).outcome is Outcome.UNKNOWN


def test_nothing_leaves_after_its_term_by_whichever_clock(monkeypatch):
    with serving() as server:
        connection = get_connection(BACKEND, host="127.0.0.1", port=server.port, timeout=2)
        for clock in ("time", "monotonic"):
            term, passed = Term(60), getattr(time, clock)() + 61
            with monkeypatch.context() as later:
                later.setattr(f"portal.mail.handing.time.{clock}", lambda passed=passed: passed)
                assert hand_over(numbered(1), connection, term).outcome is Outcome.KEPT
        assert hand_over(numbered(1), connection, Term(60)).outcome is Outcome.ACCEPTED
        assert len(server.texts) == 1


def test_nothing_leaves_over_a_new_connection_once_the_term_is_over(monkeypatch):
    with serving() as server:
        connection = get_connection(BACKEND, host="127.0.0.1", port=server.port, timeout=2)
        assert hand_over(numbered(1), connection).outcome is Outcome.ACCEPTED
        term, send = Term(60), smtplib.SMTP.sendmail

        def woken(*args, **kwargs):
            server.hang_up()
            monkeypatch.setattr(term, "_seconds", -1)
            return send(*args, **kwargs)

        monkeypatch.setattr(smtplib.SMTP, "sendmail", woken)
        assert hand_over(numbered(2), connection, term).outcome is Outcome.KEPT
        assert len(server.texts) == 1
