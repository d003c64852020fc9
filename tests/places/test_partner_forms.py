"""Adding a partner by its name, and with the answer to somebody who asked to join for it."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from cities.places.choices import CityRole, MembershipState
from cities.places.models import Membership, Organisation, Partner
from cities.places.naming import is_near, match_of
from cities.places.services import joining, partners
from tests.factories import CityFactory, MembershipFactory, OrganisationFactory, PartnerFactory

pytestmark = pytest.mark.django_db
ADD = "/cities/leeds/network/partners/add/"


@pytest.fixture
def city():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def coordination(city):
    return MembershipFactory(city=city, role=CityRole.COORDINATOR)


@pytest.fixture
def client(client: Client, coordination) -> Client:
    client.force_login(coordination.user)
    return client


def partner_names(city) -> list[str]:
    rows = Partner.objects.current().filter(city=city)
    return list(rows.values_list("organisation__name", flat=True).order_by("organisation__name"))


def fields_of(response) -> list[str]:
    return [field.name for field in response.context["form"].visible_fields()]


# --- What a name means ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("typed", "name", "near"),
    [
        ("baths", "Leeds Community Baths", True),
        ("leeds bath", "The Leeds Baths", True),
        ("The Leeds Community Baths Trust", "Leeds Community Baths", True),
        ("Hyde Park Picture Huose", "Hyde Park Picture House", True),
        ("baths", "Seacroft Library", False),
        ("of the", "Seacroft Library", False),
        ("Leeds Library", "Leeds Baths", False),
    ],
)
def test_name_is_near_another_by_its_words_or_letters(typed, name, near):
    assert is_near(typed, name) is near


def test_those_that_work_in_the_city_come_first(city):
    OrganisationFactory(name="A Trust")
    OrganisationFactory(name="Z Trust", cities=[city])
    assert [str(found) for found in match_of("trust", city).near] == ["Z Trust", "A Trust"]


# --- Adding a partner -------------------------------------------------------------------------
def test_form_asks_for_a_name_and_suggests_those_that_are_no_partners(client, city):
    OrganisationFactory(name="Leeds <Baths>", cities=[city])
    PartnerFactory(city=city, organisation=OrganisationFactory(name="In already"))
    response = client.get(ADD)
    page = response.content.decode()
    assert fields_of(response) == ["name", "seat"]
    assert 'list="organisations"' in page
    assert '<option value="Leeds &lt;Baths&gt;">' in page
    assert "In already" not in page


@pytest.mark.parametrize("typed", ["Leeds Community Baths", " leeds  COMMUNITY baths ", "Leeds, Cömmunity Baths"])
def test_recorded_name_is_that_organisation(client, city, typed):
    baths = OrganisationFactory(name="Leeds Community Baths")
    assert client.post(ADD, {"name": typed, "seat": "Chairs"}).status_code == 302
    partner = Partner.objects.get(city=city)
    assert (partner.organisation, partner.seat) == (baths, "Chairs")


def test_near_names_are_a_choice_and_what_was_typed_stays(client, city):
    baths = OrganisationFactory(name="Leeds Community Baths", kind="housing")
    response = client.post(ADD, {"name": "Leeds Baths", "seat": "Chairs"})
    page = response.content.decode()
    assert response.status_code == 200
    assert not response.context["form"].errors
    assert "Say which one it is" in page
    assert "Leeds Community Baths, Housing organisation" in page
    assert "None of these: “Leeds Baths” is a new one" in page
    assert "needed for a new one" in page
    assert 'value="Chairs"' in page
    unanswered = client.post(ADD, {"name": "Leeds Baths", "seat": "Chairs", "kind": "", "asked": "Leeds Baths"})
    assert unanswered.status_code == 422
    assert list(unanswered.context["form"].errors) == ["organisation"]
    assert client.post(ADD, {"name": "Leeds Baths", "organisation": baths.pk, "seat": "Chairs"}).status_code == 302
    assert partner_names(city) == ["Leeds Community Baths"]


def test_none_of_the_near_ones_is_a_new_one(client, city):
    OrganisationFactory(name="Leeds Community Baths")
    given = {"name": "Leeds Baths", "organisation": "new", "kind": "", "asked": "Leeds Baths"}
    assert list(client.post(ADD, given).context["form"].errors) == ["kind"]
    assert client.post(ADD, {**given, "kind": "housing"}).status_code == 302
    assert partner_names(city) == ["Leeds Baths"]


def test_unknown_name_is_asked_for_its_kind_and_recorded(client, city):
    response = client.post(ADD, {"name": "Baths", "seat": "Chairs"})
    page = response.content.decode()
    assert response.status_code == 200
    assert "New to us: say what kind it is" in page
    assert 'class="watch err"' not in page
    refused = client.post(ADD, {"name": "Baths", "seat": "Chairs", "kind": "", "asked": "Baths"})
    assert refused.status_code == 422
    assert "“Baths” is not recorded yet: choose its kind, and it will be." in refused.content.decode()
    assert fields_of(response) == ["name", "kind", "website", "seat"]
    assert not Organisation.objects.exists()
    given = {"name": "Baths", "kind": "housing", "website": "https://example.org/", "seat": "Chairs"}
    assert client.post(ADD, given).status_code == 302
    baths = Organisation.objects.get()
    assert (baths.kind, baths.website) == ("housing", "https://example.org/")


def test_choice_of_another_name_is_not_taken_for_this_one(client, city):
    other = OrganisationFactory(name="Seacroft Library")
    OrganisationFactory(name="Leeds Community Baths")
    response = client.post(ADD, {"name": "Leeds Baths", "organisation": other.pk})
    assert list(response.context["form"].errors) == ["organisation"]
    assert partner_names(city) == []


def test_two_of_one_name_are_a_choice_without_a_third(client, city):
    _first, second = (
        OrganisationFactory(name="Baths", slug=slug, kind=kind) for slug, kind in (("a", "housing"), ("b", "college"))
    )
    response = client.post(ADD, {"name": "Baths"})
    assert response.status_code == 200
    assert "None of these" not in response.content.decode()
    assert client.post(ADD, {"name": "Baths", "organisation": second.pk}).status_code == 302
    assert Partner.objects.get(city=city).organisation == second


def test_partner_is_not_added_a_second_time(client, city):
    baths = PartnerFactory(city=city, organisation=OrganisationFactory(name="Leeds Community Baths")).organisation
    response = client.post(ADD, {"name": "leeds community baths"})
    assert response.status_code == 422
    assert "Leeds Community Baths is a partner of this network already." in response.content.decode()
    near = client.post(ADD, {"name": "Leeds Baths"}).content.decode()
    assert "(a partner already)" in near
    assert client.post(ADD, {"name": "Leeds Baths", "organisation": baths.pk}).status_code == 422
    assert partner_names(city) == ["Leeds Community Baths"]


@pytest.mark.parametrize(
    "given",
    [
        {"name": ""},
        {"name": "  "},
        {"name": "?!"},
        {"name": "x" * 161, "kind": "housing"},
        {"name": "Baths\x00", "kind": "housing"},
        {"name": "Baths", "kind": "empire"},
        {"name": "Baths", "kind": "housing", "seat": "x" * 121},
        {"name": "Baths", "kind": "housing", "website": "nonsense"},
    ],
)
def test_wrong_input_is_told_and_records_nothing(client, city, given):
    response = client.post(ADD, given)
    assert response.status_code == 422
    assert 'class="watch err"' in response.content.decode()
    assert not Organisation.objects.exists()


@pytest.mark.parametrize("count", [3, 30])
def test_form_costs_the_same_for_few_and_many(client, city, count, django_assert_num_queries):
    for number in range(count):
        OrganisationFactory(name=f"Leeds Baths {number}", cities=[city])
    client.get(ADD)
    with django_assert_num_queries(4):
        client.get(ADD)
    with django_assert_num_queries(7):
        client.post(ADD, {"name": "Leeds Baths"})


# --- With the answer to a request -------------------------------------------------------------
def request_to_join(city, named: str = "Baths") -> Membership:
    return MembershipFactory(
        city=city,
        state=MembershipState.REQUESTED,
        since=None,
        requested_at=timezone.now(),
        organisation_named=named,
    )


def answer_page(asked: Membership) -> str:
    return f"/cities/leeds/network/requests/{asked.pk}/"


def test_yes_makes_the_named_organisation_a_partner_in_the_same_act(client, city):
    asked = request_to_join(city)
    assert "Make “Baths” a partner of the network" in client.get(answer_page(asked)).content.decode()
    given = {"decision": "yes", "joins": "on", "kind": "housing", "seat": "Chairs housing"}
    assert client.post(answer_page(asked), given).status_code == 302
    asked.refresh_from_db()
    assert asked.is_active
    assert (asked.partner.organisation.name, asked.partner.seat, asked.partner.city) == (
        "Baths",
        "Chairs housing",
        city,
    )


def test_recorded_organisation_is_taken_as_it_is(client, city):
    baths = OrganisationFactory(name="The Baths")
    asked = request_to_join(city, "the baths")
    assert "kind" not in fields_of(client.get(answer_page(asked)))
    assert client.post(answer_page(asked), {"decision": "yes", "joins": "on"}).status_code == 302
    asked.refresh_from_db()
    assert asked.partner.organisation == baths


def test_near_organisation_is_a_choice(client, city):
    baths = OrganisationFactory(name="Leeds Community Baths")
    asked = request_to_join(city, "Leeds Baths")
    given = {"decision": "yes", "joins": "on"}
    response = client.post(answer_page(asked), given)
    assert list(response.context["form"].errors) == ["organisation"]
    assert client.post(answer_page(asked), {**given, "organisation": baths.pk}).status_code == 302
    asked.refresh_from_db()
    assert asked.partner.organisation == baths


def test_kind_is_needed_only_where_a_partner_is_made(client, city):
    asked = request_to_join(city)
    response = client.post(answer_page(asked), {"decision": "yes", "joins": "on"})
    assert list(response.context["form"].errors) == ["kind"]
    asked.refresh_from_db()
    assert not asked.is_active
    assert client.post(answer_page(asked), {"decision": "yes"}).status_code == 302
    asked.refresh_from_db()
    assert (asked.is_active, asked.partner) == (True, None)
    assert not Organisation.objects.exists()


def test_no_makes_no_partner(client, city):
    asked = request_to_join(city)
    given = {"decision": "no", "reason": "Not yet.", "joins": "on"}
    assert client.post(answer_page(asked), given).status_code == 302
    asked.refresh_from_db()
    assert asked.state == MembershipState.DECLINED
    assert not Organisation.objects.exists()


def test_named_partner_is_chosen_already(client, city):
    partner = PartnerFactory(city=city, organisation=OrganisationFactory(name="Baths"))
    form = client.get(answer_page(request_to_join(city, "baths"))).context["form"]
    assert list(form.fields) == ["decision", "partner", "welcome", "reason"]
    assert form["partner"].value() == partner.pk


def test_one_is_there_for_one_organisation(client, city):
    partner = PartnerFactory(city=city)
    asked = request_to_join(city)
    given = {"decision": "yes", "joins": "on", "kind": "housing", "partner": partner.pk}
    response = client.post(answer_page(asked), given)
    assert list(response.context["form"].errors) == ["partner"]
    assert partner_names(city) == [str(partner)]


def test_request_without_an_organisation_asks_for_none(client, city):
    form = client.get(answer_page(request_to_join(city, ""))).context["form"]
    assert list(form.fields) == ["decision", "partner", "welcome", "reason"]


def test_partner_that_cannot_be_made_leaves_the_request_unanswered(city, coordination):
    partner = PartnerFactory(city=city)
    asked = request_to_join(city)
    newcomer = partners.Newcomer(organisation=partner.organisation)
    with pytest.raises(joining.ValidationError, match="already"):
        joining.answer(asked, accept=True, by=coordination.user, newcomer=newcomer)
    asked.refresh_from_db()
    assert asked.state == MembershipState.REQUESTED


def test_answered_request_makes_no_partner(city, coordination):
    asked = request_to_join(city)
    joining.answer(asked, accept=True, by=coordination.user)
    with pytest.raises(joining.ValidationError, match="meanwhile"):
        joining.answer(
            asked, accept=True, by=coordination.user, newcomer=partners.Newcomer(name="Baths", kind="housing")
        )
    assert not Organisation.objects.exists()
