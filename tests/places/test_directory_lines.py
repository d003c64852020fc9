"""The lines of the member directory: they follow people, memberships, partners and cities."""

from __future__ import annotations

import pytest

from cities.places.directory.folding import fold
from cities.places.models import DirectoryLine
from cities.places.services import memberships, partners
from tests.factories import CityFactory, OrganisationFactory, PartnerFactory, UserFactory
from tests.places.finding import person

pytestmark = pytest.mark.django_db


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds")


@pytest.fixture
def glasgow():
    return CityFactory(name="Glasgow", nation="scotland")


def line(user) -> DirectoryLine | None:
    return DirectoryLine.objects.filter(user=user).first()


def test_line_follows_what_a_person_tells(leeds):
    ada = person("Ada", leeds)
    ada.display_name, ada.interests = "Bea", ["energy"]
    ada.save()
    assert (line(ada).name_key, line(ada).themes) == ("bea", ["energy"])
    ada.directory = "hidden"
    ada.save(update_fields=["directory"])
    assert line(ada) is None
    ada.directory = "city"
    ada.save(update_fields=["directory"])
    assert line(ada).shown_to == "city"
    ada.is_active = False
    ada.save()
    assert line(ada) is None


def test_line_is_not_written_at_a_sign_in(leeds, django_assert_num_queries):
    ada = person("Ada", leeds)
    with django_assert_num_queries(1):
        ada.save(update_fields=["last_login"])


def test_line_follows_memberships_and_partners(leeds, glasgow):
    boss = person("Boss", leeds, role="coordinator")
    trust = PartnerFactory(city=leeds, organisation=OrganisationFactory(name="Old name", kind="housing"))
    ada = UserFactory(display_name="Ada")
    membership = memberships.begin(ada, leeds)
    assert (line(ada).cities, line(ada).kinds) == ([leeds.pk], [])
    memberships.change(membership, role="member", partner=trust, by=boss)
    assert line(ada).kinds == ["housing"]
    trust.organisation.name, trust.organisation.kind = "New name", "college"
    trust.organisation.save()
    assert line(ada).kinds == ["college"]
    assert line(ada).words == "ada new name college leeds"
    partners.remove_partner(trust, by=boss)
    assert line(ada).kinds == []
    assert line(ada).words == "ada new name leeds"
    memberships.end(membership, by=boss)
    assert line(ada) is None


def test_line_follows_the_name_of_a_city(leeds, django_assert_num_queries):
    ada = person("Ada", leeds)
    with django_assert_num_queries(6):  # the city, whose line does not hold its name, four for the search
        leeds.save()
    leeds.name = "Leodis"
    leeds.save()
    assert line(ada).words == "ada leodis"


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Siân O’Brien-Evans", "sian obrien evans"),
        ("ŁUKASZ Straße", "lukasz strasse"),
        ("  \u202e😀 ", ""),
        ("ﬁ ½", "fi 1 2"),
        ("Ærø", "aero"),
    ],
)
def test_folding_keeps_plain_letters_and_figures(text, folded):
    assert fold(text) == folded


def test_line_of_a_name_without_letters_stands(leeds):
    assert line(person("😀", leeds)).name_key == "😀"
