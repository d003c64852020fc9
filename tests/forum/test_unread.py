"""What is new to a person: arithmetic on the last number read, and nothing that was there before they came."""

from __future__ import annotations

import pytest
from django.utils import timezone

from network.forum.models import Participant, Reader, Thread
from network.forum.services.posting import Written, reply
from network.forum.services.readers import mark_all_read, mark_read
from tests.factories.forum import BoardFactory, PostFactory, ThreadFactory, member_of

pytestmark = pytest.mark.django_db


@pytest.fixture
def reader():
    return member_of()


def unread(reader) -> list[int]:
    found = Thread.objects.visible_to(reader).with_reader(reader).order_by("pk")
    return list(found.values_list("unread", flat=True))


def test_unread_is_what_came_after_the_last_number_read(reader):
    thread = ThreadFactory(posts=5)
    assert unread(reader) == [5]
    mark_read(reader, thread, 3)
    assert unread(reader) == [2]
    mark_read(reader, thread, 1)
    mark_read(reader, thread, 99)
    assert (unread(reader), Reader.objects.get(person=reader).last_read) == ([0], 5)


def test_thread_from_before_a_person_came_is_not_new_until_somebody_writes(reader):
    thread = ThreadFactory(posts=2)
    type(reader).objects.filter(pk=reader.pk).update(joined_at=timezone.now())
    reader = type(reader).objects.get(pk=reader.pk)
    assert unread(reader) == [0]
    PostFactory(thread=thread)
    assert unread(reader) == [3]


def test_old_thread_that_they_began_to_read_counts_on(reader):
    thread = ThreadFactory(posts=4)
    mark_read(reader, thread, 1)
    type(reader).objects.filter(pk=reader.pk).update(joined_at=timezone.now())
    assert unread(type(reader).objects.get(pk=reader.pk)) == [3]


def test_all_is_read_at_once_and_new_posts_are_new_again(reader):
    threads = [ThreadFactory(posts=2), ThreadFactory(posts=1)]
    mark_read(reader, threads[0], 1)
    mark_all_read(reader)
    assert unread(type(reader).objects.get(pk=reader.pk)) == [0, 0]
    PostFactory(thread=threads[0])
    assert unread(type(reader).objects.get(pk=reader.pk)) == [1, 0]


def test_first_post_of_a_person_leaves_what_they_have_not_read_unread(reader):
    ThreadFactory(posts=2)
    own = ThreadFactory(board=BoardFactory())
    reply(own, Written(body="Mine."), by=reader)
    assert Participant.objects.get(person=reader).read_before == reader.joined_at
    assert unread(type(reader).objects.get(pk=reader.pk))[0] == 2
