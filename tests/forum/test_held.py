"""Held posts: each is released or refused once, by those whose board it is."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from network.forum.choices import Level, Why
from network.forum.models import Draft, Reader, Thread
from network.forum.services.holding import refuse, release
from network.forum.services.posting import Opening, Written, reply, start_thread
from portal.mail.models import Letter
from tests.factories import UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, member_of
from tests.forum.acting import page, send
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def holding(settings):
    settings.FORUM_HOLD_FIRST = 1


def test_released_thread_appears_with_post_one(holding, moderator):
    author = member_of()
    thread = start_thread(BoardFactory(), Opening(title="New here"), Written(body="Hello."), by=author)
    assert thread not in Thread.objects.listed()
    post = release(thread.posts.get(), by=moderator)
    thread.refresh_from_db()
    assert (post.number, thread.last_number, thread in Thread.objects.listed()) == (1, 1, True)
    reader = Reader.objects.get(person=author, thread=thread)
    assert (reader.level, reader.why, reader.last_read) == (Level.WATCHING, Why.STARTED, 1)


def test_released_reply_gets_the_next_number(holding, moderator):
    thread = ThreadFactory(posts=0)
    PostFactory(thread=thread, held=True)
    release(thread.posts.get(), by=moderator)
    held = reply(thread, Written(body="Me too."), by=member_of())
    assert held.number is None
    assert release(held, by=moderator).number == 2


def test_thread_begins_with_the_post_that_was_first(moderator):
    thread = ThreadFactory(posts=0)
    first, second = (PostFactory(thread=thread, held=True) for _ in range(2))
    with pytest.raises(ValidationError, match="earlier"):
        release(second, by=moderator)
    refuse(first, reason="Advertising.", by=moderator)
    assert release(second, by=moderator).number == 1


def test_author_of_a_refused_post_gets_the_reason_and_the_text_back(client, moderator, mailoutbox):
    thread = ThreadFactory(posts=0, title="Best boilers")
    held = PostFactory(thread=thread, held=True, body="Buy now.")
    answer = send(client, moderator, "held", act="refuse", post=held.pk, **{f"post-{held.pk}-reason": "Advertising."})
    assert answer.status_code == 302
    held.refresh_from_db()
    thread.refresh_from_db()
    assert held.refused_at is not None
    assert thread.is_hidden
    draft = Draft.objects.get(person=held.author)
    assert (draft.board, draft.title, draft.body) == (thread.board, "Best boilers", "Buy now.")
    letter = Letter.objects.get(person=held.author)
    assert letter.kind == "forum.refused"


@pytest.mark.parametrize(
    ("first", "said"),
    [(0, "Holding is off"), (1, "the first post of each new member"), (3, "the first 3 posts of each new member")],
)
def test_page_says_whether_posts_are_held_and_who_changes_that(client, moderator, settings, first, said):
    settings.FORUM_HOLD_FIRST = first
    told = page(client, moderator, "held").content.decode()
    assert said in told
    assert "ask an administrator" in told
    assert "FORUM_HOLD_FIRST" in told


def test_refusal_without_a_reason_is_asked_about(client, moderator):
    held = PostFactory(held=True)
    answer = send(client, moderator, "held", act="refuse", post=held.pk)
    held.refresh_from_db()
    assert (answer.status_code, held.refused_at) == (422, None)


def test_held_posts_are_decided_about_by_who_moderates_the_board(client, private, moderator, coordinator):
    held = PostFactory(
        thread=private.thread, held=True, body="Waits for us.", author=member_of(coordinator.memberships.get().city)
    )
    assert b"Waits for us." not in page(client, moderator, "held").content
    assert b"Waits for us." in page(client, coordinator, "held").content
    assert send(client, moderator, "held", act="release", post=held.pk).status_code == 404
    with pytest.raises(PermissionDenied):
        release(held, by=moderator)
    assert send(client, coordinator, "held", act="release", post=held.pk).status_code == 302
    held.refresh_from_db()
    assert held.number == 2


def test_nobody_releases_their_own_post(coordinator, private):
    held = PostFactory(thread=private.thread, held=True, author=coordinator)
    with pytest.raises(PermissionDenied):
        release(held, by=coordinator)


@pytest.mark.django_db(transaction=True)
def test_held_post_is_released_or_refused_and_never_both(moderator):
    held = PostFactory(held=True)
    other = UserFactory(groups=["Moderators"], display_name="Other")
    faults = at_once(lambda: release(held, by=moderator), lambda: refuse(held, reason="No.", by=other))
    assert [fault.code for fault in faults] == ["decided"]
    held.refresh_from_db()
    assert (held.number is None) == (held.refused_at is not None)


@pytest.mark.django_db(transaction=True)
def test_posts_released_at_once_get_each_its_number(moderator):
    thread = ThreadFactory()
    held = [PostFactory(thread=thread, held=True) for _ in range(5)]
    assert at_once(*[lambda post=post: release(post, by=moderator) for post in held]) == []
    thread.refresh_from_db()
    numbers = sorted(thread.posts.values_list("number", flat=True))
    assert (numbers, thread.last_number) == ([1, 2, 3, 4, 5, 6], 6)
