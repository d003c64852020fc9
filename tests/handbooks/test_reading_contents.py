"""Contents, filters, precedents, glossary, A to Z, feeds and citations."""

from __future__ import annotations

import json
import re
from datetime import timedelta
from xml.etree import ElementTree

import pytest

from handbooks.models import PrecedentPage
from handbooks.reading.addresses import address_of
from handbooks.reading.terms import Marker, Term
from portal.words.audiences import Audience
from portal.words.nations import Nation
from portal.words.themes import Theme
from tests.factories import (
    CityFactory,
    EntryPageFactory,
    EquivalentGroupFactory,
    GlossaryTermFactory,
    PrecedentPageFactory,
    TaskFactory,
)
from tests.factories.handbooks import published
from tests.handbooks.test_reading_entry import quick

pytestmark = pytest.mark.django_db
LOCAL = "/handbooks/local-government/"


def body(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def test_contents_list_each_entry_under_its_theme(client):
    housing, energy = EntryPageFactory(theme=Theme.HOUSING), EntryPageFactory(theme=Theme.ENERGY)
    page = body(client.get(LOCAL)).split("<main")[1]
    assert page.index(housing.title) < page.index('id="energy"') < page.index(energy.title)


def test_nation_filter_keeps_what_applies_and_counts_what_it_leaves_out(client):
    EntryPageFactory(title="English only")
    EntryPageFactory(title="Scottish only", nations=["scotland"])
    page = body(client.get(LOCAL, {"nation": "scotland"}))
    assert "Scottish only" in page
    assert "English only" not in page
    assert "Show also the one that does not apply in Scotland" in page


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ({"kind": "duty"}, {"A duty"}),
        ({"body": "charity"}, {"For charities", "For anyone"}),
        ({"kind": "power", "body": "charity"}, {"For charities", "For anyone"}),
        ({"kind": "nonsense"}, {"A duty", "For charities", "For anyone"}),
    ],
)
def test_filters_combine(client, query, shown):
    EntryPageFactory(title="A duty", kind="duty", usable_by=["unitary-council"])
    EntryPageFactory(title="For charities", usable_by=["charity"])
    EntryPageFactory(title="For anyone", usable_by=["anyone"])
    page = body(client.get(LOCAL, query))
    assert {title for title in ("A duty", "For charities", "For anyone") if title in page} == shown


def test_filter_counts_what_each_choice_would_leave(client):
    EntryPageFactory(nations=["scotland"], kind="duty")
    EntryPageFactory(nations=["scotland"], kind="power")
    EntryPageFactory(nations=["england"], kind="power")
    page = body(client.get(LOCAL, {"nation": "scotland"}))
    kinds = page.split('id="filter-kind"')[1].split("</select>")[0]
    assert re.search(r"Power\s*\(1\)", kinds)
    assert re.search(r"Duty\s*\(1\)", kinds)


def test_theme_filter_keeps_one_theme(client):
    EntryPageFactory(title="A housing power", theme=Theme.HOUSING)
    EntryPageFactory(title="An energy power", theme=Theme.ENERGY)
    page = body(client.get(LOCAL, {"theme": "energy"}))
    assert "An energy power" in page
    assert "A housing power" not in page


def test_nothing_left_offers_the_way_back(client):
    EntryPageFactory()
    page = body(client.get(LOCAL, {"nation": "wales", "kind": "duty"}))
    assert "No entry fits all of that" in page
    assert f'href="{LOCAL}"' in page


@pytest.mark.parametrize("query", ["?nation=a&nation=b", "?kind=" + "x" * 3000, "?nation=%FF%FE", "?body=<script>"])
def test_broken_filter_values_never_break_the_page(client, query):
    EntryPageFactory()
    response = client.get(LOCAL + query)
    assert response.status_code in (200, 400)
    assert b'<script>"' not in response.content


@pytest.mark.parametrize("count", [3, 30])
def test_contents_take_a_constant_number_of_queries(client, django_assert_max_num_queries, count):
    first = EntryPageFactory()
    for entry in quick(first, count):
        TaskFactory(theme=first.get_parent().specific, entries=[entry])
    with django_assert_max_num_queries(8):
        client.get(LOCAL + "?x=1")


def test_theme_shows_tasks_and_summaries(client):
    entry = EntryPageFactory(summary="Bring homes back.")
    TaskFactory(text="I want to bring homes back.", entries=[entry])
    page = body(client.get(address_of(entry.get_parent())))
    assert "I want to bring homes back." in page
    assert "Bring homes back." in page


def test_task_offers_a_reader_in_one_nation_what_applies_there(client):
    english, scottish = EntryPageFactory(), EntryPageFactory(nations=["scotland"])
    TaskFactory(text="I want to do both.", entries=[english, scottish])
    tasks = body(client.get(LOCAL, {"nation": "scotland"})).split('id="tasks"')[1]
    assert scottish.title in tasks
    assert english.title not in tasks


def test_precedents_filter_by_city_theme_and_outcome(client):
    city = CityFactory(name="Leeds", slug="leeds")
    PrecedentPageFactory(title="In Leeds", city=city)
    PrecedentPageFactory(title="It failed", is_cautionary=True)
    page = body(client.get("/handbooks/precedents/", {"city": "leeds"}))
    assert "In Leeds" in page
    assert "It failed" not in page
    page = body(client.get("/handbooks/precedents/", {"outcome": "cautionary"}))
    assert "It failed" in page
    assert "In Leeds" not in page


def test_precedent_lists_entries_of_both_handbooks_and_links_back(client):
    council, community = EntryPageFactory(), EntryPageFactory(audience=Audience.CIVIL_SOCIETY)
    later = EntryPageFactory(title="A later tool")
    precedent = PrecedentPageFactory(used=[council, community], related=[later])
    page = body(client.get(address_of(precedent)))
    used = page.split('id="used"')[1]
    assert (
        used.index(council.title)
        < used.index(community.title)
        < used.index("Related entries")
        < used.index("A later tool")
    )
    assert address_of(precedent) in body(client.get(address_of(community)))


def test_precedents_like_one_are_of_its_nation_first_then_of_its_themes_then_of_its_city(client):
    city = CityFactory(name="Leeds", slug="leeds")
    shared = {"themes": ["housing", "energy"]}
    PrecedentPageFactory(title="Scottish", place="Perth", nation="scotland", **shared)
    PrecedentPageFactory(title="One theme", place="York", themes=["housing"])
    PrecedentPageFactory(title="Both themes", place="Hull", **shared)
    PrecedentPageFactory(title="Same city", place="Leeds", city=city, **shared)
    PrecedentPageFactory(title="No theme", place="Leeds", city=city, themes=["finance"])
    page = body(client.get(address_of(PrecedentPageFactory(title="This", city=city, **shared))))
    like = page.split("Like this one")[1].split("</ul>")[0]
    places = [like.index(title) for title in ("Same city", "Both themes", "One theme", "Scottish")]
    assert places == sorted(places)
    assert "Perth, Scotland" in like
    assert "No theme" not in like


def test_held_precedent_is_in_no_list(client):
    PrecedentPageFactory(title="Not checked", is_held=True, live=False)
    assert PrecedentPage.objects.count() == 1
    for address in ("/handbooks/precedents/", "/handbooks/a-z/", "/", "/handbooks/feed/", "/sitemap.xml"):
        assert b"Not checked" not in client.get(address).content


def test_glossary_and_alphabet_stand_under_their_letters(client):
    GlossaryTermFactory(term="Élan", slug="elan")
    EntryPageFactory(title="Zoning")
    page = body(client.get("/handbooks/glossary/"))
    assert page.split('id="letter-e"')[1].count("Élan") >= 1
    page = body(client.get("/handbooks/a-z/"))
    assert "Zoning" in page.split('id="letter-z"')[1]


def test_number_leads_to_its_page(client):
    entry, precedent = EntryPageFactory(), PrecedentPageFactory()
    assert client.get("/lg/1.1/").url == address_of(entry)
    assert client.get("/lg/1.1/?nation=wales").url == address_of(entry) + "?nation=wales"
    assert client.get("/p/1/").url == address_of(precedent)
    assert client.get("/lg/9.9/").status_code == 404
    assert client.get("/lg/999999999999.1/").status_code == 404


def test_citation_files(client):
    entry = EntryPageFactory(title="Land & homes 100%")
    bib = client.get(f"/cite/{entry.pk}.bib").content.decode()
    assert r"Land \& homes 100\%" in bib
    ris = client.get(f"/cite/{entry.pk}.ris").content.decode()
    assert ris.startswith("TY  - CHAP\r\n")
    assert ris.endswith("ER  - \r\n")
    assert client.get(f"/cite/{EntryPageFactory(live=False).pk}.bib").status_code == 404


def test_feed_is_valid_atom_with_what_changed(client):
    entry = EntryPageFactory(title="Fed power")
    feed = ElementTree.fromstring(client.get("/handbooks/local-government/feed/").content)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    assert [item.find(f"{atom}title").text for item in entries] == [f"{entry.number} Fed power"]
    assert client.get("/handbooks/nothing/feed/").status_code == 404


def test_json_ld_survives_a_hostile_title(client):
    entry = EntryPageFactory(title="</script><script>alert(1)", slug="hostile")
    page = body(client.get(address_of(entry)))
    data = json.loads(re.search(r'<script type="application/ld\+json">(.*?)</script>', page, re.S)[1])
    assert data["@graph"][0]["headline"] == entry.title


def test_sitemap_lists_live_pages_only(client):
    live, draft = EntryPageFactory(), EntryPageFactory(live=False)
    sitemap = client.get("/sitemap.xml").content.decode()
    assert address_of(live) in sitemap
    assert address_of(draft) not in sitemap


def test_longest_form_of_a_term_wins():
    terms = [
        Term(slug=slug, title=slug, meaning="m", forms=(form,), audiences=())
        for slug, form in (("value", "value"), ("social-value", "social value"))
    ]
    marked = Marker(terms).text("The social value & <value> of it")
    assert marked.index('popovertarget="term-social-value"') < marked.index('popovertarget="term-value"')
    assert "&amp;" in marked
    assert "&lt;" in marked


def test_what_a_nation_leaves_out_is_counted_beside_the_other_choices(client):
    EntryPageFactory(title="English power", theme=Theme.ENERGY, kind="power")
    EntryPageFactory(title="English duty", theme=Theme.ENERGY, kind="duty")
    EntryPageFactory(title="English homes", theme=Theme.HOUSING, kind="power")
    page = body(client.get(LOCAL, {"nation": "wales", "theme": "energy", "kind": "power"}))
    assert "Show also the one that does not apply in Wales" in page
    assert page.count("Show everything") == 1
    assert "/search/?handbook=local-government&amp;nation=wales" in page


def test_tasks_below_contents_heed_the_chosen_theme(client):
    homes, power = EntryPageFactory(theme=Theme.HOUSING), EntryPageFactory(theme=Theme.ENERGY)
    for entry, text in ((homes, "I want to mend homes."), (power, "I want to make power.")):
        TaskFactory(text=text, theme=entry.get_parent().specific, entries=[entry])
    page = body(client.get(LOCAL, {"theme": "energy"}))
    assert "I want to make power." in page
    assert "I want to mend homes." not in page


def tasks_in(client, nation: str) -> str:
    page = body(client.get(LOCAL, {"nation": nation}))
    return page.split('id="tasks"')[1] if 'id="tasks"' in page else ""


def test_task_leads_to_what_does_the_work_of_its_main_entry_in_the_nation(client):
    main, fund = EntryPageFactory(title="English right"), EntryPageFactory(title="A fund", nations=Nation.values)
    scottish = EntryPageFactory(title="Scottish right", nations=["scotland"])
    EquivalentGroupFactory(entries=[main, scottish])
    TaskFactory(text="I want to keep a pub.", entries=[main, fund])

    tasks = tasks_in(client, "scotland")
    assert tasks.index("Scottish right") < tasks.index("A fund")
    assert "English right" not in tasks
    assert "No direct entry" not in tasks


def test_task_without_a_direct_entry_in_the_nation_says_so(client):
    main, fund = EntryPageFactory(title="English right"), EntryPageFactory(title="A fund", nations=Nation.values)
    TaskFactory(text="I want to keep a pub.", entries=[main, fund])
    TaskFactory(text="I want to keep a shop.", entries=[main])

    tasks = tasks_in(client, "wales")
    assert tasks.index("No direct entry in Wales") < tasks.index("A fund")
    assert "keep a shop" not in tasks
    assert "No direct entry" not in tasks_in(client, "england")


def test_task_that_names_a_nation_is_for_that_nation(client):
    english, scottish = EntryPageFactory(), EntryPageFactory(nations=["scotland"])
    EquivalentGroupFactory(entries=[english, scottish])
    TaskFactory(text="I want to buy land in Scotland.", entries=[scottish])

    assert "buy land in Scotland" not in tasks_in(client, "england")
    assert "buy land in Scotland" in tasks_in(client, "scotland")


@pytest.mark.parametrize("count", [3, 30])
def test_contents_of_a_nation_take_a_constant_number_of_queries(client, django_assert_max_num_queries, count):
    first, scottish = EntryPageFactory(), EntryPageFactory(nations=["scotland"])
    EquivalentGroupFactory(entries=[first, scottish])
    for entry in quick(first, count):
        TaskFactory(theme=first.get_parent().specific, entries=[first, entry])
    with django_assert_max_num_queries(9):
        client.get(LOCAL + "?nation=scotland&kind=power")


def test_a_to_z_says_of_each_title_that_is_not_for_the_nation_where_it_is(client):
    EntryPageFactory(title="English power")
    EntryPageFactory(title="Scottish power", nations=["scotland"])
    PrecedentPageFactory(title="English mill")
    rows = body(client.get("/handbooks/a-z/", {"nation": "scotland"})).split("<li>")
    said = {title: next(row for row in rows if title in row) for title in ("English power", "Scottish power")}
    assert "Not Scotland: England" in said["English power"]
    assert "Not Scotland" not in said["Scottish power"]
    assert "Sheffield, England" in next(row for row in rows if "English mill" in row)
    assert "Not Scotland" not in body(client.get("/handbooks/a-z/"))


def test_changes_stand_under_their_day_with_number_and_words(client):
    entry = EntryPageFactory(title="Changed power", summary="It lets a council act.")
    old = entry.change_notes.get()
    old.published_at -= timedelta(days=3)
    old.save()
    entry.change_note = "The fee rose."
    published(entry)

    page = body(client.get("/handbooks/changes/")).split("<main")[1]
    now, before = re.split(r"<h2[^>]*id=\"day-", page)[1:3]
    assert "The fee rose." in now
    assert "It lets a council act." in before
    assert entry.number in now
    assert "/handbooks/feed/" in page


def test_changes_of_a_nation_keep_it(client):
    EntryPageFactory(title="English power")
    EntryPageFactory(title="Scottish power", nations=["scotland"])
    page = body(client.get("/handbooks/changes/", {"nation": "scotland"})).split("<main")[1]
    assert "English power" not in page
    assert "scottish-power/?nation=scotland" in page


@pytest.mark.parametrize("count", [3, 30])
def test_changes_take_a_constant_number_of_queries(client, django_assert_max_num_queries, count):
    EntryPageFactory.create_batch(count)
    with django_assert_max_num_queries(6):
        client.get("/handbooks/changes/?page=1")


def test_feed_says_of_a_new_page_what_it_is_about(client):
    EntryPageFactory(summary="It lets a council act.")
    PrecedentPageFactory(summary="A mill was saved.")
    feed = client.get("/handbooks/feed/").content.decode()
    assert "It lets a council act." in feed
    assert "A mill was saved." in feed
    assert "New precedent." not in feed


def test_footer_and_home_lead_to_the_page_of_changes(client):
    page = body(client.get("/"))
    assert page.count('href="/handbooks/changes/"') == 2
    assert "/handbooks/feed/" not in page.split("<body")[1]
