"""What the letters of this room say: whom they greet, what there is to do first, and where their links lead."""

from __future__ import annotations

import re

import pytest
from django.conf import settings
from django.core import mail
from django.utils import timezone
from django.utils.timezone import localdate

from cities.places.choices import CityRole, MembershipState
from cities.places.models import Membership
from cities.places.services import advice, joining, memberships
from cities.places.services.partners import Newcomer
from tests.factories import CityFactory, InvitationFactory, MembershipFactory, UserFactory
from tests.places.advising import adviser_of, agreed, focus_city, member_of

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


def got_a_role(city, ada) -> None:
    membership = MembershipFactory(city=city, user=ada)
    by = member_of(city, CityRole.COORDINATOR)
    memberships.change(membership, role=CityRole.COORDINATOR, partner=None, by=by)


def was_accepted_by(city, ada) -> None:
    MembershipFactory(city=city, user=ada, role=CityRole.COORDINATOR)
    invitation = InvitationFactory(city=city, email="guest@example.org", invited_by=ada)
    guest = UserFactory(display_name="Gus Guest", email="guest@example.org")
    joining.accept(invitation, user=guest)


ACTS = {
    "accepted": lambda city, ada: answered(city, ada, accept=True),
    "declined": lambda city, ada: answered(city, ada, accept=False),
    "ended": ended,
    "asked to join": asked_to_join,
    "asked for advice": asked_for_advice,
    "declined advice": declined_advice,
    "another role": got_a_role,
    "accepted an invitation": was_accepted_by,
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


def test_who_is_made_coordinator_reads_by_whom_and_what_they_may(city, ada, posted):
    letter = posted(lambda: got_a_role(city, ada))
    assert letter.subject == "You are a coordinator of the network of Leeds now"
    assert "has changed your role." in letter.body
    assert "You can invite people" in letter.body


def test_each_change_of_role_is_written_of_and_nothing_else_is(city, ada, django_capture_on_commit_callbacks):
    membership, by = MembershipFactory(city=city, user=ada), member_of(city, CityRole.COORDINATOR)
    with django_capture_on_commit_callbacks(execute=True):
        for role in (CityRole.COORDINATOR, CityRole.COORDINATOR, CityRole.MEMBER, CityRole.COORDINATOR):
            memberships.change(membership, role=role, partner=None, by=by)
        membership.refresh_from_db()
        memberships.change(membership, role=CityRole.MEMBER, partner=None, by=ada)
    subjects = [message.subject for message in mail.outbox if message.to == ["ada@example.org"]]
    words = ["a coordinator", "a member", "a coordinator"]
    assert subjects == [f"You are {role} of the network of Leeds now" for role in words]


def test_coordinator_reads_who_accepted_their_invitation(city, ada, posted):
    letter = posted(lambda: was_accepted_by(city, ada))
    assert letter.subject == "Gus Guest has joined the network of Leeds"
    assert "You invited guest@example.org. Gus Guest has accepted" in letter.body


def test_who_coordinates_no_more_is_not_told_of_acceptance(city, ada, django_capture_on_commit_callbacks):
    invitation = InvitationFactory(city=city, email="guest@example.org", invited_by=ada)
    MembershipFactory(city=city, user=ada)
    with django_capture_on_commit_callbacks(execute=True):
        joining.accept(invitation, user=UserFactory(email="guest@example.org"))
    assert mail.outbox == []


def test_request_to_join_names_the_organisation_and_the_address(city, ada, posted):
    letter = posted(lambda: asked_to_join(city, ada))
    asker = Membership.objects.requested().get().user
    assert f"{asker} says that they represent: Baths. Their email address: {asker.email}." in letter.body


@pytest.mark.parametrize("is_new", [True, False])
def test_who_is_accepted_reads_that_their_organisation_became_a_partner(city, ada, posted, is_new):
    newcomer = Newcomer(name="Baths", kind="housing") if is_new else None
    by = member_of(city, CityRole.COORDINATOR)
    letter = posted(lambda: joining.answer(request_of(city, ada), accept=True, by=by, newcomer=newcomer))
    assert ("Baths is a partner of the network now." in letter.body) is is_new


@pytest.fixture
def told(city, ada, django_capture_on_commit_callbacks):
    """Return a function that does an act on a request of Ada's, agreed for 1 day, and gives the letter she gets."""
    MembershipFactory(city=city, user=ada)
    adviser = adviser_of(city, display_name="Ann Adviser")
    asked = agreed(city, 2, by=adviser, requested_by=ada, topic="Bonds")

    def do(act) -> str:
        mail.outbox.clear()
        with django_capture_on_commit_callbacks(execute=True):
            act(asked, adviser)
        (letter,) = [message for message in mail.outbox if message.to == ["ada@example.org"]]
        assert letter.body.startswith(f"Hello {NAME},")
        assert letter.subject == "Advice on Bonds"
        return letter.body

    return do


def log(asked, adviser):
    return advice.log_use(asked, 1, by=adviser, adviser=adviser, on=localdate(), outcome="A draft bond.")


def test_asker_reads_what_was_logged_and_what_is_left(told):
    body = told(log)
    assert "Ann Adviser" in body
    assert "A draft bond." in body
    assert "Still set aside for it: ½ day." in body


def test_asker_reads_what_was_given_back(told):
    body = told(lambda asked, adviser: advice.release(asked, 1, by=adviser))
    assert "The advisers have given ½ day back to the city." in body
    assert "Still set aside for it: ½ day." in body


def test_asker_reads_that_all_was_given_back(told):
    body = told(lambda asked, adviser: advice.release(asked, 2, by=adviser))
    assert "your request waits again" in body


def test_asker_reads_that_a_line_was_taken_out(told):
    entries = []
    told(lambda asked, adviser: entries.append(log(asked, adviser)))
    body = told(lambda asked, adviser: advice.take_out(asked, entries[0], by=adviser, private_note="Wrong city."))
    assert "was a mistake. It is taken out." in body
    assert "Wrong city." not in body


def test_asker_reads_that_it_is_delivered_and_what_went_back(told):
    told(log)
    body = told(lambda asked, adviser: advice.close(asked, by=adviser))
    assert "marked it as delivered" in body
    assert "What was not used is with the city again: ½ day." in body


def test_asker_reads_what_was_agreed_to_by_its_topic(city, ada, posted):
    MembershipFactory(city=city, user=ada)
    letter = posted(lambda: agreed(city, 2, requested_by=ada, topic="Bonds"))
    assert "The advisers have agreed to “Bonds”, and set 1 day aside." in letter.body
