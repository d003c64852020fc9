"""What waits for a coordinator on the page of their city, and for an adviser in each of theirs."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate

from cities.places import to_do
from cities.places.choices import CityRole
from cities.places.models import AdviceRequest, Invitation
from portal.words.parts import Link
from tests.factories import CityFactory, InvitationFactory, MembershipFactory
from tests.places.advising import administrator, agreed, focus_city, member_of, signed_in, used, waiting

pytestmark = pytest.mark.django_db

FIRST = timezone.datetime(2026, 11, 2, 12, tzinfo=timezone.get_default_timezone())


@pytest.fixture
def city():
    return focus_city()


@pytest.fixture
def coordinator(city):
    return signed_in(member_of(city, CityRole.COORDINATOR))


def html(client: Any, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def panel(client: Any, city: Any) -> str:
    """Return the links of the panel “For you to do”."""
    return html(client, city.get_absolute_url()).partition('id="to-do"')[2].partition("</section>")[0]


def invite(city: Any, *, days: float, first: Any = FIRST) -> None:
    """Put an invitation there that ends so many days from now."""
    invitation = InvitationFactory(city=city, expires_at=timezone.now() + timedelta(days=days))
    Invitation.objects.filter(pk=invitation.pk).update(invited_at=first)


# --- Invitations ------------------------------------------------------------------------------
def test_coordinator_who_has_invited_nobody_is_told_to(coordinator, city):
    assert "Invite the people of the network" in panel(coordinator, city)


def test_open_invitations_are_told_with_their_age_and_end(coordinator, city):
    invite(city, days=2)
    invite(city, days=20, first=FIRST + timedelta(days=1))
    invite(CityFactory(), days=2)
    shown = panel(coordinator, city)
    assert "2 invitations wait for an answer, the oldest since 2 November 2026; 1 expires within 3 days" in shown
    assert f'href="{reverse("city_network", args=[city.slug])}#invitations"' in shown
    assert "Invite the people" not in shown
    assert "expired" not in shown
    assert 'id="invitations"' in html(coordinator, reverse("city_network", args=[city.slug]))


def test_one_open_invitation_that_does_not_end_soon_is_told_without_its_end(coordinator, city):
    invite(city, days=4)
    shown = panel(coordinator, city)
    assert "1 invitation waits for an answer, since 2 November 2026" in shown
    assert "within" not in shown


def test_expired_invitations_are_told_and_do_not_count_as_open(coordinator, city):
    invite(city, days=-1)
    shown = panel(coordinator, city)
    assert "1 invitation has expired: send it again, or withdraw it" in shown
    assert "for an answer" not in shown
    assert "Invite the people of the network" in shown


def test_settled_invitations_are_not_told(coordinator, city):
    invite(city, days=2)
    Invitation.objects.update(withdrawn_at=timezone.now())
    assert "invitation" not in panel(coordinator, city)


@pytest.mark.parametrize("role", [CityRole.MEMBER, CityRole.ADVISER])
def test_invitations_are_told_to_nobody_else(city, role):
    invite(city, days=2)
    assert "invitation" not in panel(signed_in(member_of(city, role)), city)


def test_refused_line_of_an_open_invitation_leads_to_the_list(coordinator, city):
    InvitationFactory(city=city, email="ada@example.org")
    given = {"addresses": "ada@example.org\nno address", "role": "member", "partner": ""}
    page = coordinator.post(reverse("city_invite", args=[city.slug]), given).content.decode()
    lines = page.partition("<tbody>")[2].partition("</tbody>")[0].split("</tr>")
    link = f'<a href="{reverse("city_network", args=[city.slug])}#invitations">'
    assert "This address has an open invitation." in lines[0]
    assert [link in line for line in lines[:2]] == [True, False]
    assert "list below" not in page


@pytest.mark.parametrize(
    ("lines", "said"), [("a@example.org", "1 invitation is"), ("a@b.org,c@d.org", "2 invitations are")]
)
def test_sent_invitations_are_counted_in_words(coordinator, city, lines, said):
    given = {"addresses": lines, "role": "member", "partner": ""}
    page = coordinator.post(reverse("city_invite", args=[city.slug]), given, follow=True).content.decode()
    assert f"{said} on" in page


# --- Requests for advice, and what rooms above add ---------------------------------------------
def test_advice_that_waits_for_the_adviser_is_no_task_of_the_coordinator(coordinator, city):
    waiting(city)
    waiting(city)
    page = html(coordinator, city.get_absolute_url())
    assert "advice" not in panel(coordinator, city).replace("/advice", "")
    assert "2 requests wait for the advisers" in page


def test_advice_that_waits_is_the_task_of_the_adviser(city):
    waiting(city)
    adviser = signed_in(member_of(city, CityRole.ADVISER))
    assert "Requests for advice that wait: 1" in panel(adviser, city)
    assert "for the advisers" not in html(adviser, city.get_absolute_url())


def test_members_and_strangers_read_nothing_of_what_waits(city, client):
    waiting(city)
    for reader in (client, signed_in(member_of(city))):
        assert "for the advisers" not in html(reader, city.get_absolute_url())


def test_room_above_adds_its_lines_for_coordinators_alone(city, coordinator, monkeypatch):
    monkeypatch.setattr(to_do, "_sources", [])
    to_do.register_to_do(lambda user, place: [Link(title=f"Mow the lawn of {place}", url="/lawn/")])
    assert "Mow the lawn of Leeds" in panel(coordinator, city)
    for role in (CityRole.MEMBER, CityRole.ADVISER):
        assert "Mow the lawn" not in panel(signed_in(member_of(city, role)), city)


# --- The cities of an adviser -----------------------------------------------------------------
def desks(client: Any) -> dict[str, list[str]]:
    """Return the words of each row of “Your cities”, by city."""
    body = html(client, reverse("advice_calendar")).partition('id="cities"')[2].partition("</table>")[0]
    rows = body.partition("<tbody>")[2].split("</tr>")[:-1]
    cells = [[" ".join(re.sub("<[^>]+>", "", cell).split()) for cell in re.split("</t[hd]>", row)[:-1]] for row in rows]
    return {row[0]: row[1:] for row in cells}


def test_adviser_sees_each_of_their_cities_with_what_waits_there(city):
    glasgow, cardiff = focus_city("Glasgow"), focus_city("Cardiff")
    plain = CityFactory(name="Belfast")
    adviser = MembershipFactory(city=city, role=CityRole.ADVISER).user
    for other in (glasgow, plain):
        MembershipFactory(city=other, role=CityRole.ADVISER, user=adviser)
    asked = waiting(city)
    AdviceRequest.objects.filter(pk=asked.pk).update(requested_at=FIRST)
    waiting(city)
    waiting(cardiff)
    used(glasgow, 3, by=adviser)
    late = agreed(glasgow, 2, by=adviser)
    AdviceRequest.objects.filter(pk=late.pk).update(planned_on=localdate() - timedelta(days=1))

    assert desks(signed_in(adviser)) == {
        "Belfast": ["None", "None", "For focus cities"],
        "Glasgow": ["None", "2, to log: 1", "7 days of 10 days"],
        "Leeds": ["2, since 2 November 2026", "None", "10 days of 10 days"],
    }
    assert set(desks(signed_in(administrator()))) == {"Leeds", "Glasgow", "Cardiff"}


def head(person: Any) -> str:
    return html(signed_in(person), "/cities/").partition("</header>")[0]


def test_head_names_every_city_of_an_adviser(city):
    adviser = MembershipFactory(city=city, role=CityRole.ADVISER).user
    for name in ("Glasgow", "Cardiff"):
        MembershipFactory(city=focus_city(name), role=CityRole.ADVISER, user=adviser)
    for slug in ("leeds", "glasgow", "cardiff"):
        assert f'href="/cities/{slug}/"' in head(adviser)


def test_head_keeps_many_cities_in_one_link(city):
    adviser = MembershipFactory(city=city, role=CityRole.ADVISER).user
    for number in range(4):
        MembershipFactory(city=focus_city(f"Town {number}"), role=CityRole.ADVISER, user=adviser)
    shown = head(adviser)
    assert "Your 5 cities" in shown
    assert f'href="{reverse("advice_calendar")}#cities"' in shown
    assert 'href="/cities/leeds/"' not in shown


def test_head_of_a_member_of_several_networks_names_the_home_city_alone(city):
    member = MembershipFactory(city=CityFactory(name="Glasgow")).user
    MembershipFactory(city=city, user=member, is_home=True)
    MembershipFactory(city=CityFactory(name="Cardiff"), user=member, state="declined", since=None)
    shown = head(member)
    assert 'href="/cities/leeds/"' in shown
    assert "/cities/glasgow/" not in shown
