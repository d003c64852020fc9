"""Letters that a person can turn off: they are written down as skipped, and say how they are turned off."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from portal.mail import switches
from portal.mail.backends import LIBRARY_KIND
from portal.mail.letters import Words
from portal.mail.models import Letter
from portal.mail.services import Outgoing, send_letter, send_letters
from portal.mail.sweeping import send_waiting
from portal.mail.switches import Switch, register_switch, stop_link, turned_off
from portal.mail.tokens import read_token
from tests.factories.accounts import UserFactory

pytestmark = pytest.mark.django_db
WORDS = Words(subject="Soon", text="It begins tomorrow.\n")


@pytest.fixture
def off(monkeypatch: pytest.MonkeyPatch) -> Iterator[set[int]]:
    """Make a switch for two kinds of letters; return the set of those who turned them off."""
    people: set[int] = set()

    def off_for(asked: Collection[int]) -> set[int]:
        return people & set(asked)

    monkeypatch.setattr(switches, "_switches", {})
    register_switch(Switch(purpose=LIBRARY_KIND, kinds=frozenset({"e.soon", "e.change"}), off_for=off_for))
    return people


def many(*people, kind: str = "e.soon") -> None:
    send_letters([Outgoing(key=f"{kind}:{p.pk}", kind=kind, to=p.email, words=WORDS, person=p) for p in people])


def test_who_turned_letters_off_gets_none_and_the_ledger_says_so(
    off, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    quiet, other = UserFactory(), UserFactory()
    off.add(quiet.pk)
    with django_capture_on_commit_callbacks(execute=True):
        many(quiet, other)
        send_letter("one", kind="e.change", to=quiet.email, words=WORDS, person=quiet)
    assert [mail.to for mail in mailoutbox] == [[other.email]]
    skipped = Letter.objects.filter(person=quiet)
    assert {(row.state, row.reason) for row in skipped} == {("skipped", "Turned off by the person")}
    assert not skipped.exclude(sealed=None).exists()


def test_a_kind_without_a_switch_goes_in_any_case(off, mailoutbox, django_capture_on_commit_callbacks) -> None:
    quiet = UserFactory()
    off.add(quiet.pk)
    with django_capture_on_commit_callbacks(execute=True):
        many(quiet, kind="account.password_reset_key")
    (mail,) = mailoutbox
    assert "List-Unsubscribe" not in mail.extra_headers


def test_letter_that_can_be_turned_off_says_how_by_web_and_by_mail(
    off, mailoutbox, monkeypatch, settings, django_capture_on_commit_callbacks
) -> None:
    settings.DEFAULT_FROM_EMAIL = "Resilient Cities <portal@cities.example>"
    person = UserFactory()
    with django_capture_on_commit_callbacks(execute=True):
        many(person)
        send_letter("one", kind="e.change", to=person.email, words=WORDS, person=person)
    for mail in mailoutbox:
        headers = mail.message()
        ways = re.fullmatch(
            r"<http://localhost:8000/letters/([^/]+)/>,\s<mailto:portal@cities.example\?subject=unsubscribe%20(.+)>",
            headers["List-Unsubscribe"],
        )
        assert ways[1] == ways[2].replace("%3A", ":")
        assert headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
        assert read_token(ways[1]).person == person.pk
        assert read_token(ways[1]).one_click.purpose == LIBRARY_KIND


def test_own_headers_of_a_letter_come_before_those_of_the_switch(
    off, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    person = UserFactory()
    own = {"List-Unsubscribe": "<https://cities.example/own>"}
    with django_capture_on_commit_callbacks(execute=True):
        send_letter("one", kind="e.soon", to=person.email, words=WORDS, person=person, headers=own)
    assert mailoutbox[0].extra_headers["List-Unsubscribe"] == "<https://cities.example/own>"


def test_letter_that_waited_is_not_sent_when_it_was_turned_off_meanwhile(off, mailoutbox) -> None:
    person = UserFactory()
    with transaction.atomic():
        many(person)
    Letter.objects.update(made_at=timezone.now() - timedelta(hours=1))
    off.add(person.pk)
    assert send_waiting() == 1
    assert mailoutbox == []
    assert Letter.objects.get().reason == "Turned off by the person"


def test_each_switch_is_asked_once_for_all_people(monkeypatch) -> None:
    asked: list[set[int]] = []

    def off_for(people: Collection[int]) -> set[int]:
        asked.append(set(people))
        return {2}

    monkeypatch.setattr(switches, "_switches", {})
    register_switch(Switch(purpose="a", kinds=frozenset({"x", "y"}), off_for=off_for))
    assert turned_off([("x", 1), ("x", 2), ("y", 2), ("z", 2)]) == {("x", 2), ("y", 2)}
    assert asked == [{1, 2}]
    assert stop_link("z", 2) == stop_link("x", None) == ""
