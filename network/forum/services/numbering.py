"""Numbers of posts: given under the lock of the thread, without gaps, in the order in which posts are there to read."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import connection
from django.utils import timezone

from network.forum.models import Post, Thread
from network.forum.services.mentions import note_mentions
from network.forum.signals import post_published

ASIDE = 1_000_000_000
"""Above every number that a thread comes to: where posts stand while they are numbered anew."""
PUT_ASIDE = """
UPDATE forum_post SET thread_id = %s, number = %s + place
FROM unnest(%s::bigint[]) WITH ORDINALITY AS ordered (pk, place) WHERE forum_post.id = ordered.pk
"""
PUT_BACK = "UPDATE forum_post SET number = number - %s WHERE thread_id = %s AND number > %s"


def publish(post: Post, thread: Thread) -> None:
    """Give a post the next number of its thread, which the caller has locked, and announce it."""
    thread.last_number += 1
    thread.last_post_at = timezone.now()
    thread.save(update_fields=["last_number", "last_post_at"])
    post.thread = thread
    post.number = thread.last_number
    post.published_at = thread.last_post_at
    post.save()
    note_mentions(post)
    post_published.send(Post, post=post)


def renumber(thread: Thread, posts: Sequence[Post]) -> None:
    """Number published posts from 1 in the order given, in a locked thread that has no others, and keep its end.

    They may come from another thread, which is locked too. Readers' marks stand for numbers, so whoever renumbers
    moves them too: see `services.splitting`.
    """
    with connection.cursor() as cursor:
        cursor.execute(PUT_ASIDE, [thread.pk, ASIDE, [post.pk for post in posts]])
        cursor.execute(PUT_BACK, [ASIDE, thread.pk, ASIDE])
    thread.last_number = len(posts)
    thread.last_post_at = max((post.published_at for post in posts if post.published_at), default=thread.last_post_at)
    thread.save(update_fields=["last_number", "last_post_at"])
