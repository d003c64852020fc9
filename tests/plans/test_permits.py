"""An action names the Acts and sections behind the entries that permit it."""

from __future__ import annotations

import pytest

from cities.plans.reading.permits import powers_of
from cities.plans.reading.printed import printed_plan
from cities.plans.reading.text import BasisText
from cities.plans.reading.typeset import data_of
from handbooks.choices import BasisRole
from handbooks.models import LegalBasis
from tests.factories import ActionFactory, EntryPageFactory, ProvisionFactory
from tests.factories.plans import publish

pytestmark = pytest.mark.django_db


def resting(action, *, role=BasisRole.GIVES, section=901, nations=("england",)):
    """Let an action rest on an entry with one provision behind it."""
    url = f"https://www.legislation.gov.uk/id/ukpga/2011/20/section/{section}"
    provision = ProvisionFactory(url=url, citation=f"Localism Act 2011, section {section}")
    entry = EntryPageFactory()
    LegalBasis.objects.create(entry=entry, provision=provision, role=role, nations=list(nations))
    action.bases.create(entry=entry)
    return entry


@pytest.fixture
def action(tree):
    return ActionFactory(objective__plan__city__slug="leeds")


@pytest.mark.parametrize("page", ["actions/{}/", "print/"])
def test_pages_name_what_gives_the_power_and_link_it(client, action, page):
    entry = resting(action)
    resting(action, role=BasisRole.LIMITS, section=904)
    publish(action.plan)
    url = f"/cities/leeds/plan/{page.format(action.pk)}"
    text = client.get(url).content.decode()
    assert (
        '<a href="https://www.legislation.gov.uk/ukpga/2011/20/section/901">Localism Act 2011, section 901</a>' in text
    )
    assert "section 904" not in text
    entry.unpublish()
    assert "/2011/20/section/901" not in client.get(url).content.decode()


@pytest.mark.parametrize("page", ["actions/{}/", "print/"])
def test_act_of_another_nation_is_not_cited_and_that_is_said(client, action, page):
    entry = resting(action, nations=["scotland"])
    url = f"/cities/leeds/plan/{page.format(action.pk)}"
    publish(action.plan)
    said = client.get(url).content.decode()
    assert "section 901" not in said
    LegalBasis.objects.filter(entry=entry).update(nations=["scotland"])
    said = client.get(url).content.decode()
    assert "Not England: Scotland" in said
    assert "Not England: Scotland" in str(data_of(printed_plan(action.plan.city)))
    LegalBasis.objects.filter(entry=entry, provision__citation__endswith="901").update(nations=["scotland", "england"])
    said = client.get(url).content.decode()
    assert "section 901" in said
    assert "Not England" not in said


@pytest.mark.parametrize("page", ["actions/{}/", "print/"])
def test_entry_without_any_act_says_why(client, action, page):
    entry = resting(action)
    entry.no_provision_because = "It is practice, not law."
    entry.save_revision().publish()
    publish(action.plan)
    url = f"/cities/leeds/plan/{page.format(action.pk)}"
    assert "It is practice, not law." not in client.get(url).content.decode()
    LegalBasis.objects.filter(entry=entry).delete()
    assert "It is practice, not law." in client.get(url).content.decode()
    assert "It is practice, not law." in str(data_of(printed_plan(action.plan.city)))


def test_one_query_for_all_entries(action, django_assert_num_queries):
    entries = [resting(action, section=section) for section in (901, 902, 903)]
    bases = [BasisText("entry", entry.pk, "", "", "") for entry in entries]
    with django_assert_num_queries(1):
        found = powers_of(bases)
    assert [found[entry.pk].links[-1].title[-11:] for entry in entries] == ["section 901", "section 902", "section 903"]
    with django_assert_num_queries(0):
        assert not powers_of([BasisText("none_needed", None, "", "", "Why.")])
