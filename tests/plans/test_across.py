"""All cities side by side: what is published, live stages, and a number of queries that stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from cities.plans.choices import Part, Stage, Visibility
from cities.plans.models import Basis
from cities.plans.reading.across import Across
from cities.plans.services import editions, plans
from cities.plans.views.across import scale_to
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    CityFactory,
    EntryPageFactory,
    MembershipFactory,
    ObjectiveFactory,
    PlanFactory,
    PrecedentPageFactory,
    UpdateFactory,
)
from tests.factories.plans import coordinator_of, publish

pytestmark = pytest.mark.django_db

PAGES = ("cities", "plans_progress", "powers_matrix")


def read(client, name, query=""):
    response = client.get(reverse(name) + query)
    assert response.status_code == 200
    return response.content.decode()


def using(city, page, **more):
    """Return an action of a city that rests on a page, not published yet."""
    plan = city.plans.first() or PlanFactory(city=city)
    theme = more.pop("theme", "housing")
    objective = plan.objectives.filter(theme=theme).first() or ObjectiveFactory(plan=plan, theme=theme)
    action = ActionFactory(objective=objective, **more)
    kind = "precedent" if hasattr(page, "what_was_done") else "entry"
    Basis.objects.create(action=action, **{kind: page})
    return action


@pytest.fixture
def leeds():
    return CityFactory(name="Leeds", slug="leeds")


@pytest.fixture
def lease(tree):
    return EntryPageFactory(title="Lease land", nations=["england"])


@pytest.mark.parametrize("name", PAGES)
def test_page_without_any_plan_says_so(client, tree, leeds, name):
    assert "published plan" in read(client, name) or "published yet" in read(client, name)


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("visibility", [Visibility.DRAFT, Visibility.PARTNERS, Visibility.PUBLIC])
def test_working_text_is_on_no_page(client, lease, leeds, name, visibility):
    using(leeds, lease, title="Seen")
    publish(leeds.plans.get())
    using(leeds, lease, title="Not in an edition", visibility=visibility)
    plans.change_plan(leeds.plans.get(), seen=1, title="Title of the working text", by=coordinator_of(leeds).user)
    client.force_login(coordinator_of(leeds).user)
    text = read(client, name)
    assert "Not in an edition" not in text
    assert "2 actions" not in text
    assert "Title of the working text" not in text


def test_matrix_shows_the_live_stage_and_who_to_ask(client, lease, leeds):
    action = using(leeds, lease, title="Lease the mill")
    lead = ActionPartnerFactory(action=action, part=Part.LEAD, accepted=True)
    publish(leeds.plans.get())
    UpdateFactory(action=action, stage=Stage.DONE)
    text = read(client, "powers_matrix")
    assert "Lease land" in text
    assert "Who did this before you" in text
    assert f"led by {lead.partner.organisation.name}" in text
    assert '<span class="st" data-s="done">' in text
    assert "Ask the people of Leeds" not in text
    client.force_login(MembershipFactory().user)
    assert "/network/people/?city=leeds" in read(client, "powers_matrix")


def test_matrix_has_a_table_of_precedents(client, tree, leeds):
    using(leeds, PrecedentPageFactory(title="A mill that lives"))
    publish(leeds.plans.get())
    text = read(client, "powers_matrix")
    assert "Precedents that were followed" in text
    assert "A mill that lives" in text


def test_matrix_leaves_out_a_page_that_was_unpublished(client, lease, leeds):
    using(leeds, lease)
    publish(leeds.plans.get())
    lease.unpublish()
    assert "Lease land" not in read(client, "powers_matrix")


@pytest.mark.parametrize(
    ("query", "left"),
    [
        ("?theme=energy", {"Burn"}),
        ("?handbook=civil-society", {"Share"}),
        ("?nation=scotland", {"Burn"}),
        ("?stage=done", {"Lease land"}),
        ("?stage=done&theme=energy", set()),
        ("?stage=circus", {"Lease land", "Burn", "Share"}),
        ("?q=lease", {"Lease land"}),
        ("?q=BURN+leeds", {"Burn"}),
        ("?q=burn&theme=housing", set()),
    ],
)
def test_matrix_is_narrowed_by_its_address(client, lease, leeds, query, left):
    burn = EntryPageFactory(title="Burn", theme="energy", nations=["scotland"])
    share = EntryPageFactory(title="Share", audience="civil_society", nations=["england"])
    done = using(leeds, lease)
    using(leeds, burn, theme="energy")
    using(leeds, share)
    publish(leeds.plans.get())
    UpdateFactory(action=done, stage=Stage.DONE)
    text = read(client, "powers_matrix", query)
    assert {title for title in ("Lease land", "Burn", "Share") if f"<span>{title}</span>" in text} == left
    assert ("is not known" in text) == ("circus" in query)


def test_numbers_of_the_filter_are_those_of_the_rows_shown(client, lease, leeds):
    burn = EntryPageFactory(title="Burn", nations=["scotland"])
    for _number in range(3):
        using(leeds, lease)
    using(leeds, burn)
    publish(leeds.plans.get())
    stages = client.get(reverse("powers_matrix")).context["matrix"].groups[-1].choices
    assert [(choice.value, choice.count) for choice in stages] == [("", None), ("proposed", 2)]
    page = client.get(reverse("powers_matrix"), {"q": "lease"})
    matrix = page.context["matrix"]
    assert [choice.count for choice in matrix.groups[-1].choices] == [None, 1]
    assert len(matrix.lines) == 1
    assert 'value="lease"' in page.content.decode()


def test_cell_shows_three_actions_and_leads_to_the_others(client, lease, leeds):
    for _number in range(5):
        using(leeds, lease)
    publish(leeds.plans.get())
    text = read(client, "powers_matrix")
    assert "2 more" in text
    assert "/cities/leeds/plan/?entry=LG+1.1" in text


@pytest.mark.parametrize(("most", "last"), [(0, 4), (4, 4), (5, 20), (20, 20), (21, 40), (120, 200), (1999, 2000)])
def test_scale_holds_the_longest_silence(most, last):
    assert scale_to(most)[0] == 0
    assert scale_to(most)[-1] == last


def test_progress_counts_overdue_and_silence(client, lease, leeds):
    late = using(leeds, lease, due_on=timezone.localdate() - timedelta(days=3))
    publish(leeds.plans.get())
    UpdateFactory(action=late, published_at=timezone.now() - timedelta(days=120))
    text = read(client, "plans_progress")
    assert "120 days" in text
    assert '<span class="st" data-s="over">' in text
    strip = read(client, "cities")
    assert "1 action, last update 120 days ago" in strip


def test_silence_of_an_action_counts_from_its_first_edition(client, lease, leeds):
    using(leeds, lease)
    first = publish(leeds.plans.get())
    using(leeds, lease, title="New here")
    payload = editions.next_payload(leeds.plans.get())
    by, long_ago = first.published_by, timezone.now() - timedelta(days=200)
    glasgow = CityFactory(name="Glasgow", slug="glasgow")
    using(glasgow, lease, title="Old there")
    plan = glasgow.plans.get()
    editions.freeze(leeds.plans.get(), payload, number=2, note="", by=by)
    editions.freeze(plan, editions.next_payload(plan), number=1, note="", by=by, at=long_ago)
    rows = {row.published.title: row.days_silent for row in Across().rows}
    assert (rows["New here"], rows["Old there"]) == (0, 200)


def test_progress_by_theme_counts_that_theme_alone(client, lease, leeds):
    using(leeds, lease, theme="energy")
    using(leeds, lease, theme="housing")
    publish(leeds.plans.get())
    assert "0 of 1 done" in read(client, "plans_progress", "?theme=energy")
    assert '<td data-l="All">1</td>' in read(client, "plans_progress", "?theme=energy")


@pytest.mark.parametrize("name", PAGES)
def test_archived_plan_is_gone(client, lease, leeds, name):
    using(leeds, lease, title="Lease the mill")
    publish(leeds.plans.get())
    plans.archive_plan(leeds.plans.get(), by=coordinator_of(leeds).user)
    assert "Lease the mill" not in read(client, name)
    assert "1 action," not in read(client, name)


def generated_plans(cities, actions):
    """Publish plans of so many cities with so many actions each, each action with an update."""
    entries = [EntryPageFactory() for _number in range(5)]
    for _number in range(cities):
        plan = PlanFactory()
        objective = ObjectiveFactory(plan=plan)
        made = [
            ActionFactory.build(
                plan=plan, objective=objective, number=number, position=number, created_by=plan.created_by
            )
            for number in range(1, actions + 1)
        ]
        rows = type(made[0]).objects.bulk_create(made)
        Basis.objects.bulk_create(Basis(action=row, entry=entries[row.number % 5]) for row in rows)
        updates = [UpdateFactory.build(action=row, by=plan.created_by) for row in rows]
        type(updates[0]).objects.bulk_create(updates)
        publish(plan)


MOST = {"cities": 12, "plans_progress": 8, "powers_matrix": 12}


def test_pages_take_few_queries_whatever_there_is(client, tree, django_assert_max_num_queries):
    generated_plans(10, 100)
    for person in (None, MembershipFactory().user):
        if person:
            client.force_login(person)
        for name in PAGES:
            client.get(reverse(name))
            with django_assert_max_num_queries(MOST[name]):
                text = read(client, name)
            assert name != "powers_matrix" or "17 more" in text
