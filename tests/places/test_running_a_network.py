"""What a coordinator does with members, partners, requests and invitations, and what they are asked first."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from cities.places.choices import CityRole, MembershipState
from cities.places.models import Membership, Partner
from cities.places.services import memberships, partners
from tests.factories import (
    InvitationFactory,
    MembershipFactory,
    NewsItemFactory,
    OrganisationFactory,
    PartnerFactory,
    UserFactory,
)
from tests.places.advising import administrator, focus_city, member_of, signed_in

pytestmark = pytest.mark.django_db
NETWORK = "/cities/leeds/network/"


@pytest.fixture
def city():
    return focus_city()


@pytest.fixture
def coordination(city) -> Membership:
    return MembershipFactory(city=city, role=CityRole.COORDINATOR)


@pytest.fixture
def coordinator(coordination):
    return signed_in(coordination.user)


def text_of(client, path: str) -> str:
    return client.get(path).content.decode()


# --- Advisers ---------------------------------------------------------------------------------
def test_coordinator_neither_changes_nor_ends_an_adviser(city, coordination):
    adviser = MembershipFactory(city=city, role=CityRole.ADVISER)
    for act in (
        lambda: memberships.change(adviser, role=CityRole.MEMBER, partner=None, by=coordination.user),
        lambda: memberships.change(adviser, role=CityRole.ADVISER, partner=None, by=coordination.user),
        lambda: memberships.end(adviser, by=coordination.user),
    ):
        with pytest.raises(PermissionDenied):
            act()
    adviser.refresh_from_db()
    assert (adviser.role, adviser.state) == (CityRole.ADVISER, MembershipState.ACTIVE)


def test_administrator_changes_an_adviser_and_adviser_leaves(city):
    first, second = (MembershipFactory(city=city, role=CityRole.ADVISER) for _ in range(2))
    memberships.change(first, role=CityRole.MEMBER, partner=None, by=administrator())
    memberships.end(second, by=second.user)
    assert set(Membership.objects.values_list("role", "state")) == {("member", "active"), ("adviser", "ended")}


def test_page_of_an_adviser_says_who_changes_it(city, coordinator):
    adviser = MembershipFactory(city=city, role=CityRole.ADVISER)
    member = MembershipFactory(city=city)
    path = f"{NETWORK}members/{adviser.pk}/"
    listed = text_of(coordinator, NETWORK)
    assert f'href="{path}"' not in listed
    assert f'href="{NETWORK}members/{member.pk}/"' in listed
    closed = coordinator.get(path)
    assert closed.status_code == 403
    assert "appointed by the administrators" in closed.content.decode()
    assert coordinator.post(path, {"act": "change", "role": "member"}).status_code == 403
    assert f'href="{path}"' in text_of(signed_in(administrator()), NETWORK)
    assert signed_in(administrator()).get(path).status_code == 200


# --- One's own membership ---------------------------------------------------------------------
def test_own_membership_is_ended_by_leaving(city, coordination, coordinator):
    member_of(city, CityRole.COORDINATOR)
    path = f"{NETWORK}members/{coordination.pk}/"
    page = text_of(coordinator, path)
    assert "They get a letter" not in page
    assert 'href="/cities/leeds/leave/"' in page
    assert coordinator.post(path, {"act": "end", "reason": ""})["Location"] == "/cities/leeds/leave/"
    coordination.refresh_from_db()
    assert coordination.is_active


# --- Partners ---------------------------------------------------------------------------------
def test_removal_says_what_follows_and_changes_nothing_before(city, coordinator):
    partner = PartnerFactory(city=city, organisation=OrganisationFactory(name="Baths"))
    path = f"{NETWORK}partners/{partner.pk}/remove/"
    assert f'href="{path}"' in text_of(coordinator, NETWORK)
    page = text_of(coordinator, path)
    for words in ("Remove Baths", "Its members stay", "keep its name", f'href="{NETWORK}">Cancel'):
        assert words in page
    partner.refresh_from_db()
    assert partner.left_on is None
    assert coordinator.post(path).status_code == 302
    partner.refresh_from_db()
    assert partner.left_on


def test_member_of_an_organisation_that_left_is_listed_as_such(city, coordination, coordinator):
    partner = PartnerFactory(city=city, organisation=OrganisationFactory(name="Baths"))
    MembershipFactory(city=city, partner=partner)
    MembershipFactory(city=city, organisation_named="Library")
    assert "(left the network)" not in text_of(coordinator, NETWORK)
    partners.remove_partner(partner, by=coordination.user)
    page = text_of(coordinator, NETWORK)
    assert 'Baths <span class="soft">(left the network)</span>' in page
    assert page.count("(left the network)") == 1
    partners.add_partner(city, partner.organisation, by=coordination.user)
    assert "(left the network)" not in text_of(coordinator, NETWORK)


def test_seat_is_changed(city, coordinator):
    partner = PartnerFactory(city=city, seat="Chairs housing")
    path = f"{NETWORK}partners/{partner.pk}/"
    assert f'href="{path}"' in text_of(coordinator, NETWORK)
    assert 'value="Chairs housing"' in text_of(coordinator, path)
    assert coordinator.post(path, {"seat": "x" * 121}).status_code == 422
    assert coordinator.post(path, {"seat": "Chairs energy"}).status_code == 302
    assert Partner.objects.get().seat == "Chairs energy"


def test_seat_of_one_that_left_stays(city, coordinator):
    partner = PartnerFactory(city=city, seat="Chairs housing", left_on=timezone.localdate())
    answer = coordinator.post(f"{NETWORK}partners/{partner.pk}/", {"seat": "Chairs energy"})
    assert answer.status_code == 422
    assert Partner.objects.get().seat == "Chairs housing"


# --- Asked once more --------------------------------------------------------------------------
def test_invitation_is_withdrawn_after_a_question(city, coordinator):
    invitation = InvitationFactory(city=city, email="ada@example.org")
    path = f"{NETWORK}invitations/{invitation.pk}/withdraw/"
    listed = text_of(coordinator, NETWORK)
    assert f'href="{path}"' in listed
    assert f'action="{path}"' not in listed
    assert "stops working" in text_of(coordinator, path)
    invitation.refresh_from_db()
    assert invitation.withdrawn_at is None
    assert coordinator.post(path).status_code == 302
    invitation.refresh_from_db()
    assert invitation.withdrawn_at


def test_notice_is_taken_back_after_a_question(city, coordinator):
    item = NewsItemFactory(city=city, title="Lease signed")
    path = f"/cities/leeds/news/{item.pk}/take-back/"
    page = text_of(coordinator, path)
    assert "Take back “Lease signed”" in page
    assert f'href="/cities/leeds/news/#news-{item.pk}">Cancel' in page
    assert coordinator.post(path).status_code == 302
    item.refresh_from_db()
    assert item.withdrawn_at


# --- Requests to join -------------------------------------------------------------------------
def request_of(city, **more) -> Membership:
    asked = {"state": MembershipState.REQUESTED, "since": None, "requested_at": timezone.now(), **more}
    return MembershipFactory(city=city, **asked)


def test_request_shows_the_organisation_and_the_address_to_check(city, coordinator):
    asked = request_of(city, organisation_named="City Council", user__email="claim@example.org")
    page = text_of(coordinator, f"{NETWORK}requests/{asked.pk}/")
    assert "City Council" in page
    assert "claim@example.org" in page


def test_answer_is_asked_before_what_belongs_to_it(city, coordinator):
    asked = request_of(city, organisation_named="Baths")
    page = text_of(coordinator, f"{NETWORK}requests/{asked.pk}/")
    decision, yes, no = (page.index(words) for words in ('name="decision"', "If you let them join", "If you decline"))
    assert decision < yes < page.index('name="joins"') < page.index('name="welcome"') < no < page.index('name="reason"')
    assert "Only when" not in page


def test_only_the_words_of_the_answer_that_is_given_are_kept(city, coordinator):
    asked, other = request_of(city), request_of(city)
    both = {"welcome": "Good to have you.", "reason": "We are full."}
    coordinator.post(f"{NETWORK}requests/{asked.pk}/", {"decision": "yes", **both})
    coordinator.post(f"{NETWORK}requests/{other.pk}/", {"decision": "no", "website": "nonsense", **both})
    asked.refresh_from_db()
    other.refresh_from_db()
    assert (asked.state, asked.reason) == ("active", "Good to have you.")
    assert (other.state, other.reason) == ("declined", "We are full.")


def test_coordinator_reads_that_the_organisation_became_a_partner(city, coordinator):
    asked = request_of(city, organisation_named="Baths", user__display_name="Asa")
    given = {"decision": "yes", "joins": "on", "kind": "housing"}
    page = coordinator.post(f"{NETWORK}requests/{asked.pk}/", given, follow=True).content.decode()
    assert "Asa is in the network, and Baths is a partner of it now." in page


def test_join_page_suggests_organisations_of_the_city(city):
    OrganisationFactory(name="Leeds Baths", cities=[city])
    OrganisationFactory(name="Elsewhere Trust")
    page = text_of(signed_in(UserFactory()), "/cities/leeds/join/")
    assert 'list="organisations"' in page
    assert '<option value="Leeds Baths">' in page
    assert "Elsewhere Trust" not in page


# --- News and people --------------------------------------------------------------------------
def test_notice_names_its_author_to_who_may_see_them(city, client):
    author = MembershipFactory(
        city=city,
        role=CityRole.COORDINATOR,
        user__display_name="Ada Author",
        partner=PartnerFactory(city=city, organisation=OrganisationFactory(name="Baths")),
    ).user
    NewsItemFactory(city=city, title="Lease signed", author=author)
    member = signed_in(member_of(city))
    assert "Posted by Ada Author, Baths" in text_of(member, "/cities/leeds/news/")
    for path in ("/cities/leeds/news/", "/cities/leeds/"):
        page = text_of(client, path)
        assert "Posted by a coordinator of the network" in page
        assert "Ada Author" not in page
    author.directory = "hidden"
    author.save()
    assert "Ada Author" not in text_of(member, "/cities/leeds/news/")


def test_notice_on_the_city_page_leads_to_its_place(city, client):
    item = NewsItemFactory(city=city, title="Lease signed")
    assert f'<a href="/cities/leeds/news/#news-{item.pk}">Lease signed</a>' in text_of(client, "/cities/leeds/")
    assert f'id="news-{item.pk}"' in text_of(client, "/cities/leeds/news/")


def test_person_who_is_not_there_suggests_nothing_else(city):
    answer = signed_in(member_of(city)).get("/network/people/999999/")
    page = answer.content.decode()
    assert answer.status_code == 404
    assert "This page is not there, or not for you" in page
    assert "Did you mean" not in page


def test_closed_directory_leads_administrators_to_the_editor():
    page = signed_in(administrator()).get("/network/people/")
    assert page.status_code == 403
    assert 'href="/editor/users/"' in page.content.decode()
    assert "Choose a city" not in page.content.decode()
    other = signed_in(UserFactory()).get("/network/people/").content.decode()
    assert "/editor/users/" not in other
    assert "Choose a city to join" in other
