"""Texts of many marks inside one another, sent by the forms of writing: a page of bounded depth, and no error."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest
from django.urls import reverse

from network.forum.models import Post, Thread
from portal.text.markdown import DEEPEST
from tests.factories.forum import BoardFactory, ThreadFactory, member_of
from tests.forum.reading import text
from tests.forum.writing import send

pytestmark = pytest.mark.django_db
VOID = frozenset({"br", "hr", "img", "input", "link", "meta", "source", "use", "path", "circle", "rect", "line"})
FRAME = 25
"""Elements around a post, and within a footnote or a table."""
DEEP = {
    "quotes": "> " * 2_000 + "the end",
    "lists": "- " * 2_000 + "the end",
    "numbers": "1. " * 2_000 + "the end",
    "stairs": "\n".join(f"{'  ' * step}- step" for step in range(90)) + "\n\nthe end",
    "quotes of lists": "> - " * 1_500 + "the end",
    "emphasis": "*" * 4_000 + "the end" + "*" * 4_000,
    "emphasis in steps": "*a " * 1_500 + "the end" + " a*" * 1_500,
    "both": "> " * 19 + "*a " * 1_000 + "the end" + " a*" * 1_000,
    "links": "[" * 2_000 + "the end" + "](/x)" * 2_000,
    "footnotes": "the end[^1]\n\n[^1]: " + "> " * 2_000 + "a",
}


class Depth(HTMLParser):
    """How deep the elements of a page stand in one another."""

    def __init__(self) -> None:
        super().__init__()
        self.now = self.most = 0

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag not in VOID:
            self.now += 1
            self.most = max(self.most, self.now)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            self.now -= 1


def depth_of(page: str) -> int:
    depth = Depth()
    depth.feed(page)
    return depth.most


@pytest.fixture
def writer(client):
    person = member_of()
    client.force_login(person)
    return client


@pytest.mark.parametrize("name", DEEP)
@pytest.mark.parametrize("is_reply", [False, True], ids=["thread", "reply"])
def test_deep_text_is_posted_previewed_quoted_and_read(writer, name, is_reply):
    place = ThreadFactory() if is_reply else BoardFactory()
    shown = writer.post(reverse("preview"), {"body": DEEP[name]})
    assert (shown.status_code, "the end" in shown.content.decode()) == (200, True)
    answer = send(writer, place, DEEP[name])
    assert answer.status_code == 302
    post = Post.objects.latest("pk")
    page = text(writer, Thread.objects.latest("pk").get_absolute_url())
    assert "the end" in page
    assert depth_of(page) <= 2 * DEEPEST + FRAME
    assert "&gt; **" in text(writer, f"{reverse('reply', args=[post.thread_id])}?quote={post.pk}")
