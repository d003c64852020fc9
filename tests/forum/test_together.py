"""Many who write at once: numbers without gaps, nothing lost, nothing twice, and one post of one person at a time."""

from __future__ import annotations

import itertools
import uuid
from datetime import timedelta

import pytest
from django.db import connection, connections

from network.forum.models import Draft, Post, Thread
from network.forum.services import posting
from network.forum.services.drafts import Unsent, keep_draft
from network.forum.services.editing import edit_post
from network.forum.services.marks import accept_answer, mark_useful
from network.forum.services.posting import Opening, Written, reply, start_thread
from portal.accounts.models import User
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, member_of
from tests.together import at_once

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def board(tree):
    return BoardFactory()


@pytest.fixture
def thread(board):
    return ThreadFactory(board=board)


def again(person: User) -> User:
    """Return a person as another request would hold them: acts keep what they know of one on the object."""
    return User.objects.get(pk=person.pk)


@pytest.fixture
def connections_apart(monkeypatch):
    """Let each thread open a connection of its own, more than the pool of one process holds."""
    monkeypatch.setitem(connections.settings["default"]["OPTIONS"], "pool", False)


def test_150_posts_from_15_connections_are_numbered_without_gaps_and_none_is_lost(
    thread, monkeypatch, connections_apart
):
    monkeypatch.setattr(posting, "BETWEEN_POSTS", timedelta(0))
    people, backends = [member_of() for _ in range(15)], set()

    def write(person):
        numbers = itertools.count(1)

        def act():
            reply(thread, Written(body=f"{person.pk}, {next(numbers)}"), by=again(person))
            backends.add(connection.connection.info.backend_pid)

        return act

    assert at_once(*map(write, people), times=10) == []
    assert len(backends) == 15
    posts = Post.objects.filter(thread=thread, number__gt=1)
    assert sorted(posts.values_list("number", flat=True)) == list(range(2, 152))
    assert set(posts.values_list("body", flat=True)) == {f"{one.pk}, {n}" for one in people for n in range(1, 11)}
    assert Thread.objects.get(pk=thread.pk).last_number == 151
    # They were published in the order of their numbers, and each person's in the order in which they wrote them.
    assert list(posts.order_by("number")) == list(posts.order_by("published_at", "number"))
    for person in people:
        own = posts.filter(author=person).order_by("number").values_list("body", flat=True)
        assert list(own) == [f"{person.pk}, {n}" for n in range(1, 11)]


def test_of_20_posts_of_one_person_at_once_one_is_let_through(board):
    person = member_of()
    threads = [ThreadFactory(board=board) for _ in range(20)]
    faults = at_once(
        *(lambda thread=thread: reply(thread, Written(body="Me."), by=again(person)) for thread in threads)
    )
    assert [getattr(fault, "code", fault) for fault in faults] == ["too-soon"] * 19
    assert Post.objects.filter(author=person).count() == 1
    assert sum(Thread.objects.values_list("last_number", flat=True)) == 21


@pytest.mark.parametrize("is_reply", [True, False])
def test_form_that_is_sent_five_times_at_once_acts_once_and_answers_the_same_to_all(board, thread, is_reply):
    person, written = member_of(), Written(body="Once.", submission=uuid.uuid4())
    answers = []

    def send():
        if is_reply:
            answers.append(reply(thread, written, by=again(person)).pk)
        else:
            answers.append(start_thread(board, Opening(title="Once"), written, by=again(person)).pk)

    assert at_once(*[send] * 5) == []
    assert len(answers) == 5
    assert len(set(answers)) == 1
    assert Post.objects.filter(author=person).count() == 1


@pytest.mark.parametrize("_round", range(5))
def test_draft_that_is_saved_while_its_post_is_sent_is_gone_afterwards(thread, _round):
    person, written = member_of(), Written(body="Done.")
    faults = at_once(
        lambda: reply(thread, written, by=again(person)),
        lambda: keep_draft(thread, Unsent(body="Done"), by=again(person), submission=written.submission),
    )
    assert faults == []
    assert Post.objects.get(author=person).body == "Done."
    assert not Draft.objects.exists()


def test_two_tabs_keep_one_draft(thread):
    person = member_of()
    acts = [lambda text=text: keep_draft(thread, Unsent(body=text), by=again(person)) for text in ("a", "b", "c", "d")]
    assert at_once(*acts) == []
    assert Draft.objects.get().body in "abcd"


def test_of_two_changes_of_one_text_at_once_one_is_refused(thread):
    post = thread.posts.get()
    author = post.author
    faults = at_once(
        lambda: edit_post(Post.objects.get(pk=post.pk), "Mine.", seen=post.body, by=again(author)),
        lambda: edit_post(Post.objects.get(pk=post.pk), "Mine too.", seen=post.body, by=again(author)),
    )
    assert [fault.code for fault in faults] == ["stale"]
    assert post.revisions.count() == 1


def test_marks_of_one_person_at_once_are_one(board):
    thread = ThreadFactory(board=board, kind="question")
    answer = PostFactory(thread=thread)
    person, author = member_of(), thread.author
    assert at_once(*[lambda: mark_useful(Post.objects.get(pk=answer.pk), by=again(person))] * 5) == []
    assert answer.useful_marks.count() == 1
    assert at_once(*[lambda: accept_answer(Post.objects.get(pk=answer.pk), by=again(author))] * 5) == []
    assert Thread.objects.get(pk=thread.pk).answer == answer
