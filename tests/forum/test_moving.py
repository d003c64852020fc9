"""Threads that move and split: posts keep their keys, numbers have no gaps, and nobody loses what is unread."""

from __future__ import annotations

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import timezone

from cities.places.choices import CityRole
from network.forum.choices import Audience, Kind, Level, ModerationAct, Why
from network.forum.models import Bookmark, Draft, Listing, Match, Mention, ModerationEntry, Reader, Thread, ThreadLink
from network.forum.services.hiding import hide_thread, pin_thread
from network.forum.services.moving import move
from network.forum.services.posting import Written, reply
from network.forum.services.readers import mark_read
from network.forum.services.splitting import merge, split
from network.forum.signals import thread_split
from tests.factories import CityFactory, EntryPageFactory, UserFactory
from tests.factories.forum import BoardFactory, ThreadFactory, city_board, member_of
from tests.forum.numbering import is_gapless, keys, numbers, reading
from tests.together import at_once

pytestmark = pytest.mark.django_db


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
