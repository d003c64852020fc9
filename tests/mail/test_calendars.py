"""A calendar in a letter: beside the words, with its method, and kept while the letter waits."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

import pytest
from django.core.mail import EmailMultiAlternatives

from portal.mail.letters import Words
from portal.mail.sealing import seal, unseal
from portal.mail.services import drawn, send_letter

ICS = "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//A//B//EN\r\nMETHOD:REQUEST\r\nX-A:grün\r\nEND:VCALENDAR\r\n"
WORDS = Words(subject="Come", text="Come.\n", html="<p>Come.</p>", calendar=ICS)


def parts(message: EmailMultiAlternatives) -> list:
    return list(message_from_bytes(message.message().as_bytes(), policy=default).walk())[1:]


def test_calendar_is_the_last_alternative_and_repeats_its_method():
    plain, html, calendar = parts(drawn(WORDS, "a@example.org", None))
    assert [part.get_content_type() for part in (plain, html)] == ["text/plain", "text/html"]
    assert calendar.get_content_type() == "text/calendar"
    assert (calendar.get_param("method"), calendar.get_param("charset")) == ("REQUEST", "utf-8")
    assert calendar.get_content().splitlines() == ICS.splitlines()


def test_letter_that_waits_keeps_its_calendar():
    sealed = seal(drawn(WORDS, "a@example.org", None))
    again = unseal(sealed)
    assert parts(again)[2].get_content().splitlines() == ICS.splitlines()
    assert again.alternatives[1].mimetype == "text/calendar; method=REQUEST"


def test_letter_leaves_with_its_calendar(db, mailoutbox, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        send_letter("k", kind="k", to="a@example.org", words=WORDS)
    assert [one.mimetype for one in mailoutbox[0].alternatives] == ["text/html", "text/calendar; method=REQUEST"]


def test_calendar_without_a_method_is_refused():
    with pytest.raises(ValueError, match="what is to be done"):
        drawn(Words(subject="A", text="B", calendar="BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n"), "a@example.org", None)
