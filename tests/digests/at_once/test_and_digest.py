"""A post is told of by mail once: by the letter at once, or by the digest, whichever came first."""

from __future__ import annotations

import pytest

from network.digests.choices import LetterState, NoticeKind
from network.digests.models import Notice, Preference
from network.forum.services.readers import mark_read
from portal.accounts.models import User
from portal.words.themes import Theme
from tests.digests.forum import ask
from tests.digests.people import digest_of, long_here, of_section, send
from tests.factories.forum import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader(reader):
    long_here(reader)
    return reader


def named(person):
    return f"Ask @[{person.display_name}](person:{person.pk}) about it."


def sections(person):
    return [(item.choice.section, item.described.line, item.choice.new) for item in digest_of(person).items]


def test_digest_says_nothing_of_a_mention_that_a_letter_told_of(reader, thread, writer, written):
    other = ThreadFactory(board=thread.board)
    mark_read(reader, other, 1)
    PostFactory(thread=other, author=writer, body=named(reader))
    assert of_section(digest_of(reader), "mentions") == [(other.title, "You are named here.")]
    assert len(written()) == 1
    assert digest_of(reader).items == []


def test_digest_tells_of_what_came_before_and_after_the_letter_alone(reader, thread, writer, written):
    Preference.objects.filter(person=reader).update(at_once=[NoticeKind.MENTION])
    mark_read(reader, thread, 1)
    PostFactory(thread=thread, author=writer, body="Before.")
    PostFactory(thread=thread, author=writer, body=named(reader))
    assert len(written()) == 1
    assert sections(reader) == [("replies", "Before.", 1)]
    PostFactory(thread=thread, author=writer, body="After.")
    assert sections(reader) == [("replies", "After.", 2)]


def test_several_posts_of_one_letter_are_told_of_by_it_alone(reader, thread, writer, written):
    mark_read(reader, thread, 1)
    for _ in range(6):
        PostFactory(thread=thread, author=writer)
    assert written()
    assert digest_of(reader).items == []


def test_letter_that_is_taken_back_leaves_its_post_to_the_digest(reader, thread, writer, written):
    mark_read(reader, thread, 1)
    PostFactory(thread=thread, author=writer, body=named(reader))
    written()
    assert digest_of(reader).items == []
    Notice.objects.update(letter=LetterState.DUE)
    assert [section for section, _line, _new in sections(reader)] == ["mentions"]


def test_letter_is_left_out_about_what_a_digest_told_of(reader, thread, writer, written):
    mark_read(reader, thread, 1)
    PostFactory(thread=thread, author=writer, body=named(reader))
    send(reader, digest_of(reader))
    assert written() == []
    assert Notice.objects.get().letter == LetterState.LEFT_OUT
    PostFactory(thread=thread, author=writer, body=named(reader))
    assert len(written()) == 1


def test_ask_that_a_letter_suggested_is_not_in_the_digest(reader, thread):
    wanted = ask(thread.board)
    User.objects.filter(pk=reader.pk).update(interests=[Theme.HOUSING])
    assert [section for section, _line, _new in sections(reader)] == ["asks"]
    notice = Notice.objects.create(
        person=reader, kind=NoticeKind.MATCH, source="match", object_id=1, thread=wanted, letter=LetterState.DUE
    )
    assert [section for section, _line, _new in sections(reader)] == ["asks"]
    Notice.objects.filter(pk=notice.pk).update(letter=LetterState.WRITTEN)
    assert "asks" not in [section for section, _line, _new in sections(reader)]
