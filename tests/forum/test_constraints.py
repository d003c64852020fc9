"""What PostgreSQL itself refuses: every constraint and trigger of forum and events, each with a row that it stops."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps
from django.utils import timezone

from network.events.models import Attendance, Event, Material, Pledge
from network.forum.choices import Audience, Kind, Level, ListingState, Result, SanctionKind, Why
from network.forum.models import (
    Attachment,
    Board,
    Bookmark,
    Draft,
    Flag,
    Follow,
    Listing,
    Match,
    Mention,
    ModerationEntry,
    Outcome,
    Participant,
    Post,
    Reader,
    Sanction,
    Thread,
    ThreadLink,
    Useful,
)
from portal.accounts.models import User
from portal.media.models import PrivateFile
from tests.factories import ActionFactory, CityFactory, EntryPageFactory, PrecedentPageFactory
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of
from tests.factories.newsroom import ArticlePageFactory
from tests.refusals import Rules, change, twice, twice_with

pytestmark = pytest.mark.django_db

DAY = date(2026, 6, 1)


@dataclass(frozen=True)
class World:
    """A thread with one post, and another one."""

    thread: Thread
    other: Thread
    by: User

    @property
    def board(self) -> Board:
        return self.thread.board

    @property
    def post(self) -> Post:
        return self.thread.posts.get(number=1)

    @property
    def now(self) -> Any:
        return timezone.now()

    def posted(self, **more: Any) -> Post:
        given = {"thread": self.thread, "author": self.by, "body": "It.", "html": "<p>It.</p>", "html_version": 1}
        return Post.objects.create(**{**given, **more})

    def listing(self, **more: Any) -> Listing:
        return Listing.objects.create(**{"thread": self.thread, "expires_on": DAY, **more})

    def asked(self, **more: Any) -> Match:
        ask = Listing.objects.filter(thread=self.thread).first() or self.listing()
        return Match.objects.create(**{"ask": ask, "person": self.by, "score": 1, **more})

    def offered(self) -> Listing:
        return Listing.objects.filter(thread=self.other).first() or self.listing(thread=self.other)

    def flagged(self, **more: Any) -> Flag:
        return Flag.objects.create(**{"post": self.post, "by": self.by, "reason": "spam", **more})

    def sanctioned(self, **more: Any) -> Sanction:
        given = {"person": self.by, "kind": SanctionKind.SILENCE, "reason": "x", "by": self.thread.author}
        return Sanction.objects.create(**{**given, "until": self.now + timedelta(days=1), **more})

    def logged(self, **more: Any) -> ModerationEntry:
        return ModerationEntry.objects.create(**{"act": "pin", "by": self.by, "thread": self.thread, **more})

    def about(self, **more: Any) -> ThreadLink:
        return ThreadLink.objects.create(**{"thread": self.thread, "by": self.by, **more})

    def outcome(self, **more: Any) -> Outcome:
        given = {"thread": self.thread, "asked": "What?", "result": Result.WORKED, "summary": "That.", "by": self.by}
        return Outcome.objects.create(**{**given, **more})

    def reads(self, **more: Any) -> Reader:
        return Reader.objects.create(**{"person": self.by, "thread": self.thread, **more})

    def follows(self, **more: Any) -> Follow:
        return Follow.objects.create(**{"person": self.by, "board": self.board, "level": Level.WATCHING, **more})

    def drafts(self, **more: Any) -> Draft:
        return Draft.objects.create(**{"person": self.by, "thread": self.thread, **more})

    def on(self, model: type[Any], **more: Any) -> Any:
        """Insert what a person has of a post: a bookmark, a mention, a mark."""
        return model.objects.create(**{"person": self.by, "post": self.post, **more})

    def event(self, **more: Any) -> Event:
        start = self.now + timedelta(days=1)
        given = {"thread": self.thread, "kind": "call", "starts_at": start, "ends_at": start + timedelta(hours=1)}
        return Event.objects.create(**{**given, **more})

    def attends(self, **more: Any) -> Attendance:
        event = Event.objects.filter(thread=self.thread).first() or self.event()
        return Attendance.objects.create(**{"event": event, "person": self.by, "state": "going", **more})

    def material(self, **more: Any) -> Material:
        event = Event.objects.filter(thread=self.thread).first() or self.event()
        given = {"event": event, "title": "Slides", "url": "https://example.org/", "by": self.by}
        return Material.objects.create(**{**given, **more})

    def pledged(self, **more: Any) -> Pledge:
        event = Event.objects.filter(thread=self.thread).first() or self.event()
        city = more.pop("city", None) or CityFactory()
        return Pledge.objects.create(**{"event": event, "city": city, "text": "Ask.", "by": self.by, **more})


@pytest.fixture
def world() -> World:
    return World(ThreadFactory(), ThreadFactory(), member_of())


def a_file() -> PrivateFile:
    return PrivateFile.objects.create(name="a.pdf", size=1, content_type="application/pdf")


Act = Callable[[World], Any]

REFUSED: dict[str, Act] = {
    # boards and threads
    "slug unique": lambda w: BoardFactory(slug=w.board.slug),
    "city unique": lambda w: twice_with(CityFactory(), city_board),
    "board_audience_known": lambda w: change(w.board, audience="friends"),
    "board_of_a_city_is_for_cities": lambda w: change(city_board(CityFactory()), audience=Audience.PUBLIC),
    "board_has_a_title": lambda w: change(w.board, title=""),
    "thread_kind_known": lambda w: change(w.thread, kind="poem"),
    "thread_has_a_title": lambda w: change(w.thread, title=""),
    "thread_merged_into_another": lambda w: change(w.thread, merged_into=w.thread),
    "thread_answer_has_a_day": lambda w: change(w.thread, answer=w.post),
    "answer unique": lambda w: (
        change(w.thread, answer=w.post, answered_at=w.now),
        change(w.other, answer=w.post, answered_at=w.now),
    ),
    # posts and what hangs on them
    "post_number_once_per_thread": lambda w: w.posted(number=1, published_at=w.now),
    "post_numbered_once_published": lambda w: w.posted(number=2),
    "post_numbered_once_published:no number": lambda w: w.posted(published_at=w.now),
    "post_numbered_once_published:nought": lambda w: w.posted(number=0, published_at=w.now),
    "post_says_something": lambda w: w.posted(body=""),
    "post_hidden_for_a_reason": lambda w: change(w.post, hidden_at=w.now),
    "post_refused_was_held": lambda w: change(w.post, refused_at=w.now),
    "submission unique": lambda w: twice_with(uuid.uuid4(), lambda key: w.posted(submission=key)),
    "mention_once_per_post": lambda w: twice(lambda: w.on(Mention)),
    "useful_once_per_person": lambda w: twice(lambda: w.on(Useful)),
    "bookmark_once_per_post": lambda w: twice(lambda: w.on(Bookmark)),
    "document unique": lambda w: twice_with(a_file(), lambda file: Attachment.objects.create(document=file, by=w.by)),
    # readers
    "person unique": lambda w: twice(lambda: Participant.objects.create(person=w.by)),
    "reader_once_per_thread": lambda w: twice(w.reads),
    "reader_level_known": lambda w: w.reads(level="obsessed", why=Why.CHOSE),
    "reader_level_for_a_reason": lambda w: w.reads(level=Level.MUTED),
    "reader_level_for_a_reason:no level": lambda w: w.reads(why=Why.CHOSE),
    "forum_follow_of_one": lambda w: w.follows(theme="housing"),
    "forum_follow_of_one:nothing": lambda w: w.follows(board=None),
    "forum_follow_of_one:no such theme": lambda w: w.follows(board=None, theme="circus"),
    "forum_follow_level_known": lambda w: w.follows(level="obsessed"),
    "forum_follow_board_once": lambda w: twice(w.follows),
    "forum_follow_theme_once": lambda w: twice(lambda: w.follows(board=None, theme="housing")),
    "forum_draft_of_one": lambda w: w.drafts(board=w.board),
    "forum_draft_of_one:nothing": lambda w: w.drafts(thread=None),
    "forum_draft_of_one:post": lambda w: w.drafts(post=w.post),
    "forum_draft_once_per_thread": lambda w: twice(w.drafts),
    "forum_draft_once_per_board": lambda w: twice(lambda: w.drafts(thread=None, board=w.board)),
    "forum_draft_once_per_post": lambda w: twice(lambda: w.drafts(thread=None, post=w.post)),
    # asks and offers
    "thread unique": lambda w: twice(w.listing),
    "thread unique:outcome": lambda w: twice(w.outcome),
    "listing_state_known": lambda w: w.listing(state="lost"),
    "listing_met_has_a_day": lambda w: w.listing(state=ListingState.MET),
    "listing_met_has_a_day:open": lambda w: w.listing(met_on=DAY),
    "listing_open_until_it_is_needed": lambda w: w.listing(needed_by=DAY + timedelta(days=1)),
    "listing_met_with_another": lambda w: met_with_itself(w.listing()),
    "match_of_one": lambda w: w.asked(offer=w.offered()),
    "match_of_one:nobody": lambda w: w.asked(person=None),
    "match_state_known": lambda w: w.asked(state="perhaps"),
    "match_with_another": lambda w: w.asked(person=None, offer=w.listing()),
    "match_offer_once": lambda w: twice(lambda: w.asked(person=None, offer=w.offered())),
    "match_person_once": lambda w: twice(w.asked),
    # links and outcomes
    "thread_link_to_one": lambda w: w.about(),
    "thread_link_to_one:two": lambda w: w.about(entry=EntryPageFactory(), event=w.other),
    "thread_link_to_another": lambda w: w.about(event=w.thread),
    "thread_link_entry_once": lambda w: twice_with(EntryPageFactory(), lambda page: w.about(entry=page)),
    "thread_link_precedent_once": lambda w: twice_with(PrecedentPageFactory(), lambda page: w.about(precedent=page)),
    "thread_link_action_once": lambda w: twice_with(ActionFactory(), lambda action: w.about(action=action)),
    "thread_link_article_once": lambda w: twice_with(ArticlePageFactory(), lambda page: w.about(article=page)),
    "thread_link_event_once": lambda w: twice(lambda: w.about(event=w.other)),
    "outcome_result_known": lambda w: w.outcome(result="perhaps"),
    "outcome_says_what_came_of_it": lambda w: w.outcome(summary=""),
    "outcome_says_what_came_of_it:asked": lambda w: w.outcome(asked=""),
    # moderation
    "flag_once_per_person": lambda w: twice(w.flagged),
    "flag_reason_known": lambda w: w.flagged(reason="boring"),
    "flag_settled_with_a_verdict": lambda w: w.flagged(settled_at=w.now, settled_by=w.by),
    "flag_settled_with_a_verdict:by nobody": lambda w: w.flagged(settled_at=w.now, verdict="upheld"),
    "flag_settled_with_a_verdict:open": lambda w: w.flagged(verdict="upheld"),
    "sanction_kind_known": lambda w: w.sanctioned(kind="exile"),
    "sanction_has_a_reason": lambda w: w.sanctioned(reason=""),
    "sanction_has_an_end": lambda w: w.sanctioned(until=None),
    "sanction_has_an_end:past": lambda w: w.sanctioned(until=w.now - timedelta(days=1)),
    "sanction_has_an_end:warning": lambda w: w.sanctioned(kind=SanctionKind.WARNING),
    "moderation_act_known": lambda w: w.logged(act="shouted"),
    "moderation_append_only": lambda w: change(w.logged(), reason="Otherwise."),
    "moderation_append_only:deleted": lambda w: w.logged().delete(),
    # events
    "event_kind_known": lambda w: w.event(kind="party"),
    "event_ends_after_it_starts": lambda w: w.event(ends_at=w.now),
    "event_has_room": lambda w: w.event(capacity=0),
    "event_cancelled_for_a_reason": lambda w: w.event(cancelled_at=w.now),
    "attendance_once_per_person": lambda w: twice(w.attends),
    "attendance_state_known": lambda w: w.attends(state="perhaps"),
    "material_link_or_file": lambda w: w.material(url=""),
    "material_link_or_file:both": lambda w: w.material(document=a_file()),
    "document unique:material": lambda w: twice_with(a_file(), lambda file: w.material(url="", document=file)),
    "pledge_says_something": lambda w: w.pledged(text=""),
    "ask unique": lambda w: twice(lambda: w.pledged(ask=w.other)),
}


def met_with_itself(listing: Listing) -> None:
    change(listing, state=ListingState.MET, met_on=DAY, met_with=listing)


RULES = Rules([*apps.get_app_config("forum").get_models(), *apps.get_app_config("events").get_models()])


@pytest.mark.parametrize("row", REFUSED)
def test_database_refuses(world, row):
    RULES.check_refused(row, lambda: REFUSED[row](world))


def test_every_constraint_and_trigger_has_a_row():
    assert {row.partition(":")[0] for row in REFUSED} == RULES.names


def test_world_inserts_what_the_database_takes(world):
    """What is refused above is refused for its one fault: without it each of these rows is taken."""
    for insert in (world.listing, world.outcome, world.reads, world.follows, world.drafts, world.flagged):
        insert()
    for insert in (world.sanctioned, world.logged, world.event, world.attends, world.asked, world.posted):
        insert()
    for insert in (world.material, world.pledged):
        insert()
    world.about(entry=EntryPageFactory())
    for model in (Bookmark, Mention, Useful):
        world.on(model)
    assert Thread.objects.filter(kind=Kind.DISCUSSION).count() == 2
