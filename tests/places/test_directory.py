"""The member directory: who finds whom, by what, in pages by name, at the same cost however many there are."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from cities.places.directory.asking import words_query
from cities.places.directory.reading import ON_A_PAGE
from cities.places.models import DirectoryLine, Membership
from tests.factories import CityFactory, MembershipFactory, OrganisationFactory, PartnerFactory, UserFactory
from tests.places.finding import person

pytestmark = pytest.mark.django_db
DIRECTORY = "/network/people/"


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds")


@pytest.fixture
def glasgow():
    return CityFactory(name="Glasgow", nation="scotland")


@pytest.fixture
def reader(leeds):
    """A member in Leeds, who looks for others and is not listed."""
    return MembershipFactory(city=leeds, user=UserFactory(display_name="Reader", directory="hidden")).user


@pytest.fixture
def client(client: Client, reader) -> Client:
    client.force_login(reader)
    return client


def listed(client: Client, query: str = "") -> list[str]:
    """Return the names on a page of the directory, in their order."""
    return [found.person.display_name for found in client.get(DIRECTORY + query).context["reading"].people]


def test_directory_lists_people_by_name_whatever_case_and_accents(client, leeds, glasgow):
    for name, city in (("bea", leeds), ("Àine", glasgow), ("Cat", leeds)):
        person(name, city)
    assert listed(client) == ["Àine", "bea", "Cat"]


def test_directory_says_what_is_known_of_a_person(client, leeds, glasgow):
    council = PartnerFactory(city=leeds, organisation=OrganisationFactory(name="Homes Trust", kind="housing"))
    ada = person(
        "Ada <b>", leeds, headline="Runs retrofit", offers="Let by lots", interests=["housing"], partner=council
    )
    MembershipFactory(user=ada, city=glasgow, role="adviser")
    page = client.get(DIRECTORY).content.decode()
    assert "Ada &lt;b&gt;" in page
    for words in (
        "Runs retrofit",
        "Let by lots",
        "Homes Trust",
        "Housing",
        "Leeds",
        "Glasgow",
        reverse("person", args=[ada.pk]),
    ):
        assert words in page


def test_directory_shows_a_picture_or_the_letters_of_a_name(client, leeds):
    ada = person("Ada Lovelace", leeds, picture="2026/portrait.webp")
    person("Bea Potter", leeds)
    page = client.get(DIRECTORY).content.decode()
    assert f'src="{ada.picture_url}"' in page
    assert ">BP</span>" in page


@pytest.mark.parametrize(
    ("words", "is_found"),
    [
        ("sian", True),
        ("SIÂN evans", True),
        ("evans sia", True),
        ("retro", True),
        ("retrofit leeds homes", True),
        ("lots", True),
        ("homes trust", True),
        ("o'brien", True),
        ("evans glas", False),
        ("vans", False),
        ("evans zzz", False),
        ("' | !:* & (", False),
        ("\\ '' evans", True),
        ("١٢٣", False),
        ("e" * 500, False),
    ],
)
def test_directory_is_searched_by_words_in_any_order(client, leeds, words, is_found):
    trust = PartnerFactory(city=leeds, organisation=OrganisationFactory(name="Leeds Homes Trust"))
    person("Siân O’Brien-Evans", leeds, headline="Retrofit, mostly", offers="Letting by lots", partner=trust)
    person("Somebody Else", leeds)
    response = client.get(DIRECTORY, {"q": words})
    assert response.status_code == 200
    assert [found.person.display_name for found in response.context["reading"].people] == (
        ["Siân O’Brien-Evans"] if is_found else []
    )


@pytest.mark.parametrize(
    "words",
    ["finance", "procurement and commissioning", "land assets fin", "local media", "glasgow", "energy glasgow ada"],
)
def test_directory_is_searched_by_the_words_of_theme_kind_and_city(client, leeds, glasgow, words):
    press = PartnerFactory(city=glasgow, organisation=OrganisationFactory(name="The Paper", kind="local-media"))
    themes = ["energy", "finance", "procurement-commissioning", "land-and-assets"]
    person("Ada", glasgow, interests=themes, partner=press)
    person("Bea", leeds, interests=["housing"])
    assert listed(client, f"?q={words}") == ["Ada"]


def test_directory_is_searched_through_one_index(glasgow):
    """The words of themes, kinds and cities stand among the others, so that a search reads no second table."""
    person("Ada", glasgow, interests=["finance"])
    lines = DirectoryLine.objects.filter(vector=words_query(["finance"]))
    with connection.cursor() as cursor:
        # Among three rows every other way is cheaper.
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    assert "directory_found_by" in lines.explain()


def test_directory_is_filtered_by_city_kind_theme_and_help(client, leeds, glasgow):
    press = PartnerFactory(city=leeds, organisation=OrganisationFactory(kind="local-media"))
    person("Press", leeds, partner=press)
    person("Energy", glasgow, interests=["energy", "housing"])
    person("Helper", glasgow, offers="Ask me about leases")
    assert listed(client, "?city=glasgow") == ["Energy", "Helper"]
    assert listed(client, "?kind=local-media") == ["Press"]
    assert listed(client, "?theme=energy") == ["Energy"]
    assert listed(client, "?offers=yes") == ["Helper"]
    assert listed(client, "?city=glasgow&theme=energy&q=ene") == ["Energy"]
    assert listed(client, "?city=leeds&theme=energy") == []


def test_directory_names_what_it_does_not_know_and_takes_the_last_of_repeated_values(client, leeds, glasgow):
    person("Here", leeds)
    person("There", glasgow)
    response = client.get(DIRECTORY + "?city=atlantis&theme=%3Cb%3E&city=glasgow&kind=&offers=no")
    assert [found.person.display_name for found in response.context["reading"].people] == ["There"]
    assert response.context["asked"].unknown == ["<b>", "no"]
    assert "&lt;b&gt;" in response.content.decode()


def test_directory_keeps_what_was_asked_in_its_addresses(client, glasgow):
    for number in range(ON_A_PAGE + 1):
        person(f"Kim {number:02}", glasgow)
    reading = client.get(DIRECTORY + "?q=kim&city=glasgow").context["reading"]
    assert reading.next_url.startswith("?q=kim&city=glasgow&after=")
    assert reading.everything_url == DIRECTORY


def test_directory_turns_its_pages_both_ways(client, leeds):
    names = [f"Name {number:02}" for number in range(2 * ON_A_PAGE + 3)]
    for name in reversed(names):
        person(name, leeds)
    pages, address = [], ""
    while address is not None:
        reading = client.get(DIRECTORY + address).context["reading"]
        pages.append([found.person.display_name for found in reading.people])
        last, address = reading, reading.next_url or None
    assert [name for page in pages for name in page] == names
    assert [len(page) for page in pages] == [ON_A_PAGE, ON_A_PAGE, 3]
    assert listed(client, last.previous_url) == pages[1]
    second = client.get(DIRECTORY + last.previous_url).context["reading"]
    assert listed(client, second.previous_url) == pages[0]
    assert client.get(DIRECTORY + second.previous_url).context["reading"].previous_url == ""
    assert listed(client, second.next_url) == pages[2]


def test_directory_parts_people_of_one_name(client, leeds):
    for _ in range(ON_A_PAGE + 5):
        person("Same Name", leeds)
    first = client.get(DIRECTORY).context["reading"]
    second = client.get(DIRECTORY + first.next_url).context["reading"]
    keys = [found.person.pk for found in [*first.people, *second.people]]
    assert len(set(keys)) == ON_A_PAGE + 5


@pytest.mark.parametrize(
    "place", ["after=0", "after=x", "before=-1", "after=99999999999999999999", "after=", "after=²"]
)
def test_directory_begins_anew_from_a_place_that_is_none(client, leeds, place):
    person("Ada", leeds)
    assert listed(client, f"?{place}") == ["Ada"]


def test_directory_gives_no_place_to_a_hidden_person(client, leeds):
    """Otherwise a page that begins after them would tell how their name sorts."""
    person("Ada", leeds)
    hidden = person("Bob", leeds, directory="hidden")
    person("Cat", leeds)
    assert listed(client, f"?after={hidden.pk}") == ["Ada", "Cat"]


def test_directory_counts_to_a_thousand(client, leeds, monkeypatch):
    monkeypatch.setattr("cities.places.directory.reading.COUNTED", 2)
    for number in range(2):
        person(f"Person {number}", leeds)
    assert "2 people" in client.get(DIRECTORY).content.decode()
    person("One more", leeds)
    assert "Over 1,000 people" in client.get(DIRECTORY).content.decode()


@pytest.mark.parametrize(("query", "words"), [("", "Nobody is listed yet"), ("?q=zeppelin", "Nobody fits all of that")])
def test_directory_without_anybody_says_what_to_do(client, query, words):
    assert words in client.get(DIRECTORY + query).content.decode()


def test_directory_heeds_who_may_find_whom(client, leeds, glasgow):
    person("Everyone", glasgow)
    person("Neighbour", leeds, directory="city")
    person("Elsewhere", glasgow, directory="city")
    person("Hidden", leeds, directory="hidden")
    person("Left", leeds, is_active=False)
    UserFactory(display_name="No network")
    assert listed(client) == ["Everyone", "Neighbour"]


def test_directory_never_lists_the_hidden_not_even_for_a_coordinator(client, reader, leeds):
    person("Hidden", leeds, directory="hidden")
    Membership.objects.filter(user=reader).update(role="coordinator")
    assert listed(client) == []


def test_directory_asks_the_memberships_even_where_a_line_is_stale(client, leeds):
    ada = person("Ada", leeds)
    type(ada).objects.filter(pk=ada.pk).update(directory="hidden")
    assert DirectoryLine.objects.filter(user=ada).exists()
    assert listed(client) == []


def test_directory_sends_the_stranger_to_sign_in():
    response = Client().get(DIRECTORY + "?q=ada")
    assert response.status_code == 302
    assert response["Location"] == "/accounts/login/?next=/network/people/%3Fq%3Dada"


@pytest.mark.parametrize("address", [DIRECTORY, f"{DIRECTORY}1/"])
def test_directory_tells_who_has_no_network_how_to_join(address):
    client = Client()
    client.force_login(UserFactory())
    response = client.get(address)
    assert response.status_code == 403
    assert "ask to join" in response.content.decode()
    assert 'href="/cities/"' in response.content.decode()


def test_directory_opens_to_a_moderator(glasgow):
    person("Everyone", glasgow)
    person("Elsewhere", glasgow, directory="city")
    client = Client()
    client.force_login(UserFactory(groups=["Moderators"]))
    assert listed(client) == ["Everyone"]


def test_directory_is_not_kept_by_browsers_or_caches(client):
    assert "no-store" in client.get(DIRECTORY)["Cache-Control"]


@pytest.mark.parametrize("count", [3, 30])
def test_directory_costs_the_same_for_few_and_many(client, leeds, glasgow, count, django_assert_num_queries):
    partner = PartnerFactory(city=glasgow)
    for number in range(count):
        user = person(f"Person {number}", glasgow, partner=partner)
        MembershipFactory(user=user, city=leeds)
    client.get(DIRECTORY)
    for query in ("", "?q=glasgow+person"):
        with django_assert_num_queries(6):
            assert len(listed(client, query)) == min(count, ON_A_PAGE)


# --- One person -------------------------------------------------------------------------------


def test_person_shows_facts_and_networks(client, leeds, glasgow):
    ada = person(
        "Ada", glasgow, headline="Energy lead", offers="Heat networks", interests=["energy"], nation="scotland"
    )
    MembershipFactory(user=ada, city=leeds, role="adviser")
    page = client.get(f"{DIRECTORY}{ada.pk}/").content.decode()
    for words in ("Ada", "Energy lead", "Heat networks", "Energy", "Scotland", "Glasgow", "Leeds", "Adviser"):
        assert words in page


@pytest.mark.parametrize("directory", ["city", "hidden"])
def test_person_who_lets_nobody_here_find_them_is_not_there(client, glasgow, directory):
    assert client.get(f"{DIRECTORY}{person('Ada', glasgow, directory=directory).pk}/").status_code == 404


def test_person_without_a_network_is_not_there(client):
    assert client.get(f"{DIRECTORY}{UserFactory().pk}/").status_code == 404
    assert client.get(f"{DIRECTORY}99999999999999999999/").status_code == 404


def test_person_reads_who_finds_them(client, reader):
    page = client.get(f"{DIRECTORY}{reader.pk}/").content.decode()
    assert "This is you" in page
    assert "Nobody" in page


def test_picture_is_for_whom_the_directory_opens(client, leeds, glasgow):
    from portal.accounts.visibility import can_see_person

    reader = Membership.objects.get(city=leeds).user
    assert can_see_person(reader, person("Near", leeds, directory="city"))
    assert can_see_person(reader, person("All", glasgow))
    assert not can_see_person(reader, person("Far", glasgow, directory="city"))
    assert not can_see_person(UserFactory(), person("Other", glasgow))
