"""The pages of a network: what each kind of visitor may open, and what wrong input leads to."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from cities.places.choices import CityRole, MembershipState, NewsAudience
from cities.places.models import Invitation, Membership, NewsItem, Partner
from tests.factories import (
    AdviceRequestFactory,
    CityFactory,
    InvitationFactory,
    MembershipFactory,
    NewsItemFactory,
    OrganisationFactory,
    PartnerFactory,
    PrecedentPageFactory,
    UserFactory,
)
from tests.places.advising import signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def city():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def member(city) -> Client:
    return signed_in(MembershipFactory(city=city).user)


@pytest.fixture
def coordinator(city) -> Client:
    return signed_in(MembershipFactory(city=city, role=CityRole.COORDINATOR).user)


@pytest.fixture
def stranger() -> Client:
    return signed_in(UserFactory())


def asked(city):
    return MembershipFactory(
        city=city,
        state=MembershipState.REQUESTED,
        since=None,
        requested_at=timezone.now(),
        message="We run the baths.",
        organisation_named="Baths",
    )


# --- The city ---------------------------------------------------------------------------------
def test_cities_show_all_on_the_map_and_in_the_table(client, city):
    CityFactory(name="Sheffield", slug="sheffield", is_focus=True, focus_note="an example")
    page = client.get("/cities/").content.decode()
    assert page.count('href="/cities/leeds/"') == 3  # the map, the list and the table
    assert "an example" in page


def test_city_page_shows_network_news_and_precedents(client, tree, city):
    partner = PartnerFactory(city=city, seat="Chairs housing")
    PartnerFactory(city=city, left_on=timezone.localdate(), organisation=OrganisationFactory(name="Gone away"))
    NewsItemFactory(city=city, title="The lease is signed")
    precedent = PrecedentPageFactory(city=city)
    page = client.get("/cities/leeds/").content.decode()
    for words in (str(partner), "Chairs housing", "The lease is signed", precedent.title):
        assert words in page
    assert "Gone away" not in page


def test_empty_city_says_what_to_do(client, city):
    page = client.get("/cities/leeds/").content.decode()
    assert "No organisation has joined the network yet" in page
    assert "For you to do" not in page


def test_coordinator_of_an_empty_city_is_told_what_to_do_next(coordinator, city):
    asked(city)
    page = coordinator.get("/cities/leeds/").content.decode()
    assert "Requests to join that wait for you: 1" in page
    assert "/cities/leeds/network/partners/add/" in page


def test_adviser_is_told_of_requests_for_advice_and_of_no_others(city):
    asked(city)
    AdviceRequestFactory(city=city)
    adviser = signed_in(MembershipFactory(city=city, role=CityRole.ADVISER).user)
    page = adviser.get("/cities/leeds/").content.decode()
    assert "Requests for advice that wait: 1" in page
    assert "Requests to join" not in page


def test_unknown_city_is_not_found(client, city):
    assert client.get("/cities/atlantis/").status_code == 404


@pytest.mark.parametrize("count", [3, 500])
def test_city_page_takes_at_most_fifteen_queries(client, tree, city, django_assert_max_num_queries, count):
    people = [UserFactory.build(password="x") for _ in range(count)]
    Membership.objects.bulk_create(
        Membership(user=person, city=city, state=MembershipState.ACTIVE, since=timezone.now())
        for person in UserFactory._meta.model.objects.bulk_create(people)
    )
    for _ in range(min(count, 30)):
        PartnerFactory(city=city)
    client.get("/cities/leeds/")
    with django_assert_max_num_queries(15):
        assert f"{count} people" in client.get("/cities/leeds/").content.decode()


# --- News -------------------------------------------------------------------------------------
def test_network_news_is_read_by_the_network_alone(client, member, stranger, city):
    NewsItemFactory(city=city, title="Between us", audience=NewsAudience.NETWORK)
    for path in ("/cities/leeds/", "/cities/leeds/news/"):
        assert "Between us" in member.get(path).content.decode()
        for other in (client, stranger, signed_in(MembershipFactory().user)):
            assert "Between us" not in other.get(path).content.decode()
    assert "Between us" not in client.get("/cities/").content.decode()


def test_coordinator_posts_changes_and_takes_back(coordinator, client, city):
    given = {"title": "Meeting", "text": "On Monday.", "audience": "public", "link": ""}
    assert coordinator.post("/cities/leeds/news/new/", given).status_code == 302
    item = NewsItem.objects.get()
    coordinator.post(f"/cities/leeds/news/{item.pk}/", {**given, "text": "On Tuesday."})
    assert "On Tuesday." in client.get("/cities/leeds/news/").content.decode()
    coordinator.post(f"/cities/leeds/news/{item.pk}/take-back/")
    assert "On Tuesday." not in client.get("/cities/leeds/news/").content.decode()
    assert coordinator.post(f"/cities/leeds/news/{item.pk}/take-back/").status_code == 404


@pytest.mark.parametrize("audience", NewsAudience.values)
def test_administrator_takes_back_and_changes_nothing(city, audience):
    item = NewsItemFactory(city=city, title="Between us", audience=audience)
    administrator = signed_in(UserFactory(groups=["Administrators"]))
    page = administrator.get("/cities/leeds/news/").content.decode()
    take_back, change = f"/cities/leeds/news/{item.pk}/take-back/", f"/cities/leeds/news/{item.pk}/"
    assert f'href="{take_back}"' in page
    assert f'action="{take_back}"' not in page
    assert "Take the notice back" in administrator.get(take_back).content.decode()
    assert NewsItem.objects.standing().exists()
    assert f'href="{change}"' not in page
    assert administrator.post(take_back, follow=True).status_code == 200
    item.refresh_from_db()
    assert item.withdrawn_at


def test_hostile_notice_stays_text(coordinator, client):
    hostile = "<script>alert(1)</script> javascript:alert(1)"
    coordinator.post("/cities/leeds/news/new/", {"title": hostile, "text": hostile, "audience": "public"})
    assert "<script>alert" not in client.get("/cities/leeds/news/").content.decode()
    answer = coordinator.post(
        "/cities/leeds/news/new/", {"title": "x", "text": "y", "audience": "public", "link": "javascript:alert(1)"}
    )
    assert answer.status_code == 422


def test_member_has_no_button_to_take_back(member, city):
    item = NewsItemFactory(city=city, audience=NewsAudience.NETWORK)
    assert "take-back" not in member.get("/cities/leeds/news/").content.decode()
    assert member.post(f"/cities/leeds/news/{item.pk}/take-back/", follow=True).status_code == 403


def test_member_and_stranger_post_no_news(member, stranger, client):
    for visitor, status in ((member, 403), (stranger, 403), (client, 302)):
        assert visitor.post("/cities/leeds/news/new/", {"title": "x", "text": "y"}).status_code == status


# --- The network's own pages ------------------------------------------------------------------
@pytest.mark.parametrize(
    "path", ["network/", "network/invite/", "network/partners/add/", "network/requests/1/", "network/members/1/"]
)
def test_network_pages_are_not_there_for_others(stranger, client, city, path):
    assert stranger.get(f"/cities/leeds/{path}").status_code == 404
    assert client.get(f"/cities/leeds/{path}").status_code == 302
    elsewhere = signed_in(MembershipFactory(role=CityRole.COORDINATOR).user)
    assert elsewhere.get(f"/cities/leeds/{path}").status_code == 404


@pytest.mark.parametrize("path", ["network/", "network/invite/", "network/partners/add/"])
def test_network_pages_tell_who_has_asked_that_the_request_waits(city, path):
    request = asked(city)
    answer = signed_in(request.user).get(f"/cities/leeds/{path}")
    page = answer.content.decode()
    assert answer.status_code == 403
    assert f"You asked to join on {timezone.localtime(request.requested_at):%-d %B %Y}" in page
    assert 'action="/cities/leeds/join/take-back/"' in page
    assert signed_in(request.user).get(f"/cities/{CityFactory().slug}/{path}").status_code == 404


def test_request_that_was_declined_no_longer_waits(city):
    request = asked(city)
    Membership.objects.filter(pk=request.pk).update(state=MembershipState.DECLINED)
    assert signed_in(request.user).get("/cities/leeds/network/").status_code == 404


def test_partners_are_named_with_a_link_to_where_they_are_found(member, client, city):
    PartnerFactory(city=city, organisation=OrganisationFactory(name="Baths", website="https://baths.example.org/"))
    for visitor, path in ((client, "/cities/leeds/"), (member, "/cities/leeds/network/")):
        page = visitor.get(path).content.decode()
        assert '<a href="https://baths.example.org/">' in page


def test_member_sees_people_and_none_of_the_coordinators_tools(member, city):
    person = MembershipFactory(city=city, user=UserFactory(display_name="Ada L")).user
    InvitationFactory(city=city, email="secret@example.org")
    page = member.get("/cities/leeds/network/").content.decode()
    assert person.display_name in page
    assert "secret@example.org" not in page
    assert member.get("/cities/leeds/network/invite/").status_code == 403


def test_coordinator_invites_a_list_and_mends_the_rest(coordinator, city):
    answer = coordinator.post(
        "/cities/leeds/network/invite/",
        {"addresses": "ada@example.org\nnot an address", "role": "member", "partner": ""},
    )
    page = answer.content.decode()
    assert list(Invitation.objects.values_list("email", flat=True)) == ["ada@example.org"]
    assert ">not an address</textarea>" in page.replace("\n", "")


@pytest.mark.parametrize(
    "given",
    [
        {"addresses": "", "role": "member"},
        {"addresses": " , ; ", "role": "member"},
        {"addresses": "a@example.org", "role": "emperor"},
        {"addresses": "a@example.org", "role": "member", "partner": "9999"},
        {"addresses": "\n".join(f"p{number}@example.org" for number in range(51)), "role": "member"},
        {"addresses": "x" * 10_001, "role": "member"},
    ],
)
def test_wrong_invitations_are_told_beside_the_field(coordinator, given):
    answer = coordinator.post("/cities/leeds/network/invite/", given)
    assert answer.status_code == 422
    assert 'class="watch err"' in answer.content.decode()
    assert not Invitation.objects.exists()


def test_invitation_of_another_city_is_not_found(coordinator):
    foreign = InvitationFactory()
    assert coordinator.post(f"/cities/leeds/network/invitations/{foreign.pk}/withdraw/").status_code == 404
    foreign.refresh_from_db()
    assert not foreign.withdrawn_at


def test_request_is_answered_and_the_second_coordinator_reads_the_answer(coordinator, city):
    request = asked(city)
    path = f"/cities/leeds/network/requests/{request.pk}/"
    second = signed_in(MembershipFactory(city=city, role=CityRole.COORDINATOR).user)
    assert "We run the baths." in second.get(path).content.decode()
    assert coordinator.post(path, {"decision": "yes"}).status_code == 302
    stale = second.post(path, {"decision": "no", "reason": "We are full."})
    assert stale.status_code == 422
    assert "answered meanwhile" in stale.content.decode()
    request.refresh_from_db()
    assert request.is_active


def test_decline_needs_a_reason(coordinator, city):
    answer = coordinator.post(f"/cities/leeds/network/requests/{asked(city).pk}/", {"decision": "no"})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Say why" in page.partition('id="id_reason_error"')[2].partition("<textarea")[0]
    assert "(needed if you decline)" in page.partition('for="id_reason"')[2].partition("</label>")[0]


def test_partner_form_takes_a_new_organisation_or_says_what_is_missing(coordinator):
    path = "/cities/leeds/network/partners/add/"
    assert coordinator.post(path, {}).status_code == 422
    assert coordinator.post(path, {"name": "Baths", "asked": "Baths"}).status_code == 422
    for website in ("nonsense", "ftp://example.org/", "https://me:pw@example.org/", f"https://example.org/{'x' * 300}"):
        given = {"name": "Baths", "kind": "housing", "website": website}
        assert coordinator.post(path, given).status_code == 422
    assert coordinator.post(path, {"name": "Baths", "kind": "housing", "seat": "Chairs"}).status_code == 302
    assert Partner.objects.get().seat == "Chairs"


def test_wrong_methods_are_told(coordinator):
    assert coordinator.get("/cities/leeds/network/invitations/1/resend/").status_code == 405
    assert coordinator.post("/cities/leeds/").status_code == 405
    assert coordinator.post("/cities/leeds/network/invitations/1/explode/").status_code == 404


# --- The head of every page -------------------------------------------------------------------
def test_head_leads_members_to_their_city_and_the_people(member, stranger, city):
    head = member.get("/cities/").content.decode().split("</header>")[0]
    assert 'href="/cities/leeds/"' in head
    assert 'href="/network/people/"' in head
    assert "Advice calendar" not in head
    assert "/network/people/" not in stranger.get("/cities/").content.decode().split("</header>")[0]


def test_head_leads_advisers_to_their_calendar(city):
    adviser = signed_in(MembershipFactory(city=city, role=CityRole.ADVISER).user)
    assert "Advice calendar" in adviser.get("/cities/").content.decode().split("</header>")[0]
