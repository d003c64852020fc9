"""The switches of letters at once: what goes today goes on until somebody turns it off, by one click or by hand."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from cities.places import letters as place_letters
from cities.places.letters import Note
from cities.plans import letters as plan_letters
from network.digests.choices import SWITCHED, Cadence, NoticeKind, at_once_at_first
from network.digests.models import Preference
from network.digests.switches import KINDS, off_for, purpose_of, turn_off, wanting
from network.events.letters import reminder
from network.forum import letters as forum_letters
from portal.mail.models import Letter
from portal.mail.services import send_letters
from portal.mail.switches import _switches
from portal.mail.tokens import make_token, one_click_url, read_token
from tests.factories import CityFactory
from tests.factories.accounts import UserFactory
from tests.factories.events import event_on
from tests.factories.forum import member_of

pytestmark = pytest.mark.django_db


def test_what_goes_today_stays_on_for_who_chose_nothing() -> None:
    person = UserFactory()
    Preference.objects.all().delete()
    written_by_rooms = set(KINDS)
    assert written_by_rooms | {"mention", "answer"} == wanting([person.pk])[person.pk]
    assert off_for("event", [person.pk]) == set()
    assert off_for("followed", [person.pk]) == {person.pk}


@pytest.mark.parametrize("kind", SWITCHED)
def test_one_click_turns_off_this_kind_and_no_other(client: Client, kind: NoticeKind) -> None:
    person = UserFactory()
    chosen = {"cadence": Cadence.DAILY, "at_once": list(SWITCHED)}
    Preference.objects.update_or_create(person=person, defaults=chosen)
    url = one_click_url(purpose_of(kind), person.pk)
    page = client.get(url).content.decode()
    assert "Do you want no more letters of this kind?" in page
    assert Preference.objects.get(person=person).at_once == list(SWITCHED)
    for _again in range(2):
        assert Client(enforce_csrf_checks=True).post(url, {"List-Unsubscribe": "One-Click"}).status_code == 200
        row = Preference.objects.get(person=person)
        assert row.at_once == [other for other in SWITCHED if other != kind]
        assert row.cadence == Cadence.DAILY


def test_one_click_of_who_chose_nothing_begins_no_digest() -> None:
    person = UserFactory()
    Preference.objects.all().delete()
    read_token(make_token("notice.event", person.pk)).use()
    row = Preference.objects.get(person=person)
    assert row.cadence == Cadence.OFF
    assert set(row.at_once) == set(at_once_at_first()) - {"event"}


def test_one_click_of_who_is_gone_does_nothing(client: Client) -> None:
    person = UserFactory(anonymised_at="2026-01-01T00:00Z", is_active=False)
    Preference.objects.all().delete()
    turn_off("event", person.pk)
    assert client.post(one_click_url("notice.event", person.pk + 1000)).status_code == 200
    assert not Preference.objects.exists()


def test_letters_that_decide_on_a_person_or_that_they_asked_for_have_no_switch() -> None:
    essential = [
        *("account.email_confirmation", "account.password_reset_key", "account.email_changed"),
        *("places.invitation", "places.answer", "places.role", "places.end", "places.advice_answer"),
        "forum.appeal",
        *("forum.sanction", "forum.lifted", "forum.refused", "forum.hidden", "forum.bookmark", "forum.outcome-review"),
        "plans.confirmation",
    ]
    assert not set(essential) & set(_switches)


@pytest.mark.parametrize(
    ("kind", "turns_off"),
    [
        *(("plans.asked", "handshake"), ("plans.answered", "handshake"), ("plans.new_edition", "handshake")),
        *(("plans.answerable", "response"), ("plans.disputed", "response")),
        *(("places.request", "invitation"), ("places.joined", "invitation")),
        ("forum.unanswered", "moderation"),
    ],
)
def test_letter_of_a_room_shows_the_link_that_ends_its_kind(
    kind: str, turns_off: str, mailoutbox, django_capture_on_commit_callbacks
) -> None:
    person = UserFactory()
    note = Note(title="Somebody asks", paragraphs=["Words."], why="You get this letter because of the test.")
    room, _, name = kind.partition(".")

    def write(cause: str) -> None:
        with django_capture_on_commit_callbacks(execute=True):
            if room == "plans":
                plan_letters.send_notes(name, cause, [person], note)
            elif room == "places":
                place_letters.send_note(cause, note, kind=name, to=person.email, person=person)
            else:
                forum_letters.send_note(cause, note, kind=name, person=person)

    write("first")
    (mail,) = mailoutbox
    (link,) = set(re.findall(r"http://localhost:8000/letters/\S+/", mail.body))
    assert f'href="{link}"' in mail.alternatives[0].content
    assert link in mail.extra_headers["List-Unsubscribe"]
    read_token(link.split("/")[-2]).use()
    assert turns_off not in Preference.objects.get(person=person).at_once
    write("second")
    assert len(mailoutbox) == 1
    assert set(Letter.objects.values_list("kind", "state")) == {(kind, "sent"), (kind, "skipped")}


def test_letter_about_an_event_says_how_it_is_turned_off(mailoutbox, django_capture_on_commit_callbacks) -> None:
    person = member_of(CityFactory(name="Leeds", slug="leeds"))
    event = event_on(by=person, title="Warm homes")
    with django_capture_on_commit_callbacks(execute=True):
        send_letters([reminder(event, person)])
    (mail,) = mailoutbox
    link = re.search(r"http://localhost:8000/letters/\S+/", mail.body)[0]
    assert f'href="{link}"' in mail.alternatives[0].content
    assert link[:60] in mail.extra_headers["List-Unsubscribe"]
    read_token(link.split("/")[-2]).use()
    Letter.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        send_letters([reminder(event, person)])
    assert len(mailoutbox) == 1
    assert Letter.objects.get().state == "skipped"
