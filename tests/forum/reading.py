"""What tests of reading share: the text of a page, and threads of any length."""

from __future__ import annotations

from django.test import Client
from django.utils import timezone

from network.forum.models import Post, Thread


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, url
    return response.content.decode()


def posts_in(thread: Thread, count: int) -> None:
    """Add posts by one author, as many as it takes."""
    first = thread.posts.get(number=1)
    now = timezone.now()
    Post.objects.bulk_create(
        Post(
            thread=thread,
            number=number,
            author=first.author,
            city=first.city,
            body=f"Reply {number}.",
            html=f"<p>Reply {number}.</p>",
            html_version=1,
            written_at=now,
            published_at=now,
        )
        for number in range(2, count + 1)
    )
    Thread.objects.filter(pk=thread.pk).update(last_number=count, last_post_at=now)
    thread.refresh_from_db()
