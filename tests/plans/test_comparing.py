"""What changed between two texts of a plan, by what kind of change it is."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from cities.plans.choices import Part
from cities.plans.reading.comparing import compare
from cities.plans.reading.text import ActionText, BasisText, MilestoneText, ObjectiveText, PartText, PlanText

HOMES, POWER = ObjectiveText(1, 1, "Warm homes", "housing"), ObjectiveText(2, 2, "Local power", "energy")
ACTION = ActionText(
    id=7,
    number=3,
    objective=HOMES,
    title="Train 40 assessors",
    summary="With the college.",
    outcome="Homes are checked.",
    owner=5,
    owner_for="The college",
    starts_on=date(2026, 1, 1),
    due_on=date(2026, 6, 30),
    partners=[PartText(1, "The college", Part.LEAD, "accepted")],
    bases=[BasisText("entry", 9, "LG 1.1", "Train people", "")],
    milestones=[MilestoneText(4, "First course", date(2026, 3, 1), None)],
)
OTHER = replace(ACTION, id=8, number=4, title="Sell power", objective=POWER)
PLAN = PlanText("Plan", "Better.", date(2026, 1, 1), date(2028, 1, 1), 90, [HOMES, POWER], [ACTION, OTHER])


def changed(**fields):
    """Return how an action changed when these of its fields did."""
    (change,) = compare(PLAN, replace(PLAN, actions=[replace(ACTION, **fields), OTHER])).changed
    return change


def test_the_same_text_is_empty():
    assert compare(PLAN, PLAN).is_empty


@pytest.mark.parametrize(
    ("fields", "kind", "before", "after"),
    [
        ({"title": "Train 60 assessors"}, "Reworded", "Train 40 assessors", "Train 60 assessors"),
        ({"summary": "Alone."}, "Reworded", "With the college.", "Alone."),
        ({"outcome": ""}, "Reworded", "Homes are checked.", ""),
        ({"due_on": date(2027, 6, 30)}, "Re-dated", "30 June 2026", "30 June 2027"),
        ({"starts_on": None}, "Re-dated", "1 January 2026", ""),
        ({"partners": []}, "Lead changed", "The college", ""),
        ({"owner": None, "owner_for": ""}, "Owner changed", "a member of The college", ""),
        ({"owner": 6}, "Owner changed", "a member of The college", "another member of the same organisation"),
        ({"bases": []}, "Basis changed", "LG 1.1 Train people", ""),
        ({"milestones": []}, "Milestones changed", "First course, 1 March 2026", ""),
        ({"objective": POWER}, "Moved", "Warm homes", "Local power"),
    ],
)
def test_change_of_an_action_has_its_kind_and_both_texts(fields, kind, before, after):
    change = changed(**fields)
    assert change.kinds == [kind]
    (difference,) = change.differences
    assert (difference.before, difference.after) == (before, after)
    assert difference.is_whole == (kind != "Reworded")


def test_that_a_partner_has_answered_is_no_change_of_text():
    answered = [PartText(1, "The college", Part.LEAD, "asked")]
    assert compare(PLAN, replace(PLAN, actions=[replace(ACTION, partners=answered), OTHER])).is_empty


def test_actions_that_were_added_and_dropped():
    fewer = replace(PLAN, actions=[ACTION])
    assert compare(fewer, PLAN).added == [OTHER]
    assert compare(PLAN, fewer).dropped == [OTHER]


def test_frame_and_objectives():
    renamed = replace(HOMES, title="Warm homes everywhere")
    found = compare(PLAN, replace(PLAN, vision="Best.", review_interval=60, objectives=[renamed]))
    assert [(row.before, row.after) for row in found.frame] == [("Better.", "Best."), ("90", "60")]
    assert [(row.before, row.after) for row in found.objectives_reworded] == [("Warm homes", "Warm homes everywhere")]
    assert found.objectives_dropped == [POWER]


def test_another_order_is_said():
    found = compare(PLAN, replace(PLAN, actions=[OTHER, ACTION]))
    assert found.is_reordered
    assert not found.changed


@pytest.mark.parametrize(
    ("later", "expected"),
    [
        ([0, 1, 2, 3], {}),
        ([3, 0, 1, 2], {3: ("4 of 4", "1 of 4")}),
        ([0, 2, 1, 3], {2: ("3 of 4", "2 of 4")}),
        ([1, 2, 3], {}),
        ([9, 0, 1, 2, 3], {}),
        ([3, 2, 1, 0], None),
    ],
)
def test_action_that_stands_elsewhere_is_reported_as_moved(later, expected):
    actions = {number: replace(ACTION, id=number, number=number + 1) for number in (0, 1, 2, 3, 9)}
    before = replace(PLAN, actions=[actions[number] for number in range(4)])
    found = compare(before, replace(PLAN, actions=[actions[number] for number in later]))
    places = {change.after.id: (change.differences[0].before, change.differences[0].after) for change in found.changed}
    assert all(change.kinds == ["Moved"] for change in found.changed)
    assert places == expected if expected is not None else len(places) >= 2


@pytest.mark.parametrize(("before", "after"), [(None, date(2026, 2, 3)), (date(2026, 2, 3), None)])
def test_milestone_that_was_merely_ticked_off_is_told_apart_and_last(before, after):
    was, now = (replace(ACTION, milestones=[MilestoneText(4, "First", date(2026, 3, 1), on)]) for on in (before, after))
    found = compare(replace(PLAN, actions=[was, OTHER]), replace(PLAN, actions=[now, OTHER]))
    assert not found.changed
    assert [(row.action, row.steps) for row in found.ticked] == [(now, now.milestones)]
    assert not found.is_empty


def test_tick_beside_a_change_of_another_milestone_is_not_struck():
    steps = [MilestoneText(4, "First", date(2026, 3, 1), None), MilestoneText(5, "Second", date(2026, 4, 1), None)]
    done = [replace(steps[0], done_on=date(2026, 2, 3)), replace(steps[1], due_on=date(2026, 5, 1))]
    was, now = (replace(ACTION, milestones=found) for found in (steps, done))
    found = compare(replace(PLAN, actions=[was, OTHER]), replace(PLAN, actions=[now, OTHER]))
    (difference,) = found.changed[0].differences
    first, second = difference.before.splitlines(), difference.after.splitlines()
    assert first[0] == second[0]
    assert (first[1], second[1]) == ("Second, 1 April 2026", "Second, 1 May 2026")
    assert [row.steps for row in found.ticked] == [[done[0]]]


def test_milestones_are_a_line_each():
    steps = [
        MilestoneText(4, "First", date(2026, 3, 1), date(2026, 2, 3)),
        MilestoneText(5, "Second", date(2026, 4, 1), None),
    ]
    (difference,) = changed(milestones=steps).differences
    assert difference.after.splitlines() == ["First, 1 March 2026, done 3 February 2026", "Second, 1 April 2026"]
