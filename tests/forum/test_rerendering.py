"""The HTML of posts is made anew from its source where an older renderer made it, and nothing else is touched."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from network.forum.models import Post
from portal.text import markdown
from tests.factories.forum import PostFactory, ThreadFactory

pytestmark = pytest.mark.django_db


def test_older_posts_are_made_anew_in_batches_and_once(capsys):
    thread = ThreadFactory(body="**One**[^1]\n\n[^1]: Note")
    posts = [thread.posts.get(), *(PostFactory(thread=thread) for _ in range(4))]
    before = dict(Post.objects.values_list("pk", "html"))
    Post.objects.filter(pk__in=[post.pk for post in posts[:4]]).update(html="<p>Old</p>", html_version=0)
    Post.objects.filter(pk=posts[4].pk).update(html="<p>Of this version</p>")
    call_command("rerender_posts", "--batch", "3")
    assert capsys.readouterr().out == "4 posts were made anew.\n"
    after = dict(Post.objects.values_list("pk", "html"))
    assert after == {**before, posts[4].pk: "<p>Of this version</p>"}
    assert set(Post.objects.values_list("html_version", flat=True)) == {markdown.VERSION}
    call_command("rerender_posts")
    assert capsys.readouterr().out == "0 posts were made anew.\n"


def test_hidden_and_held_posts_are_made_anew_too():
    PostFactory(held=True)
    Post.objects.update(html="<p>Old</p>", html_version=0)
    call_command("rerender_posts", verbosity=0)
    assert not Post.objects.filter(html="<p>Old</p>").exists()
