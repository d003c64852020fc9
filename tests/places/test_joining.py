"""Joining a network: invited by address, or by asking."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cities.places.choices import CityRole, MembershipState
from cities.places.models import Invitation, Membership
from cities.places.services import joining
from cities.places.services.joining import Outcome
from portal.mail.models import Letter
from tests.factories import CityFactory, InvitationFactory, MembershipFactory, PartnerFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return CityFactory()


@pytest.fixture
def coordinator(city):
    return MembershipFactory(city=city, role=CityRole.COORDINATOR).user


def invited(city, coordinator, *lines, role=CityRole.MEMBER, partner=None):
    return joining.invite_all(city, lines, role=role, partner=partner, by=coordinator)


# --- Inviting ---------------------------------------------------------------------------------
def test_invitation_is_written_to_with_a_link_that_the_ledger_does_not_hold(
    city, coordinator, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invitation = joining.invite(city, "ada@example.org", role=CityRole.MEMBER, by=coordinator)
    letter = mail.outbox[-1]
    token = letter.body.split("/cities/invitations/")[1].split("/")[0]
    assert letter.to == ["ada@example.org"]
    assert joining.find(token) == invitation
    assert token not in Letter.objects.get(kind="places.invitation").key
    assert token not in invitation.token_digest


def test_pasted_list_tells_line_by_line_what_became_of_it(city, coordinator):
    MembershipFactory(city=city, user=UserFactory(email="in@example.org"))
    results = invited(
        city, coordinator, "Ada <ada@example.org>", "no address", "ADA@example.org", "in@example.org", "b@example.org"
    )
    assert [result.outcome for result in results] == [
        Outcome.SENT,
        Outcome.REFUSED,
        Outcome.REFUSED,
        Outcome.REFUSED,
        Outcome.SENT,
    ]
    assert all(result.why for result in results if result.outcome == Outcome.REFUSED)
    assert set(Invitation.objects.values_list("email", flat=True)) == {"ada@example.org", "b@example.org"}


def test_open_invitation_is_not_sent_a_second_time(city, coordinator):
    InvitationFactory(city=city, email="ada@example.org")
    with pytest.raises(ValidationError, match="open invitation"):
        joining.invite(city, "Ada@example.org", role=CityRole.MEMBER, by=coordinator)


def test_expired_invitation_gives_way_to_a_new_one(city, coordinator):
    old = InvitationFactory(city=city, email="ada@example.org", expires_at=timezone.now() - timedelta(days=1))
    joining.invite(city, "ada@example.org", role=CityRole.MEMBER, by=coordinator)
    old.refresh_from_db()
    assert old.withdrawn_at


def test_flood_of_invitations_ends_at_the_limit_of_a_day(city, coordinator, monkeypatch):
    monkeypatch.setattr(joining, "MOST_IN_A_DAY", 2)
    results = invited(city, coordinator, "a@example.org", "b@example.org", "c@example.org")
    assert [result.outcome for result in results] == [Outcome.SENT, Outcome.SENT, Outcome.REFUSED]


@pytest.mark.parametrize("role", [CityRole.MEMBER, CityRole.ADVISER])
def test_only_a_coordinator_of_the_city_invites(city, role):
    somebody = MembershipFactory(city=city, role=role).user
    elsewhere = MembershipFactory(role=CityRole.COORDINATOR).user
    for person in (somebody, elsewhere, UserFactory(is_superuser=False)):
        with pytest.raises(PermissionDenied):
            joining.invite(city, "ada@example.org", role=CityRole.MEMBER, by=person)


def test_partner_of_another_city_is_refused(city, coordinator):
    with pytest.raises(ValidationError, match="partner of this network"):
        joining.invite(city, "ada@example.org", role=CityRole.MEMBER, partner=PartnerFactory(), by=coordinator)


def test_sent_again_the_old_link_stops_working(city, coordinator):
    invitation = InvitationFactory(city=city, token="old", expires_at=timezone.now() - timedelta(days=1))
    joining.resend(invitation, by=coordinator)
    assert joining.find("old") is None
    invitation.refresh_from_db()
    assert not invitation.has_expired()
    assert invitation.times_sent == 2


def test_address_gets_at_most_five_letters_in_a_week(city, coordinator):
    invitation = InvitationFactory(city=city, times_sent=joining.MOST_SENT)
    with pytest.raises(ValidationError, match="limit"):
        joining.resend(invitation, by=coordinator)


def test_withdrawn_letters_count_too(city, coordinator):
    for _ in range(joining.MOST_SENT):
        joining.withdraw(joining.invite(city, "ada@example.org", role=CityRole.MEMBER, by=coordinator), by=coordinator)
    with pytest.raises(ValidationError, match="limit"):
        joining.invite(city, "ada@example.org", role=CityRole.MEMBER, by=coordinator)


def test_overlong_address_is_refused_on_its_line_and_the_rest_go(city, coordinator):
    overlong = f"{'x' * 60}@{'.'.join(['y' * 60] * 4)}.example"
    results = invited(city, coordinator, "a@example.org", overlong, "b@example.org")
    assert [result.outcome for result in results] == [Outcome.SENT, Outcome.REFUSED, Outcome.SENT]


# --- Accepting --------------------------------------------------------------------------------
def test_invited_person_joins_with_role_and_partner(city):
    partner = PartnerFactory(city=city)
    person = UserFactory(email="ada@example.org")
    invitation = InvitationFactory(city=city, email=person.email, role=CityRole.COORDINATOR, partner=partner)
    membership = joining.accept(invitation, user=person)
    assert (membership.role, membership.partner, membership.state) == (
        CityRole.COORDINATOR,
        partner,
        MembershipState.ACTIVE,
    )
    assert membership.is_home
    invitation.refresh_from_db()
    assert invitation.accepted_by == person


def test_foreign_link_is_refused(city):
    invitation = InvitationFactory(city=city, email="ada@example.org")
    with pytest.raises(ValidationError, match="another address"):
        joining.accept(invitation, user=UserFactory())


def test_unconfirmed_address_is_refused(city):
    person = UserFactory(email="ada@example.org", verified=False)
    person.emailaddress_set.create(email=person.email, verified=False, primary=True)
    with pytest.raises(ValidationError, match="another address"):
        joining.accept(InvitationFactory(city=city, email=person.email), user=person)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"expires_at": timezone.now() - timedelta(days=1)}, "expired"),
        ({"withdrawn_at": timezone.now()}, "withdrawn"),
        ({"accepted_at": timezone.now()}, "accepted"),
    ],
)
def test_settled_or_expired_link_is_refused_with_its_reason(city, fields, words):
    person = UserFactory()
    with pytest.raises(ValidationError, match=words):
        joining.accept(InvitationFactory(city=city, email=person.email, **fields), user=person)


def test_only_what_was_promised_and_is_ones_own_is_accepted(city):
    person = UserFactory()
    wanted, foreign = InvitationFactory(city=city, email=person.email), InvitationFactory()
    InvitationFactory(email=person.email)
    joined = joining.accept_promised(person, [wanted.pk, foreign.pk])
    assert [membership.city for membership in joined] == [city]
    assert Membership.objects.active().filter(user=person).count() == 1


def test_invitation_settles_a_request_that_waits(city):
    person = UserFactory()
    asked = joining.ask_to_join(city, user=person, message="Please", organisation="Baths")
    joining.accept(InvitationFactory(city=city, email=person.email), user=person)
    asked.refresh_from_db()
    assert asked.is_active


# --- Asking -----------------------------------------------------------------------------------
def test_request_is_written_to_every_coordinator(city, coordinator, django_capture_on_commit_callbacks):
    MembershipFactory(city=city)
    with django_capture_on_commit_callbacks(execute=True):
        joining.ask_to_join(city, user=UserFactory(), message="We run the baths.", organisation="Baths")
    assert [letter.to for letter in mail.outbox] == [[coordinator.email]]
    assert "We run the baths." in mail.outbox[0].body


def test_second_request_is_refused(city):
    person = UserFactory()
    joining.ask_to_join(city, user=person, message="Please", organisation="Baths")
    with pytest.raises(ValidationError, match="asked to join"):
        joining.ask_to_join(city, user=person, message="Please!", organisation="Baths")


def test_declined_request_tells_the_reason_and_may_be_made_again_after_a_day(
    city, coordinator, django_capture_on_commit_callbacks
):
    person = UserFactory()
    asked = joining.ask_to_join(city, user=person, message="Please", organisation="Baths")
    with django_capture_on_commit_callbacks(execute=True):
        joining.answer(asked, accept=False, by=coordinator, reason="We are full this year.")
    assert "We are full this year." in mail.outbox[-1].body
    with pytest.raises(ValidationError, match="tomorrow"):
        joining.ask_to_join(city, user=person, message="Now?", organisation="Baths")
    Membership.objects.update(requested_at=timezone.now() - timedelta(days=1))
    assert joining.ask_to_join(city, user=person, message="Now?", organisation="Baths").pk != asked.pk


def test_second_answer_is_refused(city, coordinator):
    other = MembershipFactory(city=city, role=CityRole.COORDINATOR).user
    asked = joining.ask_to_join(city, user=UserFactory(), message="Please", organisation="Baths")
    joining.answer(asked, accept=True, by=coordinator)
    with pytest.raises(ValidationError, match="answered meanwhile"):
        joining.answer(asked, accept=False, by=other, reason="No")
    asked.refresh_from_db()
    assert asked.is_active


def test_coordinator_of_another_city_does_not_answer(city):
    asked = joining.ask_to_join(city, user=UserFactory(), message="Please", organisation="Baths")
    with pytest.raises(PermissionDenied):
        joining.answer(asked, accept=True, by=MembershipFactory(role=CityRole.COORDINATOR).user)


def test_only_the_person_takes_a_request_back(city):
    person = UserFactory()
    asked = joining.ask_to_join(city, user=person, message="Please", organisation="Baths")
    with pytest.raises(ValidationError):
        joining.take_back_request(asked, by=UserFactory())
    joining.take_back_request(asked, by=person)
    asked.refresh_from_db()
    assert asked.state == MembershipState.ENDED
