"""Memberships change and end; a network is never left without a coordinator."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import pytest
from django.core import mail
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction

from cities.places.choices import CityRole, MembershipState
from cities.places.models import Invitation, Membership, Partner
from cities.places.roles import roles_of
from cities.places.services import memberships, partners
from cities.places.services.joining import invite
from portal.accounts.choices import Directory
from portal.accounts.models import User
from portal.words.organisations import OrganisationKind
from tests.factories import (
    CityFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnerFactory,
    UserFactory,
)
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return CityFactory()


@pytest.fixture
def coordination(city):
    return MembershipFactory(city=city, role=CityRole.COORDINATOR)


def test_last_coordinator_cannot_leave_and_can_after_a_successor(city, coordination):
    with pytest.raises(ValidationError, match="no coordinator"):
        memberships.end(coordination, by=coordination.user)
    heir = MembershipFactory(city=city)
    memberships.change(heir, role=CityRole.COORDINATOR, partner=None, by=coordination.user)
    assert memberships.end(coordination, by=coordination.user).state == MembershipState.ENDED


def test_last_coordinator_cannot_step_down(coordination):
    with pytest.raises(ValidationError, match="no coordinator"):
        memberships.change(coordination, role=CityRole.MEMBER, partner=None, by=coordination.user)


def test_coordinator_whose_account_is_closed_does_not_count(city, coordination):
    MembershipFactory(city=city, role=CityRole.COORDINATOR, user=UserFactory(is_active=False))
    with pytest.raises(ValidationError):
        memberships.end(coordination, by=coordination.user)


def test_end_keeps_the_row_and_tells_the_person(city, coordination, django_capture_on_commit_callbacks):
    member = MembershipFactory(city=city)
    with django_capture_on_commit_callbacks(execute=True):
        memberships.end(member, by=coordination.user, reason="You asked us to.")
    member.refresh_from_db()
    assert (member.state, member.ended_by, member.reason) == (
        MembershipState.ENDED,
        coordination.user,
        "You asked us to.",
    )
    assert "You asked us to." in mail.outbox[-1].body


def test_member_ends_only_their_own(city):
    one, other = MembershipFactory(city=city), MembershipFactory(city=city)
    with pytest.raises(PermissionDenied):
        memberships.end(other, by=one.user)
    memberships.end(one, by=one.user)


def test_end_of_the_home_city_makes_the_next_one_home():
    person = UserFactory()
    home = MembershipFactory(user=person, is_home=True)
    next_one = MembershipFactory(user=person)
    memberships.end(home, by=person)
    next_one.refresh_from_db()
    assert next_one.is_home


def test_home_is_only_one_of_ones_own(city):
    person = UserFactory()
    first, second = MembershipFactory(user=person, is_home=True), MembershipFactory(user=person)
    memberships.make_home(second, by=person)
    assert list(Membership.objects.filter(is_home=True)) == [second]
    with pytest.raises(PermissionDenied):
        memberships.make_home(first, by=UserFactory())


def test_roles_are_forgotten_when_they_change(city, coordination):
    member = MembershipFactory(city=city)
    person = member.user
    assert roles_of(person) == {city.pk: CityRole.MEMBER}
    with transaction.atomic():
        memberships.begin(person, city, role=CityRole.COORDINATOR)
    assert roles_of(person) == {city.pk: CityRole.COORDINATOR}


def test_account_that_is_erased_leaves_a_row_without_words(city):
    member = MembershipFactory(city=city, message="My phone is 1234", organisation_named="Baths", is_home=True)
    memberships.end_all(member.user)
    member.refresh_from_db()
    assert (member.state, member.message, member.organisation_named) == (MembershipState.ENDED, "", "")


@pytest.mark.parametrize(
    ("seen_by", "directory", "is_seen"),
    [
        ("here", Directory.NETWORK, True),
        ("here", Directory.CITY, True),
        ("here", Directory.HIDDEN, False),
        ("elsewhere", Directory.NETWORK, True),
        ("elsewhere", Directory.CITY, False),
        ("elsewhere", Directory.HIDDEN, False),
        ("nowhere", Directory.NETWORK, False),
        ("coordinator", Directory.HIDDEN, True),
    ],
)
def test_people_are_seen_as_they_choose(city, coordination, seen_by, directory, is_seen):
    person = MembershipFactory(city=city, user=UserFactory(directory=directory))
    viewer = {
        "here": lambda: MembershipFactory(city=city).user,
        "elsewhere": lambda: MembershipFactory().user,
        "nowhere": UserFactory,
        "coordinator": lambda: coordination.user,
    }[seen_by]()
    assert Membership.objects.visible_to(viewer).filter(pk=person.pk).exists() is is_seen


def test_database_allows_one_standing_row_for_a_person_and_city(city):
    member = MembershipFactory(city=city)
    with pytest.raises(IntegrityError), transaction.atomic():
        MembershipFactory(city=city, user=member.user, state=MembershipState.REQUESTED, since=None)


@pytest.mark.django_db(transaction=True)
def test_two_last_coordinators_who_leave_at_once_leave_one():
    city = CityFactory()
    rows = [MembershipFactory(city=city, role=CityRole.COORDINATOR) for _ in range(2)]
    refused = at_once(*(partial(memberships.end, row, by=row.user) for row in rows))
    assert [type(fault) for fault in refused] == [ValidationError]
    assert Membership.objects.coordinators().of(city).count() == 1


def test_only_administrators_appoint_advisers(city, coordination):
    member = MembershipFactory(city=city)
    with pytest.raises(ValidationError, match="appointed by the administrators"):
        memberships.change(member, role=CityRole.ADVISER, partner=None, by=coordination.user)
    with pytest.raises(ValidationError, match="appointed by the administrators"):
        invite(city, "ada@example.org", role=CityRole.ADVISER, by=coordination.user)
    administrator = UserFactory(groups=["Administrators"])
    assert memberships.change(member, role=CityRole.ADVISER, partner=None, by=administrator).role == CityRole.ADVISER


def test_right_that_ended_meanwhile_opens_nothing(city, coordination):
    other = MembershipFactory(city=city, role=CityRole.COORDINATOR)
    member = MembershipFactory(city=city)
    assert roles_of(other.user)  # as a request asked before it waited for its turn
    memberships.end(Membership.objects.get(pk=other.pk), by=coordination.user)
    with pytest.raises(PermissionDenied):
        memberships.end(member, by=other.user)
    with pytest.raises(PermissionDenied):
        invite(city, "ada@example.org", role=CityRole.MEMBER, by=other.user)


@pytest.mark.parametrize(("by_other", "left"), [(True, set()), (False, {CityRole.MEMBER})])
def test_invitations_do_not_outlive_the_trust_in_who_sent_them(city, coordination, by_other, left):
    leaving = MembershipFactory(city=city, role=CityRole.COORDINATOR)
    for role in CityRole:
        InvitationFactory(city=city, role=role, invited_by=leaving.user)
    memberships.end(leaving, by=coordination.user if by_other else leaving.user)
    assert set(Invitation.objects.open().values_list("role", flat=True)) == left


@pytest.mark.django_db(transaction=True)
def test_acts_on_one_person_at_once_wait_in_turn():
    person = UserFactory()
    cities = [CityFactory(), CityFactory()]
    rows = [MembershipFactory(city=city, user=person) for city in cities]
    boss = MembershipFactory(city=cities[0], role=CityRole.COORDINATOR).user
    acts = [
        lambda: memberships.make_home(rows[0], by=User.objects.get(pk=person.pk)),
        lambda: memberships.make_home(rows[1], by=User.objects.get(pk=person.pk)),
        lambda: memberships.change(rows[0], role=CityRole.MEMBER, partner=None, by=User.objects.get(pk=boss.pk)),
    ]
    assert at_once(*acts, times=8) == []


@pytest.mark.django_db(transaction=True)
def test_one_organisation_recorded_in_three_cities_at_once_is_recorded_once():
    coordinations = [MembershipFactory(role=CityRole.COORDINATOR) for _ in range(3)]
    given = {"name": "Baths", "kind": OrganisationKind.HOUSING, "website": ""}
    acts = [partial(partners.record_organisation, row.city, by=row.user, **given) for row in coordinations]
    assert [type(fault) for fault in at_once(*acts)] == [ValidationError, ValidationError]


# --- Partners ---------------------------------------------------------------------------------
def test_new_organisation_is_recorded_once(city, coordination):
    newcomer = partners.Newcomer(name="Baths", kind=OrganisationKind.HOUSING)
    partner = partners.bring_in(city, newcomer, by=coordination.user)
    assert partner.organisation.slug == "baths"
    for name in ("BATHS", "“Bäths”"):
        with pytest.raises(ValidationError, match="recorded"):
            partners.bring_in(city, replace(newcomer, name=name), by=coordination.user)


def test_names_without_latin_letters_get_a_slug(city, coordination):
    for name in ("桜", "梅"):
        partners.record_organisation(city, name=name, kind=OrganisationKind.HOUSING, website="", by=coordination.user)
    assert Partner.objects.count() == 0


def test_organisation_is_a_partner_once_and_may_come_back(city, coordination):
    organisation = OrganisationFactory()
    partner = partners.add_partner(city, organisation, by=coordination.user)
    with pytest.raises(ValidationError, match="already"):
        partners.add_partner(city, organisation, by=coordination.user)
    partners.remove_partner(partner, by=coordination.user)
    assert partners.add_partner(city, organisation, by=coordination.user).pk != partner.pk


def test_members_stay_when_their_organisation_leaves(city, coordination):
    partner = PartnerFactory(city=city)
    member = MembershipFactory(city=city, partner=partner)
    partners.remove_partner(partner, by=coordination.user)
    member.refresh_from_db()
    assert member.is_active
    assert member.organisation == partner.organisation.name


def test_coordinator_elsewhere_changes_no_partners(city):
    other = MembershipFactory(role=CityRole.COORDINATOR).user
    with pytest.raises(PermissionDenied):
        partners.add_partner(city, OrganisationFactory(), by=other)
    with pytest.raises(PermissionDenied):
        partners.remove_partner(PartnerFactory(city=city), by=other)
