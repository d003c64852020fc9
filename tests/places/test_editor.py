"""Cities and organisations at /editor/: who may change what, and merging with a look before."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from cities.places.models import City, Membership, Organisation
from tests.factories import (
    CityFactory,
    InvitationFactory,
    MembershipFactory,
    OrganisationFactory,
    PartnerFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ORGANISATIONS, CITIES = "wagtailsnippets_places_organisation", "wagtailsnippets_places_city"
ADD, LIST = f"{ORGANISATIONS}:add", f"{ORGANISATIONS}:list"


def signed_in(*groups: str) -> Client:
    client = Client()
    client.force_login(UserFactory(groups=groups))
    return client


@pytest.fixture
def reviewer() -> Client:
    return signed_in("Reviewers")


def sent(**changes: object) -> dict[str, object]:
    return {"name": "Homes Trust", "kind": "housing", "website": "https://t.example.org/", "note": "", **changes}


def test_editor_records_an_organisation(reviewer):
    leeds = CityFactory(name="Leeds")
    assert reviewer.post(reverse(ADD), sent(cities=[leeds.pk])).status_code == 302
    made = Organisation.objects.get()
    assert (made.slug, made.kind, list(made.cities.all())) == ("homes-trust", "housing", [leeds])


def test_editor_keeps_the_slug_when_the_name_changes(reviewer):
    trust = OrganisationFactory(name="Old Trust")
    reviewer.post(reverse(f"{ORGANISATIONS}:edit", args=[trust.pk]), sent(name="New Trust"))
    trust.refresh_from_db()
    assert (trust.name, trust.slug) == ("New Trust", "old-trust")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "known  TRUST"}, "is recorded"),
        ({"name": ""}, "Fill this in."),
        ({"kind": "circus"}, "not one of the choices"),
        ({"website": "javascript:alert(1)"}, "valid URL"),
        ({"note": "a" * 301}, "300"),
    ],
)
def test_editor_says_what_is_wrong(reviewer, changes, words):
    OrganisationFactory(name="Known Trust")
    response = reviewer.post(reverse(ADD), sent(**changes))
    assert response.status_code == 200
    assert words in response.content.decode()
    assert Organisation.objects.count() == 1


def test_editor_finds_organisations_by_words_and_kind(reviewer):
    OrganisationFactory(name="Homes Trust", kind="housing")
    OrganisationFactory(name="Trust College", kind="college")
    assert "Trust College" not in reviewer.get(reverse(LIST), {"kind": "housing"}).content.decode()
    assert "Homes Trust" not in reviewer.get(reverse(LIST), {"q": "college"}).content.decode()


def test_editor_reads_networks_and_no_names_of_members(reviewer):
    leeds = CityFactory(name="Leeds")
    seat = PartnerFactory(city=leeds, seat="chairs housing")
    MembershipFactory(city=leeds, partner=seat, user=UserFactory(display_name="Ada Secret"))
    for page in (
        reviewer.get(reverse(f"{ORGANISATIONS}:edit", args=[seat.organisation_id])).content.decode(),
        reviewer.get(reverse(f"{CITIES}:edit", args=[leeds.pk])).content.decode(),
    ):
        assert "chairs housing" in page
        assert "Ada Secret" not in page
    assert "Ada Secret" in signed_in("Administrators").get(reverse(f"{CITIES}:edit", args=[leeds.pk])).content.decode()


def test_editor_does_not_delete_a_partner(reviewer):
    seat = PartnerFactory()
    single, at_once = reverse(f"{ORGANISATIONS}:delete", args=[seat.organisation_id]), several(seat.organisation)
    for client, url in ((reviewer, single), (signed_in("Administrators"), at_once)):
        for ask in (client.get, client.post):
            assert "Merge it into another" in ask(url, follow=True).content.decode()
    reviewer.post(at_once)
    assert Organisation.objects.exists()


def several(*things: City | Organisation) -> str:
    """Return the address at which several things of one kind are deleted at once."""
    kind, keys = things[0]._meta.model_name, "&".join(f"id={thing.pk}" for thing in things)
    return f"/editor/bulk/places/{kind}/delete/?{keys}"


def test_editor_deletes_what_nothing_refers_to(reviewer):
    trust = OrganisationFactory(cities=[CityFactory()])
    reviewer.post(reverse(f"{ORGANISATIONS}:delete", args=[trust.pk]))
    assert not Organisation.objects.exists()


@pytest.mark.parametrize(
    ("group", "edits", "deletes", "merges"),
    [
        ("Administrators", True, True, True),
        ("Reviewers", True, True, True),
        ("Writers", True, False, False),
        ("Moderators", False, False, False),
    ],
)
def test_organisations_are_for_editors(group, edits, deletes, merges):
    client, trust = signed_in(group), OrganisationFactory()
    answers = {name: client.get(reverse(f"{ORGANISATIONS}:{name}", args=[trust.pk])) for name in ("edit", "delete")}
    answers["merge"] = client.get(reverse("organisation_merge", args=[trust.pk]))
    assert [answers[name].status_code == 200 for name in ("edit", "delete", "merge")] == [edits, deletes, merges]
    menu = client.get("/editor/").content.decode()
    assert (reverse(LIST) in menu) == edits


@pytest.mark.parametrize(("group", "shown"), [("Reviewers", True), ("Administrators", True), ("Writers", False)])
def test_way_to_merging_stands_in_the_list_and_the_header(group, shown):
    client, trust = signed_in(group), OrganisationFactory(name="Homes Trust")
    way = f'href="{reverse("organisation_merge", args=[trust.pk])}"'
    listed = client.get(reverse(LIST)).content.decode()
    assert (way in listed) == shown
    assert ('aria-label="Merge with another: Homes Trust"' in listed) == shown
    header = client.get(reverse(f"{ORGANISATIONS}:edit", args=[trust.pk])).content.decode().partition("</header>")[0]
    assert (way in header and "Merge with another" in header) == shown


def test_organisations_are_closed_to_members():
    client = Client()
    client.force_login(MembershipFactory(role="coordinator").user)
    for url in (reverse(LIST), reverse("organisation_merge", args=[OrganisationFactory().pk])):
        assert client.get(url).status_code in (302, 403)


# --- Merging ----------------------------------------------------------------------------------


def test_merging_shows_before_and_after_and_then_asks(reviewer):
    leeds = CityFactory(name="Leeds")
    old, new = OrganisationFactory(name="Trust <b>", note="Theirs"), OrganisationFactory(name="The Trust")
    seat = PartnerFactory(organisation=old, city=leeds)
    MembershipFactory(city=leeds, partner=seat)
    InvitationFactory(city=leeds, partner=seat)
    url = reverse("organisation_merge", args=[old.pk])

    assert "Merge the two" not in reviewer.get(url).content.decode()
    told = reviewer.get(url, {"into": new.pk}).content.decode()
    for words in ("Network of Leeds", "1 membership", "1 invitation", "Theirs", "cannot be undone", "Trust &lt;b&gt;"):
        assert words in told
    assert Organisation.objects.count() == 2

    response = reviewer.post(url, {"into": new.pk})
    assert response["Location"] == reverse(f"{ORGANISATIONS}:edit", args=[new.pk])
    assert Membership.objects.get().partner.organisation == new
    history = reviewer.get(reverse(f"{ORGANISATIONS}:history", args=[new.pk])).content.decode()
    assert "was merged into it" in history


@pytest.mark.parametrize("into", ["", "x", "0", "itself", "99999999999999999999"])
def test_merging_into_nothing_is_told(reviewer, into):
    old = OrganisationFactory()
    url = reverse("organisation_merge", args=[old.pk])
    response = reviewer.post(url, {"into": old.pk if into == "itself" else into})
    assert response.status_code == 200
    assert response.context["form"].errors["into"]
    assert Organisation.objects.count() == 1


def test_merging_twice_is_told(reviewer):
    old, new = OrganisationFactory(), OrganisationFactory()
    url = reverse("organisation_merge", args=[old.pk])
    assert reviewer.post(url, {"into": new.pk}).status_code == 302
    assert reviewer.post(url, {"into": new.pk}).status_code == 404


# --- Cities -----------------------------------------------------------------------------------


def city_form(city: City, **changes: object) -> dict[str, object]:
    names = ("name", "nation", "council", "latitude", "longitude")
    rows = {"facts-TOTAL_FORMS": 0, "facts-INITIAL_FORMS": 0, "facts-MIN_NUM_FORMS": 0, "facts-MAX_NUM_FORMS": 1000}
    return {**{name: getattr(city, name) for name in names}, **rows, **changes}


def test_city_is_changed_with_its_facts(reviewer):
    leeds = CityFactory(name="Leeds")
    fact = {"facts-TOTAL_FORMS": 1, "facts-0-name": "Population", "facts-0-value": "812000", "facts-0-year": 2021}
    more = {"facts-0-source": "Census", "facts-0-certainty": "high", "facts-0-ORDER": 1}
    data = city_form(leeds, profile="New words", is_focus="on", focus_note="an example", **fact, **more)
    assert reviewer.post(reverse(f"{CITIES}:edit", args=[leeds.pk]), data).status_code == 302
    leeds = City.objects.get(pk=leeds.pk)
    assert (leeds.profile, leeds.is_focus, leeds.focus_note) == ("New words", True, "an example")
    assert [(fact.name, fact.number) for fact in leeds.facts.all()] == [("Population", "812,000")]


def test_city_keeps_its_fact_once_per_year(reviewer):
    leeds = CityFactory(name="Leeds")
    facts = {"facts-TOTAL_FORMS": 2}
    for row in (0, 1):
        told = {"name": "Population", "value": row, "year": 2021, "source": "Census", "certainty": "high"}
        facts |= {f"facts-{row}-{name}": value for name, value in told.items()}
    response = reviewer.post(reverse(f"{CITIES}:edit", args=[leeds.pk]), city_form(leeds, **facts))
    assert response.status_code == 200
    assert not leeds.facts.exists()


@pytest.mark.parametrize("group", ["Administrators", "Reviewers", "Writers"])
def test_city_is_never_added_or_deleted(group):
    client, leeds = signed_in(group), CityFactory(name="Leeds")
    assert client.get(reverse(f"{CITIES}:list")).status_code == 200
    for url in (reverse(f"{CITIES}:add"), reverse(f"{CITIES}:delete", args=[leeds.pk]), several(leeds)):
        client.get(url)
        client.post(url)
    assert City.objects.filter(pk=leeds.pk).exists()


def test_city_is_read_and_not_changed_by_a_writer():
    client, leeds = signed_in("Writers"), CityFactory(name="Leeds")
    client.post(reverse(f"{CITIES}:edit", args=[leeds.pk]), city_form(leeds, profile="Mine"))
    leeds.refresh_from_db()
    assert leeds.profile == ""
