"""Numbers of posts: given under the lock of the thread, without gaps, in the order in which posts are there to read."""

from __future__ import annotations

from django.db.models import F
from django.utils import timezone

from network.forum.models import Post, Thread
from network.forum.services.mentions import note_mentions
from network.forum.signals import post_published


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


def renumber(thread: Thread) -> None:
    """Number the posts of a locked thread anew from 1 in the order of their publication, and say what came last.

    Readers' marks stand for numbers, so whoever renumbers moves them too: see `services.splitting`.
    """
    posts = list(thread.posts.published().order_by("published_at", "pk").only("pk", "number", "published_at"))
    thread.posts.published().update(number=F("number") + 1_000_000)
    for place, post in enumerate(posts, start=1):
        post.number = place
    Post.objects.bulk_update(posts, ["number"], batch_size=1000)
    thread.last_number = len(posts)
    if posts:
        thread.last_post_at = posts[-1].published_at or thread.last_post_at
    thread.save(update_fields=["last_number", "last_post_at"])
