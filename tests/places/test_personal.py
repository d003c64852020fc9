"""What the portal holds about a person in networks: their copy, their erasure, their home city."""

from __future__ import annotations

import json

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from cities.places import letters, personal
from cities.places.choices import CityRole, MembershipState
from cities.places.models import Invitation
from portal.accounts.erasure import erase_person
from portal.accounts.privacy import StillNeeded
from portal.mail.models import Letter
from tests.factories import (
    AdviceRequestFactory,
    InvitationFactory,
    MembershipFactory,
    NewsItemFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_copy_holds_what_a_person_did_in_networks():
    partner = PartnerFactory()
    person = MembershipFactory(city=partner.city, partner=partner, message="We run the baths.").user
    InvitationFactory(city=partner.city, email=person.email)
    NewsItemFactory(city=partner.city, author=person, title="The lease")
    AdviceRequestFactory(requested_by=person, topic="A bond")
    MembershipFactory(message="Somebody else's words")
    copy = json.dumps(personal.copy_of(person), cls=DjangoJSONEncoder)
    for words in ("We run the baths.", str(partner), person.email, "The lease", "A bond"):
        assert words in copy
    assert "Somebody else's words" not in copy


def test_erased_person_leaves_networks_and_no_address():
    membership = MembershipFactory(message="My number is 1234", is_home=True)
    person, address = membership.user, membership.user.email
    InvitationFactory(city=membership.city, email=address, accepted_by=person, accepted_at=membership.since)
    InvitationFactory(email=address)
    erase_person(person)
    membership.refresh_from_db()
    assert (membership.state, membership.message) == (MembershipState.ENDED, "")
    assert str(membership.user) == "Former member"
    assert not Invitation.objects.filter(email=address).exists()


def test_name_of_an_erased_person_goes_from_what_coordinators_were_written():
    """Of whoever asked to join, or came by an invitation; another of the same name keeps theirs."""
    coordinator = MembershipFactory(role=CityRole.COORDINATOR).user
    kept = []
    for _time in range(2):
        asks = MembershipFactory(user__display_name="Ann Example", city__name="Leeds")
        invitation = InvitationFactory(city=asks.city, accepted_by=asks.user, accepted_at=asks.since)
        letters.send_request(asks, [coordinator])
        letters.send_joined(invitation, asks, coordinator)
        kept.append(asks.user)
    erase_person(kept[0])
    ends = ["asks to join the network of Leeds", "has joined the network of Leeds"]
    subjects = list(Letter.objects.filter(person=coordinator).order_by("pk").values_list("subject", flat=True))
    assert subjects == [f"{name} {end}" for name in ("A former member", "Ann Example") for end in ends]


def test_last_coordinator_is_an_objection_to_deleting_the_account():
    membership = MembershipFactory(role=CityRole.COORDINATOR)
    assert str(membership.city) in personal.objections(membership.user)[0]
    MembershipFactory(city=membership.city, role=CityRole.COORDINATOR)
    assert personal.objections(membership.user) == []


def test_last_coordinator_reads_why_the_account_stays():
    membership = MembershipFactory(role=CityRole.COORDINATOR)
    with pytest.raises(StillNeeded, match="no coordinator"):
        erase_person(membership.user)
    membership.refresh_from_db()
    assert membership.is_active


def test_home_city_is_chosen_in_the_preferences(client):
    person = UserFactory()
    first = MembershipFactory(user=person, is_home=True)
    second = MembershipFactory(user=person)
    client.force_login(person)
    page = client.get("/accounts/preferences/").content.decode()
    assert str(second.city) in page
    form = personal.HomeForm(person=person, data={"home": second.pk})
    assert form.is_valid()
    form.save()
    first.refresh_from_db()
    assert not first.is_home


def test_home_is_never_anothers_membership():
    person = MembershipFactory().user
    assert not personal.HomeForm(person=person, data={"home": MembershipFactory().pk}).is_valid()


@pytest.mark.parametrize("cities", [0, 1])
def test_person_without_a_choice_is_not_asked_for_a_home(client, cities):
    person = UserFactory()
    for _number in range(cities):
        MembershipFactory(user=person, is_home=True)
    client.force_login(person)
    assert "Your home city" not in client.get("/accounts/preferences/").content.decode()


def test_preferences_lead_to_the_page_that_others_see(client, tree):
    membership = MembershipFactory()
    client.force_login(membership.user)
    address = f"/network/people/{membership.user.pk}/"
    assert f'<a href="{address}">See how others see you</a>' in client.get("/accounts/preferences/").content.decode()
    assert client.get(address).status_code == 200


def test_preferences_of_somebody_without_a_page_lead_to_none(client):
    client.force_login(UserFactory())
    assert "See how others see you" not in client.get("/accounts/preferences/").content.decode()
