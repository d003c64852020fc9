"""Threads that merge: posts stand in order without gaps, and nobody loses what is unread."""

from __future__ import annotations

import random
from itertools import accumulate
from unittest.mock import ANY

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from cities.places.choices import CityRole
from network.forum.choices import Kind, Level, ListingState, Result, Why
from network.forum.models import Draft, Listing, Match, Outcome, Post, Reader, Thread, ThreadLink
from network.forum.services.hiding import hide_thread
from network.forum.services.posting import Written, reply
from network.forum.services.splitting import merge
from network.forum.signals import thread_merged
from tests.factories import CityFactory, EntryPageFactory, UserFactory
from tests.factories.forum import PostFactory, ThreadFactory, city_board, member_of, rested
from tests.forum.numbering import is_gapless, keys, published, reading
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("counts", [(1, 1), (3, 2), (2, 5), (6, 6)])
def test_merged_posts_stand_in_the_order_of_their_publication(moderator, heard, counts):
    into, left = published(*counts)
    merge(left, into, by=moderator)
    posts = list(into.posts.order_by("number"))
    assert [post.published_at for post in posts] == sorted(post.published_at for post in posts)
    assert is_gapless(into)
    assert into.last_number == sum(counts)
    assert into.last_post_at == posts[-1].published_at
    left.refresh_from_db()
    assert (left.merged_into, left.posts.count()) == (into, 0)
    told = {"sender": Thread, "thread": left, "into": into, "from_board": ANY}
    assert heard == [(thread_merged, told)]
    assert heard[0][1]["from_board"] != into.board


@pytest.mark.parametrize("seed", range(12))
def test_merge_leaves_read_the_longest_beginning_of_which_all_was_read(moderator, seed):
    chance = random.Random(seed)
    into, left = published(chance.randint(1, 6), chance.randint(1, 6))
    person = member_of()
    joined = timezone.now() - timezone.timedelta(days=1)
    type(person).objects.filter(pk=person.pk).update(joined_at=joined)
    seen: set[int] = set()
    for thread in (into, left):
        thread.refresh_from_db()
        number = chance.randint(0, thread.last_number)
        Reader.objects.create(person=person, thread=thread, last_read=number, digested=number)
        seen |= set(keys(thread)[:number])
    merge(left, into, by=moderator)
    row = Reader.objects.get(person=person)
    beginning = accumulate((key in seen for key in keys(into)), lambda so_far, is_read: so_far and is_read)
    longest = sum(beginning)
    assert (row.thread, row.last_read, row.digested) == (into, longest, longest)


def test_merge_leaves_unread_the_thread_that_a_reader_never_opened(moderator):
    into, left = published(2, 2)
    person = member_of(user__joined_at=timezone.now() - timezone.timedelta(days=1))
    Reader.objects.create(person=person, thread=into, last_read=2)
    merge(left, into, by=moderator)
    read = keys(into)[: Reader.objects.get(person=person).last_read]
    assert read == keys(into)[:1]


def test_merge_counts_as_read_what_was_there_before_the_reader_came(moderator):
    into, left = published(2, 2)
    person = member_of()
    type(person).objects.filter(pk=person.pk).update(joined_at=timezone.now() + timezone.timedelta(hours=1))
    Reader.objects.create(person=person, thread=into, last_read=2)
    merge(left, into, by=moderator)
    assert Reader.objects.get(person=person).last_read == 4


def test_merge_keeps_the_level_of_the_thread_that_stays(moderator):
    into, left = published(1, 1)
    both = reading(into, 0, level=Level.MUTED, why=Why.CHOSE).person
    Reader.objects.create(person=both, thread=left, level=Level.WATCHING, why=Why.STARTED)
    one = reading(left, 0, level=Level.TRACKING, why=Why.WROTE).person
    merge(left, into, by=moderator)
    levels = dict(Reader.objects.values_list("person", "level"))
    assert (levels[both.pk], levels[one.pk]) == (Level.MUTED, Level.TRACKING)
    assert not Reader.objects.filter(thread=left).exists()


def test_merge_across_boards_takes_the_traces_of_who_does_not_read_the_other():
    city = CityFactory()
    mover = member_of(city, role=CityRole.COORDINATOR)
    mover.groups.add(*UserFactory(groups=["Moderators"]).groups.all())
    into = ThreadFactory(board=city_board(city), author=mover)
    left = ThreadFactory()
    outsider = left.author
    merge(left, into, by=mover)
    assert not Reader.objects.filter(person=outsider).exists()
    assert not Thread.objects.visible_to(outsider).exists()


def test_merged_thread_leads_on_when_that_one_is_merged_too(moderator):
    first, second, third = published(1, 1, 1)
    merge(third, second, by=moderator)
    merge(second, first, by=moderator)
    third.refresh_from_db()
    assert third.merged_into == first


def test_merge_brings_the_answer_and_the_outcome_to_a_question_without_them(moderator):
    into, left = published(1, 3)
    Thread.objects.filter(pk__in=[into.pk, left.pk]).update(kind=Kind.QUESTION)
    answer = left.posts.get(number=3)
    Thread.objects.filter(pk=left.pk).update(answer=answer, answered_at=timezone.now())
    Outcome.objects.create(thread=left, asked="What?", result=Result.WORKED, summary="That.", by=moderator)
    merge(left, into, by=moderator)
    into.refresh_from_db()
    assert (into.answer, into.outcome.asked) == (answer, "What?")


def test_merge_of_two_outcomes_is_refused(moderator):
    into, left = published(1, 1)
    for thread in (into, left):
        Outcome.objects.create(thread=thread, asked="What?", result=Result.WORKED, summary="That.", by=moderator)
    with pytest.raises(ValidationError, match="outcome"):
        merge(left, into, by=moderator)
    assert left.posts.count() == 1


def test_merge_keeps_each_link_once(moderator):
    into, left = published(1, 1)
    both, one = EntryPageFactory(), EntryPageFactory()
    for thread, entry in ((into, both), (left, both), (left, one)):
        ThreadLink.objects.create(thread=thread, entry=entry, by=moderator)
    merge(left, into, by=moderator)
    assert set(ThreadLink.objects.values_list("thread", "entry")) == {(into.pk, both.pk), (into.pk, one.pk)}


def test_merge_withdraws_the_ask_that_was_there_twice_and_nobody_is_prompted_again(moderator):
    into, left = published(1, 1)
    Thread.objects.update(kind=Kind.ASK)
    kept, twice = (Listing.objects.create(thread=t, expires_on=timezone.localdate()) for t in (into, left))
    person = member_of()
    Match.objects.create(ask=twice, person=person, score=1)
    merge(Thread.objects.get(pk=left.pk), Thread.objects.get(pk=into.pk), by=moderator)
    twice.refresh_from_db()
    assert twice.state == ListingState.WITHDRAWN
    assert list(Match.objects.values_list("ask", "person")) == [(kept.pk, person.pk)]


def test_ask_does_not_become_part_of_a_discussion(moderator):
    into, left = published(1, 1)
    Thread.objects.filter(pk=left.pk).update(kind=Kind.ASK)
    Listing.objects.create(thread=left, expires_on=timezone.localdate())
    with pytest.raises(ValidationError, match="its kind"):
        merge(left, into, by=moderator)


def test_thread_of_an_event_is_never_merged_away(moderator):
    into, left = published(1, 1)
    Thread.objects.filter(pk=left.pk).update(kind=Kind.EVENT)
    with pytest.raises(ValidationError, match="event"):
        merge(left, into, by=moderator)


def test_older_thread_stays(moderator):
    older, younger = published(1, 1)
    with pytest.raises(ValidationError, match="younger"):
        merge(older, younger, by=moderator)


def test_merge_refuses_itself_the_hidden_the_held_and_the_merged(moderator):
    into, left, hidden = published(1, 1, 1)
    hide_thread(hidden, reason="x", by=moderator)
    held = ThreadFactory(posts=0)
    for wrong in (into, hidden, held):
        with pytest.raises(ValidationError):
            merge(wrong, into, by=moderator)
    merge(left, into, by=moderator)
    for first, second in ((left, into), (ThreadFactory(), left)):
        with pytest.raises(ValidationError, match="already"):
            merge(first, second, by=moderator)


def test_merge_takes_drafts_and_held_posts_along(moderator):
    into, left = published(1, 1)
    held = PostFactory(thread=left, held=True)
    one, both = member_of(), member_of()
    Draft.objects.create(person=one, thread=left, body="Mine")
    Draft.objects.create(person=both, thread=left, body="Second")
    Draft.objects.create(person=both, thread=into, body="First")
    merge(left, into, by=moderator)
    held.refresh_from_db()
    assert held.thread == into
    kept = dict(Draft.objects.filter(thread=into).values_list("person", "body"))
    assert kept == {one.pk: "Mine", both.pk: "First\n\nSecond"}


@pytest.mark.django_db(transaction=True)
def test_two_moderators_who_merge_two_threads_crosswise_leave_one(moderator):
    into, left = published(3, 3)
    other = UserFactory(groups=["Moderators"])
    faults = at_once(lambda: merge(left, into, by=moderator), lambda: merge(into, left, by=other))
    assert [type(fault) for fault in faults] == [ValidationError]
    assert is_gapless(into)
    assert into.last_number == 6


@pytest.mark.django_db(transaction=True)
def test_reply_to_a_thread_that_is_merged_at_that_instant_is_not_lost(moderator):
    into, left = published(2, 2)
    writer = member_of()
    rested(writer)
    faults = at_once(
        lambda: merge(left, into, by=moderator), lambda: reply(left, Written(body="Just in time."), by=writer)
    )
    is_there = Post.objects.filter(body="Just in time.", thread=into, number__isnull=False).exists()
    assert is_there or [fault.code for fault in faults] == ["merged"]
    assert is_gapless(into)
