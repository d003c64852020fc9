"""Writing to somebody found in the directory: who may, what is sent, how often, and what is kept of it."""

from __future__ import annotations

import json
import re

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.core.serializers.json import DjangoJSONEncoder
from django.test import Client
from django.utils import timezone

from cities.places import personal
from cities.places.services import writing
from cities.places.services.writing import write_to
from portal.accounts.erasure import erase_person
from portal.accounts.models import User
from portal.mail.models import Letter, LetterState, Suppression
from tests.factories import CityFactory, MembershipFactory, UserFactory
from tests.places.test_memberships import at_once

pytestmark = pytest.mark.django_db

GIVEN = {"subject": "Heat networks", "message": "How did you pay for it?\n\nWe are stuck.", "token": "first"}


@pytest.fixture
def sender() -> User:
    return MembershipFactory(user=UserFactory(display_name="Ada, L", email="ada@example.org")).user


@pytest.fixture
def person() -> User:
    return MembershipFactory(user=UserFactory(display_name="Bea", email="bea@example.org")).user


@pytest.fixture
def client(client: Client, sender: User) -> Client:
    client.force_login(sender)
    return client


@pytest.fixture
def send(client, person, django_capture_on_commit_callbacks):
    """Return what sends the form to a person, with changes, and lets its letter leave."""

    def sent(**changes):
        with django_capture_on_commit_callbacks(execute=True):
            return client.post(page_of(person), {**GIVEN, **changes})

    return sent


def page_of(person: User) -> str:
    return f"/network/people/{person.pk}/write/"


def letters() -> list[str]:
    return list(Letter.objects.filter(kind="places.message").values_list("subject", flat=True))


# --- The letter -------------------------------------------------------------------------------
def test_letter_says_who_writes_and_is_answered_to_them(send, person):
    response = send()
    assert response["Location"] == f"/network/people/{person.pk}/"
    (letter,) = mail.outbox
    assert letter.to == ["bea@example.org"]
    assert letter.subject == "Ada, L writes: Heat networks"
    assert letter.message()["Reply-To"] == '"Ada, L" <ada@example.org>'
    assert letter.message()["Auto-Submitted"] == "no"
    html = letter.alternatives[0].content
    for part in (letter.body, html):
        assert "How did you pay for it?" in part
        assert "We are stuck." in part
        assert "ada@example.org" in part
        assert "/accounts/preferences/" in part
        assert "bea@example.org" not in part
    assert re.search(r"<p[^>]*>We are stuck.</p>", html)


def test_hostile_message_stays_text(send):
    send(subject="<b>Hello</b>", message="<script>alert(1)</script> & more")
    (letter,) = mail.outbox
    assert "<script>" not in letter.alternatives[0].content
    assert "<script>alert(1)</script> & more" in letter.body
    assert letter.subject == "Ada, L writes: <b>Hello</b>"


def test_ledger_keeps_the_subject_and_not_the_message(send):
    send()
    row = Letter.objects.get(kind="places.message")
    assert row.subject == "Ada, L writes: Heat networks"
    assert not any("stuck" in str(value) for value in vars(row).values())


def test_form_tells_what_the_other_will_see(client, person):
    page = client.get(page_of(person)).content.decode()
    assert "They will see your name and email address so that they can answer." in page
    assert "ada@example.org" in page
    assert "bea@example.org" not in page


def test_page_of_a_person_leads_to_writing_to_them(client, person):
    page = client.get(f"/network/people/{person.pk}/").content.decode()
    assert f'href="{page_of(person)}"' in page
    assert "Write to Bea" in page


# --- Whom one may write to --------------------------------------------------------------------
def test_form_is_closed_to_others(person):
    stranger = Client()
    assert stranger.get(page_of(person))["Location"].startswith("/accounts/login/")
    stranger.force_login(UserFactory())
    assert stranger.get(page_of(person)).status_code == 403
    assert stranger.post(page_of(person), GIVEN).status_code == 403
    assert letters() == []


@pytest.mark.parametrize(
    ("fields", "status"),
    [
        ({"takes_letters": False}, 403),
        ({"directory": "hidden"}, 404),
        ({"directory": "city"}, 404),
        ({"is_active": False}, 404),
    ],
)
def test_who_takes_no_letters_gets_none(client, send, person, fields, status):
    User.objects.filter(pk=person.pk).update(**fields)
    for response in (client.get(page_of(person)), send()):
        assert response.status_code == status
        if status == 403:
            assert "They take no letters through the portal." in response.content.decode()
    assert page_of(person) not in client.get(f"/network/people/{person.pk}/").content.decode()
    assert letters() == []


def test_address_that_bounced_is_not_written_to(send, person):
    Suppression.objects.create(address="BEA@example.org", cause="bounced")
    assert send().status_code == 403
    assert letters() == []


def test_who_hides_is_not_written_to_by_their_coordinator_either(sender, send, person):
    User.objects.filter(pk=person.pk).update(directory="hidden")
    MembershipFactory(user=sender, city=person.memberships.get().city, role="coordinator")
    assert send().status_code == 403
    assert letters() == []


def test_nobody_writes_to_themselves(client, sender):
    assert client.get(page_of(sender)).status_code == 404
    assert client.post(page_of(sender), GIVEN).status_code == 404


def test_neighbour_writes_to_who_is_found_in_their_own_city_alone(sender, send, person):
    User.objects.filter(pk=person.pk).update(directory="city")
    MembershipFactory(user=sender, city=person.memberships.get().city)
    assert send().status_code == 302


def test_right_that_ended_meanwhile_sends_nothing(sender, person):
    sender.memberships.update(state="ended", ended_at=timezone.now())
    with pytest.raises(PermissionDenied):
        write_to(person, by=sender, **GIVEN)
    User.objects.filter(pk=person.pk).update(takes_letters=False)
    other = MembershipFactory().user
    with pytest.raises(PermissionDenied):
        write_to(person, by=other, **GIVEN)


# --- What one may send ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("changes", "field", "code"),
    [
        ({"subject": ""}, "subject", "required"),
        ({"subject": " \t "}, "subject", "required"),
        ({"subject": "x" * 101}, "subject", "max_length"),
        ({"subject": "Hello\r\nBcc: all@example.org"}, "subject", "invalid"),
        ({"subject": "Hello\nthere"}, "subject", "invalid"),
        ({"subject": "Hello\u202ereversed"}, "subject", "hidden"),
        ({"subject": "Hello\x00"}, "subject", "null_characters_not_allowed"),
        ({"message": ""}, "message", "required"),
        ({"message": " \n "}, "message", "required"),
        ({"message": "x" * 5001}, "message", "max_length"),
        ({"message": "x\x00"}, "message", "null_characters_not_allowed"),
    ],
)
def test_wrong_input_is_told_beside_its_field_and_stays(send, changes, field, code):
    response = send(**changes)
    assert response.status_code == 422
    form = response.context["form"]
    assert list(form.errors) == [field]
    assert form.has_error(field, code)
    assert 'class="msg"' in response.content.decode()
    for name, value in {**GIVEN, **changes}.items():
        assert form[name].value() == value
    assert letters() == []
    assert mail.outbox == []


def test_second_sending_of_one_form_sends_no_second_letter(send):
    assert send().status_code == send().status_code == 302
    assert len(mail.outbox) == 1
    assert send(token="second").status_code == 302
    assert len(mail.outbox) == 2


@pytest.mark.django_db(transaction=True)
def test_two_sendings_at_one_instant_send_one_letter(sender, person):
    acts = [lambda: write_to(person, by=User.objects.get(pk=sender.pk), **GIVEN) for _ in range(3)]
    assert at_once(*acts) == []
    assert len(letters()) == len(mail.outbox) == 1


def test_every_opened_form_has_a_token_of_its_own(client, person):
    tokens = {client.get(page_of(person)).context["form"]["token"].value() for _ in range(2)}
    assert len(tokens) == 2
    assert all(len(token) == 32 for token in tokens)


def test_form_without_a_token_is_sent_each_time(send):
    assert send(token="").status_code == send(token="").status_code == 302
    assert len(mail.outbox) == 2


def test_token_of_another_person_is_another_letter(client, sender, person):
    other = MembershipFactory().user
    first, second = (write_to(who, by=sender, **GIVEN) for who in (person, other))
    assert first.pk != second.pk


def test_flood_ends_at_the_limit_and_loses_nothing(send, client, monkeypatch):
    monkeypatch.setattr(writing, "MOST_IN_AN_HOUR", 2)
    send(token="1")
    send(token="2")
    response = send(token="3")
    assert response.status_code == 429
    assert "You have written 2 letters within an hour" in response.content.decode()
    assert "We are stuck." in response.content.decode()
    assert len(mail.outbox) == 2
    assert send(token="2").status_code == 302, "what has been sent is not told to be too much"
    Letter.objects.update(made_at=timezone.now() - writing.HOUR)
    assert send(token="3").status_code == 302


def test_limit_counts_each_writer_alone(send, sender, person, monkeypatch):
    monkeypatch.setattr(writing, "MOST_IN_AN_HOUR", 1)
    write_to(person, by=MembershipFactory().user, **GIVEN)
    assert send().status_code == 302
    assert send(token="second").status_code == 429


def test_letter_that_the_mail_server_refuses_can_be_sent_again(send, person, monkeypatch):
    def fail(self, *args, **kwargs):
        raise OSError("The mail server is away")

    monkeypatch.setattr("django.core.mail.EmailMessage.send", fail)
    send()
    response = send()
    assert Letter.objects.get(kind="places.message").state == LetterState.FAILED
    assert response.status_code == 422
    assert "Your words stay here" in response.content.decode()
    token = response.context["form"]["token"].value()
    monkeypatch.undo()
    assert send(token=token).status_code == 302
    assert len(mail.outbox) == 1


# --- What is kept -----------------------------------------------------------------------------
def test_copy_holds_what_a_person_wrote_and_nobody_elses(send, sender, person):
    send()
    write_to(sender, by=person, subject="Somebody else's subject", message="x", token="x")
    copy = json.dumps(personal.copy_of(sender), cls=DjangoJSONEncoder)
    assert "Ada, L writes: Heat networks" in copy
    assert "Somebody else" not in copy


def test_ledger_forgets_the_words_of_who_is_erased(send, sender):
    send()
    erase_person(sender)
    assert letters() == [""]


def test_numbers_that_begin_alike_are_told_apart(person):
    """The letters of person 90000001 are not those of person 900000012."""
    people = [MembershipFactory(user=UserFactory(pk=key), city=CityFactory()).user for key in (90_000_001, 900_000_012)]
    write_to(person, by=people[1], **GIVEN)
    assert not writing.written_by(people[0]).exists()
