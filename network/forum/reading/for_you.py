"""What of the forum waits for one person, on the home page: threads they watch, who named them, posts that are held."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.forum.choices import Level
from network.forum.models import Mention, Post, Reader, Thread
from network.forum.reading.addresses import network, on_page, post_act, thread_address
from network.forum.reading.people import short_name
from network.forum.standing import new_from
from portal.accounts.models import User
from portal.words.parts import Link

SHOWN = 5
"""Lines of each kind; the pages that they lead to show the rest."""


def lines_of(person: User) -> list[Link]:
    """Lead to what waits for a person in the forum; three queries."""
    return [*watched(person), *mentions(person), *held(person)]


def watched(person: User) -> list[Link]:
    """Return the threads that a person watches with what they have not read."""
    threads: Any = Thread.objects.visible_to(person).listed().with_reader(person)
    found = threads.filter(reading__level=Level.WATCHING, unread__gt=0).order_by("-last_post_at", "-pk")
    rows = list(found.values("pk", "title", "board__slug", "unread", "read_to")[: SHOWN + 1])
    lines = [Link(title=unread_words(row), url=first_unread(row)) for row in rows[:SHOWN]]
    more = [Link(title=_("More in threads that you watch"), url=f"{network()}new/")] if len(rows) > SHOWN else []
    return lines + more


def unread_words(row: dict[str, Any]) -> str:
    words = ngettext("%(count)s new post in “%(thread)s”", "%(count)s new posts in “%(thread)s”", row["unread"])
    return words % {"count": row["unread"], "thread": row["title"]}


def first_unread(row: dict[str, Any]) -> str:
    return on_page(thread_address(row["board__slug"], row["pk"], row["title"]), row["read_to"] + 1)


def mentions(person: User) -> list[Link]:
    """Return the posts that name a person and that they have not read."""
    readable = Post.objects.visible_to(person).readable().filter(pk=OuterRef("post"))
    own = Reader.objects.filter(person=person.pk, thread=OuterRef("post__thread"))
    done = own.filter(Q(last_read__gte=OuterRef("post__number")) | Q(level=Level.MUTED))
    found = Mention.objects.filter(~Exists(done), Exists(readable), person=person, at__gt=new_from(person))
    rows = found.order_by("-at").select_related("post__thread", "post__author")[:SHOWN]
    words = _("%(name)s named you in “%(thread)s”")
    return [Link(title=words % named(row.post), url=post_act(row.post_id)) for row in rows]


def named(post: Post) -> dict[str, str]:
    name = short_name(post.author.display_name, post.author.anonymised_at)
    return {"name": name, "thread": post.thread.title}


def held(person: User) -> list[Link]:
    """Return the posts of a person that wait for a moderator, as far as they still read where these are to stand."""
    waiting = Post.objects.visible_to(person).held().filter(author=person).order_by("written_at")
    words = _("Your post in “%(thread)s” waits for a moderator")
    return [
        Link(title=words % {"thread": post.thread.title}, url=post.thread.get_absolute_url())
        for post in waiting.select_related("thread__board")[:SHOWN]
    ]
