"""What the database cannot hold, in every field and address of the forum: a message or its loss, and no error."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.core.serializers import serialize
from django.urls import reverse
from django.utils import timezone

from network.events.models import Event, Material, Pledge
from network.forum.choices import Kind
from network.forum.models import Board, Bookmark, Draft, Flag, ModerationEntry, Outcome, Post, Thread
from network.forum.services.outcomes import Told, record_outcome
from network.forum.services.posting import Opening, Written, start_thread
from tests.events.pages import times, typed
from tests.factories import CityFactory
from tests.factories.events import event_on
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, member_of, rested
from tests.forum.writing import words

pytestmark = pytest.mark.django_db
NUL = "Before\0after"
HELD = (Board, Thread, Post, Draft, Bookmark, Flag, ModerationEntry, Outcome, Event, Material, Pledge)


@pytest.fixture
def person():
    return member_of(CityFactory(name="Leeds", slug="leeds"), user__groups=["Moderators"])


@pytest.fixture
def browser(client, person):
    client.force_login(person)
    return client


def board_form(**more):
    return {"title": "Heat", "slug": "heat", "audience": "network", "position": 5, "description": "", **more}


FORMS = {
    "thread, title": ("thread_start", lambda at: {"title": NUL, "kind": "question", "body": "Who?"}),
    "thread, text": ("thread_start", lambda at: {"title": "Who?", "kind": "question", "body": NUL}),
    "thread, kind": ("thread_start", lambda at: {"title": "Who?", "kind": NUL, "themes": NUL, "body": "Who?"}),
    "thread, day": ("thread_start", lambda at: {"title": "Who?", "kind": "ask", "body": "Who?", "needed_by": NUL}),
    "thread, draft": ("thread_start", lambda at: {"title": NUL, "kind": NUL, "body": NUL, "act": "keep"}),
    "thread, links": ("thread_start", lambda at: {"title": "Who?", "kind": "question", "body": "A", "entry": NUL}),
    "thread, changed": ("thread_edit", lambda at: {"title": NUL, "kind": "question", "seen": NUL}),
    "reply": ("reply", lambda at: {"body": NUL}),
    "reply, form": ("reply", lambda at: {"body": "A", "submission": NUL, "board": NUL, "act": NUL, "files": NUL}),
    "post, changed": ("post_edit", lambda at: {"body": NUL, "seen": NUL}),
    "preview": ("preview", lambda at: {"body": NUL}),
    "draft": ("draft_save", lambda at: {"body": NUL, "title": NUL, "kind": NUL, "themes": NUL}),
    "board": ("board_add", lambda at: board_form(description=NUL)),
    "board, title": ("board_add", lambda at: board_form(title=NUL)),
    "board, address": ("board_add", lambda at: board_form(slug=NUL)),
    "board, themes": ("board_edit", lambda at: board_form(themes=NUL, audience=NUL, cities=NUL, position=NUL)),
    "kept post": ("bookmark", lambda at: {"note": NUL, "remind_on": ""}),
    "kept post, day": ("bookmark", lambda at: {"note": "", "remind_on": NUL}),
    "report": ("flag", lambda at: {"reason": "other", "note": NUL}),
    "report, reason": ("flag", lambda at: {"reason": NUL, "note": "A"}),
    "hiding": ("post_hide", lambda at: {"reason": NUL}),
    "moderating": ("thread_moderate", lambda at: {"act": "close", "reason": NUL, "board": NUL, "posts": NUL}),
    "listing, met": ("listing", lambda at: {"act": "met", "met_note": NUL, "met_with": NUL}),
    "outcome": ("outcome", lambda at: {"asked": NUL, "result": "worked", "summary": NUL, "place": NUL, "posts": NUL}),
    "precedent": ("outcome_precedent", lambda at: {"title": NUL, "summary": NUL, "what_was_done": NUL, "lessons": NUL}),
    "links": ("thread_links", lambda at: {"act": "add", "address": NUL, "entry": NUL, "q": NUL, "link": NUL}),
    "level": ("thread_level", lambda at: {"level": NUL}),
    "appeal": ("appeal", lambda at: {"message": NUL, "about": NUL, "token": NUL}),
    "event, place": ("event_start", lambda at: typed(at["board"], place=NUL)),
    "event, text": ("event_start", lambda at: {**typed(at["board"]), "body": NUL, "title": NUL}),
    "event, zone": ("event_start", lambda at: typed(at["board"], zone=NUL, day=NUL, starts=NUL, host=NUL, kind=NUL)),
    "event, link": ("event_start", lambda at: typed(at["board"], link=f"https://example.org/{NUL}")),
    "event, changed": ("event_edit", lambda at: times(place=NUL, seen=NUL)),
    "event, cancelled": ("event_cancel", lambda at: {"reason": NUL}),
    "notes": ("event_notes", lambda at: {"body": NUL, "seen": "0", "base": NUL}),
    "notes, version": ("event_notes", lambda at: {"body": "A", "seen": NUL}),
    "material": ("event_materials", lambda at: {"title": NUL, "url": "https://example.org/"}),
    "what a city will do": ("event_after", lambda at: {"act": "pledge", "text": NUL, "city": at["city"].pk}),
}


@pytest.fixture
def at(person):
    """Return a thread with an ask and an outcome, and an event, all of one person."""
    board = BoardFactory()
    ask = start_thread(board, Opening(title="Who?", kind=Kind.ASK), Written(body="Us."), by=person)
    record_outcome(ask, Told(asked="Who?", result="worked", summary="Us."), by=person)
    event, over = event_on(board, by=person), event_on(board, by=person)
    now = timezone.now()
    Event.objects.filter(pk=over.pk).update(starts_at=now - timedelta(days=2), ends_at=now - timedelta(days=1))
    reply = PostFactory(thread=ThreadFactory(board=board))
    rested(person)
    places = {
        **dict.fromkeys(("thread_edit", "reply", "thread_moderate", "listing", "outcome", "outcome_precedent"), ask.pk),
        **dict.fromkeys(("thread_links", "thread_level"), ask.pk),
        **dict.fromkeys(("bookmark", "flag", "post_hide"), reply.pk),
        **dict.fromkeys(("event_edit", "event_cancel", "event_notes", "event_materials"), event.pk),
        "event_after": over.pk,
        "post_edit": ask.posts.get().pk,
        "thread_start": board.slug,
        "board_edit": board.pk,
    }
    return {"board": board, "city": event.thread.city, "places": places}


@pytest.mark.parametrize("name", FORMS)
def test_field_is_refused_with_a_message_or_kept_without_it(browser, at, name):
    page, fill = FORMS[name]
    place = at["places"].get(page)
    sent = {"board": at["board"].pk, "act": "send", **fill(at)}
    answer = browser.post(reverse(page, args=[place] if place else []), sent)
    assert answer.status_code in (200, 204, 302, 400, 409, 422), words(answer)
    if answer.status_code == 422:
        assert "needs attention" in words(answer) or "need attention" in words(answer)
    for model in HELD:
        assert "\\u0000" not in serialize("json", model.objects.all())


NONSENSE = ("a%00b", "%ff%fe", "%ED%A0%80", "9" * 30, "-1", "1e9", "٣")
QUERIES = [
    ("forum", "city={0}&theme={0}&kind={0}&show={0}&before={0}&after={0}&page={0}"),
    ("boards", "city={0}"),
    ("listings", "city={0}&theme={0}&kind={0}&show={0}&before={0}&after={0}"),
    ("outcomes", "theme={0}&result={0}&before={0}&after={0}"),
    ("events", "month={0}&kind={0}&show={0}&city={0}&theme={0}&before={0}"),
    ("bookmarks", "before={0}"),
    ("forum_new", "before={0}&board={0}"),
    ("mention_suggest", "board={0}&thread={0}&q={0}"),
    ("thread_start_anywhere", "entry={0}&precedent={0}&action={0}&event={0}&kind={0}&themes={0}"),
    ("event_start", "board={0}&themes={0}&day={0}"),
    ("moderation", "show={0}&before={0}"),
    ("moderation_log", "act={0}&board={0}&person={0}&before={0}"),
    ("sanctions", "q={0}&before={0}"),
]


@pytest.mark.parametrize(("page", "query"), QUERIES, ids=[page for page, _query in QUERIES])
def test_address_is_answered(browser, page, query):
    """One with a null character is refused at the door, and any other nonsense by each page."""
    BoardFactory()
    answers = {value: browser.get(f"{reverse(page)}?{query.format(value)}").status_code for value in NONSENSE}
    assert answers.pop("a%00b") == 400
    assert set(answers.values()) <= {200, 302}
