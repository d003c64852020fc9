"""Letters at once while they leave one after another: what is taken back meanwhile does not leave any more."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from network.digests.at_once import leaving
from network.digests.choices import LetterState
from network.digests.models import Notice, Preference
from network.digests.services import telling
from network.digests.services.telling import MOST_ALONE, write_letters
from network.forum.models import Post
from portal.mail.models import Letter
from tests.digests.at_once.letters import ALL, LATER, state, text_of
from tests.digests.due import follow
from tests.factories.forum import PostFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def watchers(leeds, thread):
    """Three more people who get letters at once about a thread."""
    people = [member_of(leeds) for _number in range(3)]
    Preference.objects.filter(person__in=people).update(at_once=ALL)
    for person in people:
        follow(person, thread)
    return people


def take_back(post: Post) -> None:
    Post.objects.filter(pk=post.pk).update(deleted_at=timezone.now())


@pytest.fixture
def left(monkeypatch):
    """What happens after each letter that leaves."""
    acts = []
    original = leaving.Asking.hand_over

    def hand_over(*args, **kwargs):
        original(*args, **kwargs)
        for act in acts:
            act()

    monkeypatch.setattr(leaving.Asking, "hand_over", hand_over)
    return acts


@pytest.mark.parametrize("bounds", [{"CHUNK": 1}, {"FRESH": 0}], ids=["next of them", "the answer is old"])
def test_post_that_is_deleted_while_letters_leave_leaves_in_none_of_the_rest(
    bounds, thread, writer, watchers, written, left, monkeypatch
):
    for name, value in bounds.items():
        monkeypatch.setattr(leaving, name, value)
    post = PostFactory(thread=thread, author=writer)
    left.append(lambda: take_back(post))
    assert len(written()) == 1
    assert sorted(state()) == [LetterState.DUE] * 3 + [LetterState.WRITTEN]
    assert written() == []
    assert sorted(state()) == [LetterState.LEFT_OUT] * 3 + [LetterState.WRITTEN]
    assert Letter.objects.count() == 1


def test_what_is_read_meanwhile_does_not_leave(thread, writer, watchers, written, left, monkeypatch):
    monkeypatch.setattr(leaving, "CHUNK", 1)
    PostFactory(thread=thread, author=writer)
    left.append(lambda: Notice.objects.update(read_at=timezone.now()))
    assert len(written()) == 1


def test_letter_of_which_a_part_is_taken_back_leaves_without_it(thread, writer, written, monkeypatch):
    posts = [PostFactory(thread=thread, author=writer, body=f"Part {number}.") for number in range(MOST_ALONE + 2)]
    original, acts = leaving.still_holding, [lambda: take_back(posts[-1])]

    def still_holding(about):
        if acts:
            acts.pop()()
        return original(about)

    monkeypatch.setattr(leaving, "still_holding", still_holding)
    assert written() == []
    (letter,) = written()
    assert "Part 3." in text_of(letter)
    assert "Part 4." not in letter.as_string()
    assert state() == [LetterState.WRITTEN] * (MOST_ALONE + 1) + [LetterState.LEFT_OUT]


def test_letter_that_somebody_else_took_up_is_not_written_anew(thread, writer, written, monkeypatch):
    post = PostFactory(thread=thread, author=writer)

    def still_holding(_about):
        take_back(post)
        Letter.objects.update(state="sending", sealed=None)
        return set()

    monkeypatch.setattr(leaving, "still_holding", still_holding)
    assert written() == []
    assert (state(), Letter.objects.get().state) == ([LetterState.WRITTEN], "sending")


@pytest.mark.django_db(transaction=True)
def test_go_that_stands_still_holds_no_notice_from_its_reader(thread, writer, reader, monkeypatch):
    PostFactory(thread=thread, author=writer)
    with monkeypatch.context() as soon:
        soon.setattr(telling, "STANDS", timedelta(milliseconds=200))
        with pytest.raises(DatabaseError, match="terminating connection"):
            write_and_stand_still()
    assert (state(), Letter.objects.count()) == ([LetterState.DUE], 0)
    assert write_letters(timezone.now() + LATER) == 1
    assert (state(), Letter.objects.count()) == ([LetterState.WRITTEN], 1)


@transaction.atomic
def write_and_stand_still() -> None:
    write_letters(timezone.now() + LATER)
    time.sleep(1)
    Notice.objects.exists()
