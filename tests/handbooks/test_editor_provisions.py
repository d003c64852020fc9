"""Recording a provision: any address of it is enough where its Act is known already."""

from __future__ import annotations

from typing import Any

import pytest
from django.urls import reverse

from handbooks.editor.identifiers import act_of, identifier, section_words
from handbooks.models import Provision
from tests.factories import ProvisionFactory
from tests.handbooks.editing import person, signed_in

SECTION = "https://www.legislation.gov.uk/id/ukpga/2011/20/section/1"
FORMS = [
    "https://www.legislation.gov.uk/ukpga/2011/20/section/1",
    "https://www.legislation.gov.uk/id/ukpga/2011/20/section/1",
    "http://www.legislation.gov.uk/ukpga/2011/20/section/1/enacted",
    "https://www.legislation.gov.uk/ukpga/2011/20/section/1/",
    "legislation.gov.uk/ukpga/2011/20/section/1#section-1-2",
    "https://legislation.gov.uk/ukpga/2011/20/section/1?view=plain&timeline=true",
    "  https://www.legislation.gov.uk/ukpga/2011/20/section/1/2012-04-04/data.htm  ",
    "https://www.legislation.gov.uk/ukpga/2011/20/section/1/england+wales",
    "HTTPS://WWW.LEGISLATION.GOV.UK/UKPGA/2011/20/section/1",
]
PLACES = {
    "ukpga/2011/20": "",
    "ukpga/2011/20/section/1": "section 1",
    "ukpga/2014/14/section/2/2/a/iii": "section 2(2)(a)(iii)",
    "ukpga/2023/54/schedule/2/paragraph/3": "Schedule 2, paragraph 3",
    "ukpga/1998/41/part/I/chapter/II": "Part I, Chapter II",
    "ukpga/Eliz2/9-10/33/section/14A": "section 14A",
    "uksi/2010/948/regulation/59E": "regulation 59E",
}


@pytest.mark.parametrize("address", FORMS)
def test_address_leads_to_its_identifier(address):
    assert identifier(address) == SECTION


@pytest.mark.parametrize(("path", "words"), PLACES.items())
def test_place_in_an_act_is_said_as_it_is_cited(path, words):
    assert section_words(f"https://www.legislation.gov.uk/id/{path}") == words


def test_act_of_a_regnal_year():
    act = "https://www.legislation.gov.uk/id/ukpga/Eliz2/9-10/33"
    assert (act_of(f"{act}/section/14A"), act_of("https://example.org/")) == (act, "")


@pytest.fixture
def writer(db: None, tree: Any) -> Any:
    return signed_in(person("Writers"))


def record(client: Any, url: str, **words: str) -> Any:
    """Record a provision in the list of provisions."""
    return client.post(reverse("wagtailsnippets_handbooks_provision:add"), {**EMPTY, **words, "url": url})


def record_in_chooser(client: Any, url: str, **words: str) -> Any:
    chooser = reverse("wagtailsnippetchoosers_handbooks_provision:create")
    return client.post(chooser, {**EMPTY, **words, "url": url}).json()


EMPTY = {"citation": "", "statute": "", "section": ""}
PASTED = "https://www.legislation.gov.uk/ukpga/2011/20/schedule/2/paragraph/3/enacted"


def test_pasted_address_says_the_rest_where_the_act_is_known(writer):
    ProvisionFactory(statute="Localism Act 2011", url=SECTION)
    ProvisionFactory(statute="Another Act 2011", url="https://www.legislation.gov.uk/id/ukpga/2011/2/section/1")

    assert record(writer, PASTED).status_code == 302
    made = Provision.objects.get(url__endswith="/id/ukpga/2011/20/schedule/2/paragraph/3")
    assert (made.statute, made.section) == ("Localism Act 2011", "Schedule 2, paragraph 3")
    assert made.citation == "Localism Act 2011, Schedule 2, paragraph 3"


def test_what_was_typed_is_kept(writer):
    ProvisionFactory(statute="Localism Act 2011", url=SECTION)
    record(writer, PASTED, citation="Localism Act 2011, Sch 2", section="Sch 2")

    made = Provision.objects.get(url__contains="schedule")
    assert (made.citation, made.section, made.statute) == ("Localism Act 2011, Sch 2", "Sch 2", "Localism Act 2011")


def test_title_of_an_unknown_act_is_asked_for(writer):
    response = record(writer, PASTED, section="Sch 2")
    form = response.context["form"]

    assert list(form.errors) == ["statute"]
    assert "type its title" in response.content.decode()
    assert (form["url"].value(), form["section"].value()) == (PASTED, "Sch 2")
    assert record(writer, PASTED, statute="Localism Act 2011").status_code == 302
    assert Provision.objects.get().citation == "Localism Act 2011, Schedule 2, paragraph 3"


@pytest.mark.parametrize("address", FORMS)
def test_recorded_provision_is_linked_beside_the_address(writer, address):
    there = ProvisionFactory(citation="Localism Act 2011, section 1", url=SECTION)
    response = record(writer, address, statute="Typed Act")

    assert list(response.context["form"].errors) == ["url"]
    edit = reverse("wagtailsnippets_handbooks_provision:edit", args=[there.pk])
    assert f'<a href="{edit}" target="_blank">Localism Act 2011, section 1</a>' in response.content.decode()
    assert "Typed Act" in response.content.decode()


def test_recorded_provision_is_chosen_when_its_address_is_pasted(writer):
    there = ProvisionFactory(url=SECTION)
    answer = record_in_chooser(writer, FORMS[2])

    assert (answer["step"], answer["result"]["id"]) == ("chosen", str(there.pk))
    assert Provision.objects.count() == 1


def test_recorded_provision_is_not_chosen_over_other_words(writer):
    there = ProvisionFactory(url=SECTION)
    answer = record_in_chooser(writer, FORMS[0], citation="A citation of mine")

    assert answer["step"] == "reshow_creation_form"
    assert there.citation in answer["htmlFragment"]
    assert "A citation of mine" in answer["htmlFragment"]


@pytest.mark.parametrize("address", ["https://example.org/", "legislation.gov.uk/ukpga", "no address", ""])
def test_address_of_no_provision_is_refused_beside_the_field(writer, address):
    response = record(writer, address)

    assert list(response.context["form"].errors) == ["url"]
    assert not Provision.objects.exists()


def test_provision_may_keep_its_own_address(writer):
    there = ProvisionFactory(url=SECTION)
    edit = reverse("wagtailsnippets_handbooks_provision:edit", args=[there.pk])

    assert writer.post(edit, {**EMPTY, "url": SECTION, "statute": "Localism Act 2011"}).status_code == 302
    there.refresh_from_db()
    assert there.citation == "Localism Act 2011, section 1"


@pytest.mark.parametrize(
    "address",
    ["http://example.com/not-law", "not an address", "https://www.legislation.gov.uk/ukpga", "https://example.org/id/"],
)
def test_what_is_no_address_of_law_is_called_that(writer, address):
    words = {"citation": "Housing Act 2004", "statute": "Housing Act 2004"}
    shown = (
        record(writer, address, **words).content.decode() + record_in_chooser(writer, address, **words)["htmlFragment"]
    )

    assert shown.count("This is not the address of an Act or a section at legislation.gov.uk") == 2
    assert "Enter a valid URL" not in shown
    assert not Provision.objects.exists()
