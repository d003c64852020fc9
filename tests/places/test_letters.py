"""What the letters of this room say: whom they greet, what there is to do first, and where their links lead."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone

from cities.places.choices import CityRole, MembershipState
from cities.places.models import Membership
from cities.places.services import advice, joining, memberships
from tests.factories import CityFactory, MembershipFactory, UserFactory
from tests.places.advising import adviser_of, focus_city, member_of

pytestmark = pytest.mark.django_db

NAME = "Ada O’Brien & Daughters"


@pytest.fixture
def city():
    return focus_city()


@pytest.fixture
def ada():
    return UserFactory(display_name=NAME, email="ada@example.org")


@pytest.fixture
def posted(django_capture_on_commit_callbacks):
    """Return a function that does an act and gives the one letter to Ada that it sends."""

    def do(act):
        with django_capture_on_commit_callbacks(execute=True):
            act()
        (letter,) = [message for message in mail.outbox if message.to == ["ada@example.org"]]
        return letter

    return do


def request_of(city, ada) -> Membership:
    return MembershipFactory(
        city=city, user=ada, state=MembershipState.REQUESTED, since=None, requested_at=timezone.now()
    )


def answered(city, ada, *, accept: bool) -> None:
    coordinator = member_of(city, CityRole.COORDINATOR)
    joining.answer(request_of(city, ada), accept=accept, by=coordinator, reason="Because.")


def ended(city, ada) -> None:
    membership = MembershipFactory(city=city, user=ada)
    memberships.end(membership, by=member_of(city, CityRole.COORDINATOR), reason="Because.")


def asked_to_join(city, ada) -> None:
    MembershipFactory(city=city, user=ada, role=CityRole.COORDINATOR)
    joining.ask_to_join(city, user=UserFactory(), message="Please.", organisation="Baths")


def asked_for_advice(city, ada) -> None:
    MembershipFactory(city=city, user=ada, role=CityRole.ADVISER)
    advice.request_advice(city, topic="Bonds", question="How?", by=member_of(city))


def assigned(city, ada) -> None:
    MembershipFactory(city=city, user=ada, role=CityRole.ADVISER)
    other = adviser_of(city)
    asked = advice.request_advice(city, topic="Bonds", question="How?", by=member_of(city))
    mail.outbox.clear()
    advice.allocate(asked, 1, by=other, adviser=ada)


def declined_advice(city, ada) -> None:
    MembershipFactory(city=city, user=ada)
    asked = advice.request_advice(city, topic="Bonds", question="How?", by=ada)
    advice.decline(asked, by=adviser_of(city), reason="No.")


ACTS = {
    "accepted": lambda city, ada: answered(city, ada, accept=True),
    "declined": lambda city, ada: answered(city, ada, accept=False),
    "ended": ended,
    "asked to join": asked_to_join,
    "asked for advice": asked_for_advice,
    "declined advice": declined_advice,
}


@pytest.mark.parametrize("act", ACTS.values(), ids=ACTS)
def test_letter_greets_its_reader_by_name_and_links_to_the_site(city, ada, posted, act):
    letter = posted(lambda: act(city, ada))
    text, html = letter.body, letter.alternatives[0][0]
    assert text.startswith(f"Hello {NAME},\n\n")
    assert "Hello Ada O’Brien &amp; Daughters," in html
    links = re.findall(r'href="([^"]+)"', html)
    assert len(links) >= 3
    assert all(link.startswith(f"{settings.SITE_URL}/") for link in links)


def test_letter_that_gives_advice_into_ones_hands_greets_by_name(city, ada, django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        assigned(city, ada)
    letters = [message for message in mail.outbox if message.to == ["ada@example.org"]]
    assert len(letters) == 2
    assert all(letter.body.startswith(f"Hello {NAME},") for letter in letters)


def test_invitation_invents_no_name(city, posted):
    coordinator = member_of(city, CityRole.COORDINATOR)
    letter = posted(lambda: joining.invite(city, "ada@example.org", role=CityRole.MEMBER, by=coordinator))
    assert letter.body.startswith("Hello,\n\n")


def test_who_is_accepted_reads_what_to_do_first(city, ada, posted):
    letter = posted(lambda: answered(city, ada, accept=True))
    text, html = letter.body, letter.alternatives[0][0]
    assert "What to do first:" in text
    assert "What to do first:" in html
    for path in ("/cities/leeds/network/", "/accounts/preferences/", "/cities/leeds/news/", "/cities/leeds/advice/"):
        assert f"\n{settings.SITE_URL}{path}\n" in text
        assert f'href="{settings.SITE_URL}{path}"' in html
    assert "Because." in text


def test_first_steps_name_advice_days_for_focus_cities_alone(ada, posted):
    letter = posted(lambda: answered(CityFactory(slug="derby"), ada, accept=True))
    assert "1. Say who you are" in letter.body
    assert "/advice/" not in letter.body


def test_who_is_declined_reads_no_first_steps(city, ada, posted):
    letter = posted(lambda: answered(city, ada, accept=False))
    assert "first" not in letter.body
    assert f"\n{settings.SITE_URL}/cities/leeds/\n" in letter.body
