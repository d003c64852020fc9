"""Who may do what, as a table: each permission of the portal, asked of one person of each role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from rules import has_perm

from tests.factories import (
    ActionFactory,
    ActionPartnerFactory,
    AdviceRequestFactory,
    CityFactory,
    EntryPageFactory,
    MembershipFactory,
    NewsItemFactory,
    OrganisationFactory,
    PartnerFactory,
    UpdateFactory,
    UserFactory,
)

ROLES = {
    "anonymous": "anyone",
    "no network": "signed in",
    "elsewhere": "member of another city",
    "member": "member",
    "coordinator": "coordinator",
    "adviser": "adviser",
    "writer": "writer",
    "reviewer": "reviewer",
    "moderator": "moderator",
    "administrator": "administrator",
}
"""The columns. A member, a coordinator and an adviser are those of the city in question."""


@dataclass(frozen=True)
class Row:
    """A permission, what it is about, and its words."""

    permission: str
    words: str
    about: str = ""


ROWS = (
    Row("places.read_directory", "find people in the directory"),
    Row("places.write_to_person", "write to somebody found in the directory", "person"),
    Row("places.read_network", "see the network of the city and its people", "city"),
    Row("places.manage_network", "invite, answer requests, add, change and remove partners", "city"),
    Row("places.change_membership", "change the role of a member or end their membership", "membership"),
    Row("places.change_membership", "change the role of an adviser or end their part", "adviser's membership"),
    Row("places.post_news", "post and change city news", "city"),
    Row("places.take_back_news", "take city news back", "news"),
    Row("places.request_advice", "ask for advice days", "city"),
    Row("places.withdraw_advice", "take back a request for advice that is one's own", "own request"),
    Row("places.withdraw_advice", "take back another's request for advice", "request"),
    Row("places.give_advice", "agree to, log, give back and decline advice days", "request"),
    Row("places.read_private_notes", "read the private notes on advice", "city"),
    Row("places.read_advice_calendar", "see the calendar of advice"),
    Row("places.report_advice", "see and export the report on advice days"),
    Row("places.edit_organisation", "change website and note of an organisation that one is there for", "own body"),
    Row("places.edit_organisation", "change website and note of another organisation", "body"),
    Row("places.edit_any_organisation", "record organisations in the editor and change all of them"),
    Row("places.merge_organisations", "merge and delete organisations"),
    Row("places.read_cities_in_editor", "read cities in the editor"),
    Row("places.edit_city", "change cities and their facts"),
    Row("plans.read_working_text", "read the working text of a plan and its edit history", "plan"),
    Row("plans.begin_plan", "begin the plan of the city", "city"),
    Row("plans.edit_plan", "change, order, manage and archive a plan", "plan"),
    Row("plans.add_action", "add an action to a plan", "plan"),
    Row("plans.edit_action", "change an action that one's organisation leads or co-owns", "own action"),
    Row("plans.edit_action", "change another action", "action"),
    Row("plans.report", "write updates of an action that one's organisation leads or co-owns", "own action"),
    Row("plans.report", "write updates of another action", "action"),
    Row("plans.correct", "correct an update that one's own organisation signed", "signed update"),
    Row("plans.correct", "correct an update that another organisation signed, as a co-owner", "own update"),
    Row("plans.answer_part", "accept or decline a part for one's own organisation", "own part"),
    Row("plans.answer_part", "accept or decline a part for another organisation", "part"),
    Row("plans.respond", "agree to or dispute an update, for a co-owner", "own update"),
    Row("plans.publish_edition", "publish the next edition of a plan", "plan"),
    Row("plans.endorse", "endorse an edition for one's own organisation", "plan"),
    Row("plans.redact", "take away words that were published in a plan"),
    Row("handbooks.read_reports", "read the editors' reports"),
    Row("handbooks.read_problems", "read what readers reported"),
    Row("handbooks.settle_problem", "settle what readers reported"),
    Row("handbooks.link_precedent", "link a precedent from an entry", "entry"),
    Row("handbooks.withdraw_page", "withdraw a published page", "entry"),
)

HEAD = """# Who may do what

Written from the predicates in each room's `rules.py`; `tests/portal/test_roles.py` checks it. Not to be edited by hand.
To write it anew: `WRITE_ROLES=1 .venv/bin/python -m pytest tests/portal/test_roles.py`.

Member, coordinator and adviser are roles in one city, by a membership: the table asks about that city. A member of
another city may do there what a member may. Writer, reviewer, moderator and administrator are groups, given at
`/editor/`. Somebody with several roles may do what each of them may. A superuser is an administrator here, and nothing
else. Member, coordinator and adviser are there for one organisation in this table, which co-owns one action of the
plan. What each may *read* follows from `visible_to`; `test_visibility.py` in `tests/places` and `tests/plans` walks it.

"""


class Cast:
    """One person of each role, and the things that they act on."""

    def __init__(self) -> None:
        self.city = CityFactory(name="Here", is_focus=True)
        seat = PartnerFactory(city=self.city)
        self.people = {"anonymous": AnonymousUser(), "no network": UserFactory(), "elsewhere": MembershipFactory().user}
        for role in ("member", "coordinator", "adviser"):
            self.people[role] = MembershipFactory(city=self.city, role=role, partner=seat).user
        for role in ("writer", "reviewer", "moderator", "administrator"):
            self.people[role] = UserFactory(groups=[f"{role.title()}s"])
        self.things = {
            "": None,
            "city": self.city,
            "membership": MembershipFactory(city=self.city),
            "adviser's membership": MembershipFactory(city=self.city, role="adviser"),
            "news": NewsItemFactory(city=self.city),
            "request": AdviceRequestFactory(city=self.city),
            "person": MembershipFactory(city=self.city).user,
            "body": OrganisationFactory(),
            "own body": seat.organisation,
            "entry": EntryPageFactory(),
            **self.plan_of(seat),
        }

    def plan_of(self, seat: Any) -> dict[str, Any]:
        """Return a plan of the city, with an action that the organisation of its people co-owns and one of others."""
        own = ActionFactory(objective__plan__city=self.city)
        other = ActionFactory(objective=own.objective)
        own_part = ActionPartnerFactory(action=own, partner=seat, part="co_owner", accepted=True)
        return {
            "plan": own.plan,
            "own action": own,
            "action": other,
            "own part": own_part,
            "part": ActionPartnerFactory(action=other),
            "own update": UpdateFactory(action=own),
            "signed update": UpdateFactory(action=own, partner=seat),
        }

    def thing(self, about: str, person: Any) -> Any:
        if about == "own request":
            asked_by = person if person.is_authenticated else None
            return AdviceRequestFactory(city=self.city, requested_by=asked_by)
        return self.things[about]

    def may(self, row: Row, person: Any) -> bool:
        return has_perm(row.permission, person, self.thing(row.about, person))


def table(cast: Cast) -> str:
    """Return the whole page."""
    return HEAD + "\n".join(lines(cast)) + "\n"


def lines(cast: Cast) -> Iterator[str]:
    yield f"| may | {' | '.join(ROLES.values())} |"
    yield f"| --- |{' :-: |' * len(ROLES)}"
    for row in ROWS:
        marks = ["yes" if cast.may(row, cast.people[role]) else "" for role in ROLES]
        yield f"| {row.words} | {' | '.join(marks)} |".replace("|  |", "| |").replace("|  |", "| |")
