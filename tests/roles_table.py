"""Who may do what, as a table: each permission of the portal, asked of one person of each role."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.models import AnonymousUser
from rules import has_perm

from network.events.models import Pledge
from network.forum.choices import Kind
from network.forum.models import Flag, Outcome, Post, Thread
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
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of
from tests.factories.newsroom import ArticlePageFactory

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
    Row("newsroom.edit", "open the newsroom's dashboard, and write articles, authors, outlets and feeds"),
    Row("newsroom.preview", "make and end secret links to the draft of an article, and read the answers", "article"),
    Row("newsroom.publish", "publish articles and the next edition of the narrative"),
    Row("newsroom.read_announcements", "see what became of the announcements of articles"),
    Row("newsroom.announce", "send an announcement again, settle one, and announce an old article"),
    Row("newsroom.keep_coverage", "record coverage, and accept or decline what feeds suggest"),
    Row("forum.belong", "take part in the forum"),
    Row("forum.read", "read a board of the network", "board"),
    Row("forum.read", "read the own board of the city", "city board"),
    Row("forum.start_thread", "start a thread on a board of the network", "board"),
    Row("forum.start_thread", "start a thread on the own board of the city", "city board"),
    Row("forum.post_notice", "post a notice on a board of the network", "board"),
    Row("forum.post_notice", "post a notice on the own board of the city", "city board"),
    Row("forum.reply", "reply", "thread"),
    Row("forum.edit_post", "change one's own post", "own post"),
    Row("forum.edit_post", "change another's post", "city post"),
    Row("forum.delete_post", "delete one's own post", "own post"),
    Row("forum.delete_post", "delete another's post", "city post"),
    Row("forum.edit_thread", "change title and themes of one's own thread", "own thread"),
    Row("forum.edit_thread", "change title and themes of another's thread", "thread"),
    Row("forum.accept_answer", "accept an answer to one's own question", "own thread"),
    Row("forum.accept_answer", "accept an answer to another's question", "thread"),
    Row("forum.mark_useful", "mark a post as useful", "post"),
    Row("forum.flag", "report a post", "post"),
    Row("forum.link", "say what one's own thread is about", "own thread"),
    Row("forum.link", "say what another's thread is about", "thread"),
    Row("forum.record_outcome", "record what came of a thread", "thread"),
    Row("forum.change_outcome", "change an outcome that another recorded", "outcome"),
    Row("forum.change_listing", "extend, meet and withdraw another's ask or offer", "thread"),
    Row("forum.moderate", "close, hide, pin, move, split and merge threads of a board of the network", "thread"),
    Row("forum.moderate", "close, hide, pin, move, split and merge threads of the city's own board", "city thread"),
    Row("forum.hide_post", "hide another's post on a board of the network", "post"),
    Row("forum.hide_post", "hide another's post on the own board of the city", "city post"),
    Row("forum.hide_post", "hide or show one's own post as a moderator", "own post"),
    Row("forum.settle_something", "open the queue of reports"),
    Row("forum.moderate_something", "open the pages of those who moderate"),
    Row("forum.moderate_anywhere", "see every reported post, on whatever board"),
    Row("forum.settle_flag", "settle a report of a post on a board of the network", "flag"),
    Row("forum.settle_flag", "settle a report of a post on the own board of the city", "city flag"),
    Row("forum.decide_held", "release and refuse held posts on the own board of the city", "city post"),
    Row("forum.sanction", "warn, silence and suspend", "person"),
    Row("forum.manage_boards", "add, change and archive boards"),
    Row("forum.open_board_up", "let others read what stands on a board of the network", "board"),
    Row("events.manage", "see to an event that another called", "event"),
    Row("events.change", "change an event that another called in one's city", "city event"),
    Row("events.cancel", "cancel an event that another called in one's city", "city event"),
    Row("events.join", "come to an event", "event"),
    Row("events.read_place", "read where an event is, without coming", "event"),
    Row("events.write_notes", "write the notes of an event, without coming", "event"),
    Row("events.pledge", "say what a city will do after an event", "event"),
    Row("events.turn_pledge", "make an action or an ask of what the city will do", "pledge"),
    Row("digests.run", "stop and resend digests, and see what anybody's next one would say"),
    Row("accounts.lift_suppressions", "see which addresses get no letters, and let letters through again"),
)

HEAD = """# Who may do what

Written from the predicates in each room's `rules.py`; `tests/portal/test_roles.py` checks it. Not to be edited by hand.
To write it anew: `WRITE_ROLES=1 .venv/bin/python -m pytest tests/portal/test_roles.py`.

Member, coordinator and adviser are roles in one city, by a membership: the table asks about that city. A member of
another city may do there what a member may. Writer, reviewer, moderator and administrator are groups, given at
`/editor/`. Somebody with several roles may do what each of them may. A superuser is an administrator here, and nothing
else. Member, coordinator and adviser are there for one organisation in this table, which co-owns one action of the
plan. What each may *read* follows from `visible_to`; `test_visibility.py` in each folder of `tests/` walks it.

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
            "article": ArticlePageFactory(),
            **self.plan_of(seat),
            **self.network_of(),
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

    def network_of(self) -> dict[str, Any]:
        """Return a board of the network and the own board of the city, with what hangs on a thread of each."""
        board, own = BoardFactory(), city_board(self.city)
        thread = ThreadFactory(board=board, kind=Kind.QUESTION)
        city_thread = ThreadFactory(board=own, author=member_of(self.city))
        post, city_post = thread.posts.get(), city_thread.posts.get()
        event, city_event = event_on(board), event_on(own, by=member_of(self.city), host=self.city)
        return {
            "board": board,
            "city board": own,
            "thread": thread,
            "city thread": city_thread,
            "post": post,
            "city post": city_post,
            "flag": Flag.objects.create(post=post, by=member_of(), reason="spam"),
            "city flag": Flag.objects.create(post=city_post, by=member_of(self.city), reason="spam"),
            "outcome": Outcome(thread=thread, by=thread.author),
            "event": event,
            "city event": city_event,
            "pledge": Pledge(event=event, city=self.city),
        }

    def thing(self, about: str, person: Any) -> Any:
        if about == "own request":
            asked_by = person if person.is_authenticated else None
            return AdviceRequestFactory(city=self.city, requested_by=asked_by)
        if about == "own thread":
            return Thread(board=self.things["board"], kind=Kind.QUESTION, author_id=person.pk)
        if about == "own post":
            return Post(thread=self.things["thread"], number=2, author_id=person.pk)
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
