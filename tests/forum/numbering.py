"""What the tests of moving, splitting and merging share: threads, their posts in order, and who has read how far."""

from __future__ import annotations

import random
from typing import Any

from django.utils import timezone

from network.forum.models import Reader, Thread
from tests.factories.forum import ThreadFactory, member_of


def numbers(thread: Thread) -> list[int]:
    return list(thread.posts.published().order_by("number").values_list("number", flat=True))


def keys(thread: Thread) -> list[int]:
    return list(thread.posts.published().order_by("number").values_list("pk", flat=True))


def is_gapless(thread: Thread) -> bool:
    thread.refresh_from_db()
    return numbers(thread) == list(range(1, thread.last_number + 1))


def reading(thread: Thread, last_read: int, **more: Any) -> Reader:
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
