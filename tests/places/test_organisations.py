"""An organisation in the hands of its members, and two records that become one without losing a reference."""

from __future__ import annotations

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import ProtectedError
from django.test import Client
from django.urls import reverse

from cities.places.directory.lines import DirectoryLine
from cities.places.models import Invitation, Membership, Organisation, Partner
from cities.places.services.merging import merge, plan
from cities.places.services.references import references
from tests.factories import (
    CityFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds")


@pytest.fixture
def trust(leeds):
    return OrganisationFactory(name="Homes Trust", website="https://old.example.org/", note="Old note")


@pytest.fixture
def member(leeds, trust):
    """A member in Leeds who is there for the trust."""
    return MembershipFactory(city=leeds, partner=PartnerFactory(city=leeds, organisation=trust)).user


@pytest.fixture
def client(client: Client, member) -> Client:
    client.force_login(member)
    return client


def edit_url(organisation: Organisation) -> str:
    return reverse("organisation_edit", args=[organisation.slug])


def filled(client: Client, organisation: Organisation, **changes: str) -> dict[str, str]:
    """Return what the page of an organisation would send, with changes."""
    form = client.get(edit_url(organisation)).context["form"]
    return {**{name: form[name].value() for name in ("website", "note", "seen")}, **changes}


def test_member_changes_website_and_note(client, trust):
    data = filled(client, trust, website="new.example.org", note="  New note ")
    response = client.post(edit_url(trust), data)
    assert response["Location"] == "/cities/leeds/network/"
    trust.refresh_from_db()
    assert (trust.website, trust.note) == ("https://new.example.org", "New note")


def test_member_finds_the_page_from_the_network(client, trust):
    assert edit_url(trust) in client.get("/cities/leeds/network/").content.decode()


def test_member_cannot_change_name_or_kind(client, trust):
    data = filled(client, trust, name="Other", kind="council", slug="other")
    client.post(edit_url(trust), data)
    trust.refresh_from_db()
    assert (trust.name, trust.kind, trust.slug) == ("Homes Trust", "voluntary-organisation", "homes-trust")


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"website": "javascript:alert(1)"}, "website"),
        ({"website": "ftp://example.org/"}, "website"),
        ({"website": "no address"}, "website"),
        ({"website": "https://example.org/" + "a" * 200}, "website"),
        ({"note": "a" * 301}, "note"),
    ],
)
def test_wrong_values_are_told_beside_their_field_and_stay(client, trust, changes, field):
    response = client.post(edit_url(trust), filled(client, trust, **changes))
    assert response.status_code == 422
    assert response.context["form"].errors[field]
    assert response.context["form"][field].value() == changes[field]
    trust.refresh_from_db()
    assert trust.website == "https://old.example.org/"


def test_empty_form_is_no_change_of_a_newer_record(client, trust):
    assert client.post(edit_url(trust), {}).status_code == 422
    trust.refresh_from_db()
    assert trust.website == "https://old.example.org/"


def test_second_of_two_sees_both_texts_and_chooses(client, trust):
    data = filled(client, trust, note="Mine")
    Organisation.objects.filter(pk=trust.pk).update(note="Theirs")
    response = client.post(edit_url(trust), data)
    page = response.content.decode()
    assert response.status_code == 422
    assert "Theirs" in page
    assert "Mine" in page
    again = {name: response.context["form"][name].value() for name in ("website", "note", "seen")}
    assert client.post(edit_url(trust), again).status_code == 302
    trust.refresh_from_db()
    assert trust.note == "Mine"


def test_organisation_that_was_merged_meanwhile_is_not_there(client, trust):
    merge(trust, into=OrganisationFactory(), by=UserFactory(groups=["Reviewers"]))
    assert client.get(edit_url(trust)).status_code == 404


@pytest.mark.parametrize("who", ["another's member", "former member", "coordinator", "reader"])
def test_organisation_is_closed_to_others(client, member, leeds, trust, who):
    user = UserFactory()
    if who == "another's member":
        MembershipFactory(user=user, city=leeds, partner=PartnerFactory(city=leeds))
    if who == "coordinator":
        MembershipFactory(user=user, city=leeds, role="coordinator")
    if who == "former member":
        Partner.objects.filter(organisation=trust).update(left_on=date.today())
        user = member
    client.force_login(user)
    assert client.get(edit_url(trust)).status_code == 403
    assert client.post(edit_url(trust), {"website": "https://evil.example.org"}).status_code == 403


def test_organisation_sends_a_stranger_to_sign_in(trust):
    assert Client().get(edit_url(trust))["Location"].startswith("/accounts/login/")


@pytest.mark.parametrize("group", ["Writers", "Reviewers", "Administrators"])
def test_organisation_is_open_to_editors(trust, group):
    client = Client()
    client.force_login(UserFactory(groups=[group]))
    assert client.get(edit_url(trust)).status_code == 200


# --- Two records become one -------------------------------------------------------------------


@pytest.fixture
def reviewer():
    return UserFactory(groups=["Reviewers"])


def test_merging_loses_no_reference(leeds, reviewer):
    glasgow, cardiff = CityFactory(name="Glasgow"), CityFactory(name="Cardiff")
    old = OrganisationFactory(name="Trust", website="https://t.example.org/", kind="housing", cities=[leeds, glasgow])
    new = OrganisationFactory(name="The Trust", note="Kept", kind="college", cities=[leeds, cardiff])
    both = PartnerFactory(organisation=old, city=leeds, seat="chairs", joined_on=date(2026, 1, 1))
    twin = PartnerFactory(organisation=new, city=leeds, joined_on=date(2026, 2, 2))
    alone = PartnerFactory(organisation=old, city=glasgow)
    past = PartnerFactory(organisation=old, city=leeds, joined_on=date(2025, 1, 1), left_on=date(2025, 6, 1))
    members = [MembershipFactory(city=seat.city, partner=seat) for seat in (both, twin, alone)]
    gone = MembershipFactory(city=leeds, partner=past, state="ended", ended_at="2025-06-01T00:00Z")
    invitations = [InvitationFactory(city=leeds, partner=both), InvitationFactory(city=glasgow, partner=alone)]

    merge(old, into=new, by=reviewer)

    new.refresh_from_db()
    assert not Organisation.objects.filter(pk=old.pk).exists()
    assert (new.website, new.note, new.name, new.kind) == ("https://t.example.org/", "Kept", "The Trust", "college")
    assert {city.name for city in new.cities.all()} == {"Leeds", "Glasgow", "Cardiff"}
    assert set(new.partnerships.values_list("pk", flat=True)) == {both.pk, twin.pk, alone.pk, past.pk}
    assert set(new.partnerships.current()) == {twin, alone}
    twin.refresh_from_db()
    assert (twin.joined_on, twin.seat) == (date(2026, 1, 1), "chairs")
    seats = dict(Membership.objects.values_list("pk", "partner"))
    assert [seats[row.pk] for row in (*members, gone)] == [twin.pk, twin.pk, alone.pk, past.pk]
    assert list(Invitation.objects.order_by("pk").values_list("partner", flat=True)) == [twin.pk, alone.pk]
    assert len(invitations) == 2
    assert {line.words.partition("the trust")[1] for line in DirectoryLine.objects.all()} == {"the trust"}
    assert {tuple(line.kinds) for line in DirectoryLine.objects.all()} == {("college",)}


def test_merging_hands_over_every_table_that_refers_to_an_organisation():
    """A table that a later room adds is handed over too; this says which there are now, hidden ones included."""
    organisations = {relation.related_model.__name__ for relation in references(Organisation())}
    assert organisations >= {"Partner", "Organisation_cities"}


def test_merging_is_planned_as_it_is_done(leeds, reviewer):
    glasgow = CityFactory(name="Glasgow")
    old = OrganisationFactory(name="Trust", website="https://t.example.org/", note="Theirs", cities=[glasgow])
    new = OrganisationFactory(name="The Trust", note="Ours")
    seat = PartnerFactory(organisation=old, city=leeds)
    twin = PartnerFactory(organisation=new, city=leeds)
    MembershipFactory(city=leeds, partner=seat)
    InvitationFactory(city=leeds, partner=seat)
    told = plan(old, new)
    assert [(move.seat, move.twin, move.people, move.invitations) for move in told.seats] == [(seat, twin, 1, 1)]
    assert told.cities == [glasgow]
    assert [value for _label, value in told.filled] == ["https://t.example.org/"]
    assert [values for _label, *values in told.dropped] == [["Trust", "The Trust"], ["Theirs", "Ours"]]


@pytest.mark.parametrize(
    ("own", "theirs", "after"),
    [("", "Chairs housing", "Chairs housing"), ("Chairs energy", "Chairs housing", "Chairs energy")],
)
def test_merging_says_beforehand_what_the_seat_will_be(leeds, reviewer, own, theirs, after):
    old, new = OrganisationFactory(name="Trust"), OrganisationFactory(name="The Trust")
    PartnerFactory(organisation=old, city=leeds, seat=theirs)
    twin = PartnerFactory(organisation=new, city=leeds, seat=own)
    assert [move.words for move in plan(old, new).seats] == [after]
    merge(old, into=new, by=reviewer)
    twin.refresh_from_db()
    assert twin.seat == after


def test_merging_an_organisation_with_itself_is_refused(trust, reviewer):
    with pytest.raises(ValidationError, match="another organisation"):
        merge(trust, into=trust, by=reviewer)
    with pytest.raises(ValidationError, match="another organisation"):
        plan(trust, trust)


def test_merging_twice_is_refused(trust, reviewer):
    other, third = OrganisationFactory(), OrganisationFactory()
    stale = Organisation.objects.get(pk=trust.pk)
    merge(trust, into=other, by=reviewer)
    with pytest.raises(ValidationError, match="meanwhile"):
        merge(stale, into=third, by=reviewer)


def test_merging_keeps_what_somebody_saved_meanwhile(reviewer):
    old, new = OrganisationFactory(note="Old"), OrganisationFactory()
    stale = Organisation.objects.get(pk=new.pk)
    Organisation.objects.filter(pk=new.pk).update(note="Newer")
    merge(old, into=stale, by=reviewer)
    new.refresh_from_db()
    assert new.note == "Newer"


@pytest.mark.parametrize("groups", [[], ["Writers"], ["Moderators"]])
def test_merging_is_for_reviewers_and_administrators(trust, groups):
    with pytest.raises(PermissionDenied):
        merge(trust, into=OrganisationFactory(), by=UserFactory(groups=groups))


def test_partner_keeps_its_organisation_from_being_deleted(trust, member):
    with pytest.raises(ProtectedError):
        trust.delete()
