"""Digests that come back, complaints and wishes by mail."""

from __future__ import annotations

import pytest
from django.core import mail

from network.digests.choices import Cadence, at_once_at_first
from network.digests.models import Preference
from network.digests.services.preferring import choose
from network.digests.services.sending import send_due
from network.digests.tokens import make_token
from portal.mail.bounces import Event, note
from portal.mail.models import BounceKind, BounceSource, Suppression
from portal.mail.returned import Finding, take_in
from portal.mail.signals import address_unsubscribed
from tests.digests.due import due_digest
from tests.factories.accounts import UserFactory
from tests.factories.digests import PreferenceFactory
from tests.mail.reports import complaint, delivery, message

pytestmark = pytest.mark.django_db


@pytest.fixture
def back(settings):
    """The digest of a person that was sent, and the address that it comes back to."""
    settings.MAIL_RETURN_ADDRESS = "bounces@cities.example"
    settings.LETTER_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    digest = due_digest()
    send_due()
    return digest, mail.outbox[0].from_email


def test_digest_leaves_with_its_own_return_address(back):
    digest, address = back
    assert address.startswith("bounces+d")
    assert mail.outbox[0].message()["From"] != address
    assert take_in(delivery(address)) is Finding.TAKEN
    assert Suppression.objects.get().address == digest.person.email
    assert Preference.objects.get(person=digest.person).cadence == Cadence.DAILY


def test_what_went_to_a_former_address_says_nothing_of_the_new_one(back):
    digest, address = back
    digest.person.email = "new@example.org"
    digest.person.save()
    assert take_in(delivery(address)) is Finding.UNKNOWN
    assert not Suppression.objects.exists()


def test_complaint_ends_digest_and_letters_at_once(back):
    digest, address = back
    choose(digest.person_id, at_once=at_once_at_first())
    take_in(complaint(address, inner=address))
    row = Preference.objects.get(person=digest.person)
    assert (row.cadence, row.at_once) == (Cadence.OFF, [])


def test_complaint_of_who_had_chosen_nothing_ends_letters_at_once():
    person = UserFactory(email="Ada@example.org")
    Preference.objects.filter(person=person).delete()
    event = {"kind": BounceKind.COMPLAINT, "source": BounceSource.WEBHOOK, "key": "a"}
    assert note(Event(address="ada@example.org", **event))
    assert Preference.objects.get(person=person).at_once == []


def test_wish_at_the_provider_ends_digest_and_letters_at_once():
    person = PreferenceFactory().person
    address_unsubscribed.send(sender=None, address=person.email.upper())
    assert Preference.objects.get(person=person).cadence == Cadence.OFF
    assert not Suppression.objects.exists()


def test_wish_by_mail_ends_the_digest_alone():
    person = PreferenceFactory(at_once=["mention"]).person
    wish = message("bounces@cities.example", f"unsubscribe {make_token(person.pk)}")
    assert take_in(wish) is Finding.TAKEN
    row = Preference.objects.get(person=person)
    assert (row.cadence, row.at_once) == (Cadence.OFF, ["mention"])
    assert take_in(message("bounces@cities.example", "unsubscribe x")) is Finding.UNKNOWN
