"""What is exported and comes back unchanged changes nothing, whatever people have written."""

from __future__ import annotations

import random
from datetime import date, timedelta

import pytest

from cities.plans.choices import Part, Visibility
from cities.plans.models import Basis
from portal.text.cells import harmless, unharmed
from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    EntryPageFactory,
    MembershipFactory,
    MilestoneFactory,
    ObjectiveFactory,
    OrganisationFactory,
    PartnerFactory,
    PlanFactory,
    PrecedentPageFactory,
)
from tests.factories.plans import coordinator_of
from tests.plans.filing import check, exported, states

pytestmark = pytest.mark.django_db

PIECES = [
    "=1+1",
    "+44 113",
    "-",
    "- a list",
    "@home",
    "'",
    "''",
    "'=",
    "''=x",
    '"',
    '""',
    ",",
    ";",
    "\t",
    "\n",
    "\r\n",
    "\r",
    " ",
    "  ",
    "é",
    "Tŷ",
    "ŵ",
    "北京",
    "🏠",
    "\u200b",
    "\u2028",
    "\x0b",
    "\x01",
    "\x85",
    "\xa0",
    "_x0041_",
    "<b>",
    "&amp;",
    "]]>",
    "homes",
    "2026-01-02",
    "31/12/2026",
    "none needed: why",
    "(done 2026-01-01)",
    "#REF!",
    "TRUE",
    "007",
    "1e5",
    "#12",
    "LG 1.1",
]


def text(pick: random.Random, most: int, *, is_line: bool = False, may_be_empty: bool = False) -> str:
    """Return text as hostile as what people paste; a line has no line ends."""
    said = "".join(pick.choice(PIECES) for _ in range(pick.randint(0, 6)))
    said = " ".join(said.split("\n")).replace("\r", " ") if is_line else said
    return said[:most] if said.strip() or may_be_empty else f"Words {pick.randint(1, 9999)}"


def a_plan(pick: random.Random):
    """Return a plan with everything an action may have, and its coordinator."""
    plan = PlanFactory()
    by = coordinator_of(plan.city).user
    objectives = [ObjectiveFactory(plan=plan, title=text(pick, 160, is_line=True)) for _ in range(3)]
    partners = [
        PartnerFactory(city=plan.city, organisation=OrganisationFactory(name=text(pick, 100, is_line=True)))
        for _ in range(4)
    ]
    owners = [
        None,
        MembershipFactory(city=plan.city),
        MembershipFactory(city=plan.city, state="ended", ended_at="2026-01-01T00:00Z"),
    ]
    for _ in range(5):
        action = ActionFactory(
            objective=pick.choice(objectives),
            title=text(pick, 160, is_line=True),
            summary=text(pick, 2000),
            outcome=text(pick, 1000, may_be_empty=True),
            owner=pick.choice(owners),
            starts_on=pick.choice([None, date(2026, 1, 2)]),
            due_on=pick.choice([None, date(2026, 12, 1)]),
            visibility=pick.choice(Visibility.values),
        )
        for partner, part in zip(
            partners, pick.sample([Part.LEAD, Part.CO_OWNER, Part.CO_OWNER, Part.SUPPORTER], 4), strict=True
        ):
            if pick.random() < 0.7:
                ActionPartnerFactory(action=action, partner=partner, part=part)
        if pick.random() < 0.3:
            Basis.objects.create(action=action, none_needed=True, note=text(pick, 400))
        for number in range(pick.randint(0, 3)):
            due = date(2026, 6, 1) + timedelta(days=number)
            title = f"{text(pick, 150, is_line=True)} {number}"
            MilestoneFactory(action=action, title=title, due_on=due, done_on=pick.choice([None, date(2026, 2, 1)]))
    partners[0].left_on = partners[0].joined_on
    partners[0].save()
    return plan, by


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
@pytest.mark.parametrize("seed", range(12))
def test_export_comes_back_as_no_change(kind, seed):
    plan, by = a_plan(random.Random(seed))
    batch = check(plan, exported(plan, by, kind), by)
    assert states(batch) == ["same"] * 5, batch.rows


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_pages_of_the_handbooks_come_back_too(kind):
    plan = PlanFactory()
    by = coordinator_of(plan.city).user
    action = ActionFactory(objective=ObjectiveFactory(plan=plan))
    withdrawn, entry, precedent = EntryPageFactory(), EntryPageFactory(), PrecedentPageFactory()
    for page in (withdrawn, entry):
        Basis.objects.create(action=action, entry=page)
    Basis.objects.create(action=action, precedent=precedent, note="Like this one")
    withdrawn.unpublish()
    assert states(check(plan, exported(plan, by, kind), by)) == ["same"]


def test_harmless_text_is_found_back():
    pick = random.Random(7)
    for _ in range(3000):
        said = text(pick, 200, may_be_empty=True)
        assert unharmed(harmless(said)) == said
        assert not harmless(said).startswith(("=", "+", "-", "@", "\t", "\r"))
