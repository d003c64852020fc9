"""A pasted list of addresses: where an entry ends, and what goes back into the box."""

from __future__ import annotations

import pytest

from cities.places.choices import CityRole
from cities.places.models import Invitation
from cities.places.pasted import address_of, entries_in
from tests.factories import InvitationFactory
from tests.places.advising import focus_city, member_of, signed_in


@pytest.mark.parametrize(
    ("text", "entries"),
    [
        ("a@b.org, c@d.org;e@f.org\n\n g@h.org ,", ["a@b.org", "c@d.org", "e@f.org", "g@h.org"]),
        ("O'Brien, Pat <pat@b.org>", ["O'Brien, Pat <pat@b.org>"]),
        ('"O\'Brien, Pat" <pat@b.org>, Ada <ada@b.org>', ['"O\'Brien, Pat" <pat@b.org>', "Ada <ada@b.org>"]),
        ("a@b.org, O'Brien, Pat <pat@b.org>, c@d.org", ["a@b.org", "O'Brien, Pat <pat@b.org>", "c@d.org"]),
        ("<pat@b.org>,<ada@b.org>", ["<pat@b.org>", "<ada@b.org>"]),
        ("nonsense, Pat <", ["nonsense, Pat <"]),
        (" , ; \n", []),
    ],
)
def test_entries_end_where_people_would_say(text, entries):
    assert entries_in(text) == entries


def test_address_of_a_name_with_a_comma_is_the_one_in_brackets():
    assert address_of("O'Brien, Pat <Pat@B.org>") == "pat@b.org"


@pytest.mark.django_db
def test_only_what_can_be_mended_goes_back_into_the_box():
    city = focus_city()
    coordinator = member_of(city, CityRole.COORDINATOR)
    InvitationFactory(city=city, email="open@example.org")
    lines = ["O'Brien, Pat <pat@example.org>", "open@example.org", coordinator.email, "no address", "pat@example.org"]
    given = {"addresses": "\n".join(lines), "role": "member", "partner": ""}
    response = signed_in(coordinator).post("/cities/leeds/network/invite/", given)
    page = response.content.decode()
    assert Invitation.objects.filter(email="pat@example.org").exists()
    assert "1 sent, 4 not sent" in page
    assert response.context["form"]["addresses"].value() == "no address"
    assert "for you to mend" in page


@pytest.mark.django_db
def test_nothing_to_mend_is_said_as_such():
    city = focus_city()
    InvitationFactory(city=city, email="open@example.org")
    given = {"addresses": "open@example.org", "role": "member", "partner": ""}
    page = signed_in(member_of(city, CityRole.COORDINATOR)).post("/cities/leeds/network/invite/", given)
    assert "0 sent, 1 not sent" in page.content.decode()
    assert page.context["form"]["addresses"].value() == ""
    assert "for you to mend" not in page.content.decode()
