"""Threads that move, split and merge: posts keep their keys, numbers have no gaps, and nobody loses what is unread."""

from __future__ import annotations

import random
from itertools import accumulate
from unittest.mock import ANY

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cities.places.choices import CityRole
from network.forum.choices import Audience, Kind, Level, ListingState, ModerationAct, Result, Why
from network.forum.models import (
    Bookmark,
    Draft,
    Listing,
    Match,
    Mention,
    ModerationEntry,
    Outcome,
    Post,
    Reader,
    Thread,
    ThreadLink,
)
from network.forum.services.hiding import hide_thread, pin_thread
from network.forum.services.moving import move
from network.forum.services.posting import Written, reply
from network.forum.services.readers import mark_read
from network.forum.services.splitting import merge, split
from network.forum.signals import thread_merged, thread_moved, thread_split
from tests.factories import CityFactory, EntryPageFactory, UserFactory
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, city_board, member_of, rested
from tests.together import at_once

pytestmark = pytest.mark.django_db


@pytest.fixture
def moderator():
    return UserFactory(groups=["Moderators"])


@pytest.fixture
def heard():
    """Keep what is announced: `(signal, its words)`."""
    kept = []

    def keep(signal, **words):
        kept.append((signal, words))

    for signal in (thread_moved, thread_merged, thread_split):
        signal.connect(keep, weak=False)
    yield kept
    for signal in (thread_moved, thread_merged, thread_split):
        signal.disconnect(keep)


def numbers(thread: Thread) -> list[int]:
    return list(thread.posts.published().order_by("number").values_list("number", flat=True))


def keys(thread: Thread) -> list[int]:
    return list(thread.posts.published().order_by("number").values_list("pk", flat=True))


def is_gapless(thread: Thread) -> bool:
    thread.refresh_from_db()
    return numbers(thread) == list(range(1, thread.last_number + 1))


def reading(thread: Thread, last_read: int, **more) -> Reader:
    return Reader.objects.create(person=member_of(), thread=thread, last_read=last_read, **more)


def published(*counts: int) -> list[Thread]:
    """Return threads whose posts were published one after the other, in turns of a random order."""
    threads = [ThreadFactory(posts=count) for count in counts]
    rest = [thread for thread, count in zip(threads, counts, strict=True) for _ in range(count - 1)]
    random.Random(sum(counts)).shuffle(rest)
    at, given = timezone.now(), dict.fromkeys(threads, 0)
    for minute, thread in enumerate([*threads, *rest]):
        given[thread] += 1
        when = at + timezone.timedelta(minutes=minute)
        thread.posts.filter(number=given[thread]).update(published_at=when)
        Thread.objects.filter(pk=thread.pk).update(last_post_at=when)
    return threads


# Moving


def test_moved_thread_is_read_where_it_stands(moderator, heard):
    thread, target = ThreadFactory(), BoardFactory()
    before = thread.board
    pin_thread(thread, by=moderator)
    moved = move(thread, target, by=moderator, reason="It is about land.")
    assert (moved.board, moved.pinned_at) == (target, None)
    assert heard[0][1]["from_board"] == before
    entry = ModerationEntry.objects.filter(act=ModerationAct.MOVE).get()
    assert (entry.board, entry.from_board, entry.reason) == (target, before, "It is about land.")


def test_who_loses_access_loses_every_trace():
    city = CityFactory()
    mover = member_of(city, role=CityRole.COORDINATOR)
    mover.groups.add(*UserFactory(groups=["Moderators"]).groups.all())
    stays, loses = member_of(city), member_of()
    thread = ThreadFactory(author=mover)
    listing = Listing.objects.create(thread=thread, expires_on=timezone.localdate())
    post = thread.posts.get()
    for person in (stays, loses):
        mark_read(person, thread, 1)
        Bookmark.objects.create(person=person, post=post)
        Draft.objects.create(person=person, thread=thread, body="So far")
        Mention.objects.create(person=person, post=post)
        Match.objects.create(ask=listing, person=person, score=1)
    move(thread, city_board(city), by=mover)
    for model in (Reader, Bookmark, Draft, Mention, Match):
        kept = set(model.objects.values_list("person", flat=True))
        assert stays.pk in kept, model
        assert loses.pk not in kept, model
    assert not Thread.objects.visible_to(loses).exists()


def test_move_to_a_board_for_all_leaves_every_trace(moderator):
    reader = reading(ThreadFactory(), 1)
    move(reader.thread, BoardFactory(audience=Audience.PUBLIC), by=moderator)
    assert Reader.objects.filter(pk=reader.pk).exists()


def test_thread_moves_only_to_a_board_that_the_mover_moderates(moderator):
    with pytest.raises(PermissionDenied):
        move(ThreadFactory(), city_board(CityFactory()), by=moderator)
    with pytest.raises(PermissionDenied):
        move(ThreadFactory(), BoardFactory(), by=member_of(role=CityRole.COORDINATOR))


def test_thread_does_not_move_to_its_own_or_an_archived_board(moderator):
    thread = ThreadFactory()
    for board in (thread.board, BoardFactory(archived_at=timezone.now())):
        with pytest.raises(ValidationError) as refused:
            move(thread, board, by=moderator)
        assert "board" in refused.value.error_dict


def test_what_had_grown_into_a_thread_moves_with_it(moderator):
    into, left = ThreadFactory(), ThreadFactory()
    merge(left, into, by=moderator)
    target = BoardFactory()
    move(into, target, by=moderator)
    left.refresh_from_db()
    assert left.board == target


# Splitting


def test_split_posts_keep_their_keys_and_both_threads_have_no_gaps(moderator, heard):
    thread = ThreadFactory(posts=6, themes=["housing"])
    before = keys(thread)
    second = thread.posts.get(number=3)
    new = split(thread, [3, 5, 6], title="What about\nheat?", by=moderator)
    assert keys(new) == [before[2], before[4], before[5]]
    assert keys(thread) == [before[0], before[1], before[3]]
    assert is_gapless(new)
    assert is_gapless(thread)
    assert (new.title, new.author, new.city, new.themes) == (
        "What about heat?",
        second.author,
        second.city,
        ["housing"],
    )
    assert (new.board, new.created_at) == (thread.board, second.published_at)
    assert thread.last_post_at == thread.posts.get(number=3).published_at
    assert heard == [(thread_split, {"sender": Thread, "thread": new, "from_thread": thread})]
    assert ModerationEntry.objects.get().act == ModerationAct.SPLIT


@pytest.mark.parametrize("last_read", range(8))
def test_split_leaves_read_what_was_read_and_nothing_else(moderator, last_read):
    thread = ThreadFactory(posts=7)
    reader = reading(thread, last_read, digested=max(last_read - 1, 0))
    seen = set(thread.posts.filter(number__lte=last_read).values_list("pk", flat=True))
    told = set(thread.posts.filter(number__lte=reader.digested).values_list("pk", flat=True))
    new = split(thread, [2, 4, 7], title="Aside", by=moderator)
    for part in (thread, new):
        row = Reader.objects.get(person=reader.person, thread=part)
        assert set(keys(part)[: row.last_read]) == seen & set(keys(part))
        assert set(keys(part)[: row.digested]) == told & set(keys(part))


def test_split_is_followed_by_who_chose_it_and_who_wrote_in_it(moderator):
    thread = ThreadFactory(posts=2)
    writer, chooser = member_of(), reading(thread, 0, level=Level.WATCHING, why=Why.CHOSE)
    reply(thread, Written(body="Aside."), by=writer)
    new = split(thread, [3], title="Aside", by=moderator)
    levels = {row.person: (row.level, row.why) for row in Reader.objects.filter(thread=new)}
    assert levels[writer] == (Level.WATCHING, Why.STARTED)
    assert levels[chooser.person] == (Level.WATCHING, Why.CHOSE)
    assert levels[thread.author] == ("", "")


def test_split_takes_the_answer_and_the_bookmarks_of_its_posts_along(moderator):
    thread = ThreadFactory(posts=3, kind=Kind.QUESTION)
    answer = thread.posts.get(number=3)
    Thread.objects.filter(pk=thread.pk).update(answer=answer, answered_at=timezone.now())
    bookmark = Bookmark.objects.create(person=member_of(), post=answer)
    new = split(thread, [3], title="Aside", by=moderator)
    thread.refresh_from_db()
    assert (thread.answer, thread.answered_at, new.answer) == (None, None, None)
    assert Bookmark.objects.get(pk=bookmark.pk).post.thread == new


def test_split_is_about_the_same_things(moderator):
    thread = ThreadFactory(posts=2)
    entry = EntryPageFactory()
    ThreadLink.objects.create(thread=thread, entry=entry, by=thread.author)
    new = split(thread, [2], title="Aside", by=moderator)
    assert list(ThreadLink.objects.order_by("pk").values_list("thread", "entry")) == [
        (thread.pk, entry.pk),
        (new.pk, entry.pk),
    ]


def test_split_of_a_hidden_thread_shows_nothing(moderator):
    thread = ThreadFactory(posts=2)
    hide_thread(thread, reason="Names a person.", by=moderator)
    new = split(thread, [2], title="Aside", by=moderator)
    assert new not in Thread.objects.visible_to(thread.author)


@pytest.mark.parametrize(
    ("chosen", "title", "kind", "field"),
    [
        ([], "Aside", Kind.DISCUSSION, "posts"),
        ([1, 2], "Aside", Kind.DISCUSSION, "posts"),
        ([4], "Aside", Kind.DISCUSSION, "posts"),
        ([0], "Aside", Kind.DISCUSSION, "posts"),
        ([2], " \u202e ", Kind.DISCUSSION, "title"),
        ([2], "Aside", Kind.EVENT, "kind"),
    ],
)
def test_split_says_what_is_wrong_and_changes_nothing(moderator, chosen, title, kind, field):
    thread = ThreadFactory(posts=3)
    with pytest.raises(ValidationError) as refused:
        split(thread, chosen, title=title, kind=kind, by=moderator)
    assert field in refused.value.error_dict
    assert (Thread.objects.count(), numbers(thread)) == (1, [1, 2, 3])


def test_split_and_merge_are_for_who_moderates(moderator):
    thread, other = ThreadFactory(posts=2), ThreadFactory()
    for person in (thread.author, member_of(role=CityRole.COORDINATOR)):
        with pytest.raises(PermissionDenied):
            split(thread, [2], title="Aside", by=person)
        with pytest.raises(PermissionDenied):
            merge(other, thread, by=person)
    with pytest.raises(PermissionDenied):
        merge(ThreadFactory(board=city_board(CityFactory())), thread, by=moderator)


# Merging


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


# At once


@pytest.mark.django_db(transaction=True)
def test_two_moderators_who_merge_two_threads_crosswise_leave_one(moderator):
    into, left = published(3, 3)
    other = UserFactory(groups=["Moderators"])
    faults = at_once(lambda: merge(left, into, by=moderator), lambda: merge(into, left, by=other))
    assert [type(fault) for fault in faults] == [ValidationError]
    assert is_gapless(into)
    assert into.last_number == 6


@pytest.mark.django_db(transaction=True)
def test_split_while_others_write_and_read_leaves_no_gap_and_no_mark_beyond_the_end(moderator):
    thread = ThreadFactory(posts=8)
    writers, readers = [member_of() for _ in range(3)], [member_of() for _ in range(3)]
    acts = [lambda by=by: reply(thread, Written(body="Meanwhile."), by=by) for by in writers]
    marks = [lambda by=by: mark_read(by, thread, 8) for by in readers]
    faults = at_once(lambda: split(thread, [4, 5, 6, 7], title="Aside", by=moderator), *acts, *marks)
    assert faults == []
    new = Thread.objects.exclude(pk=thread.pk).get()
    assert is_gapless(thread)
    assert is_gapless(new)
    assert (thread.last_number, new.last_number) == (7, 4)
    assert all(row.last_read <= row.thread.last_number for row in Reader.objects.select_related("thread"))


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
