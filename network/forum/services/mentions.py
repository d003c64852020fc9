"""Naming people: only those who can see the thread are named to any effect, and nobody learns who cannot.

Source: anchors of the peer network, mention spam and probing: ten to a post, thirty to a day.
"""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from network.forum.models import Mention, Post
from network.forum.rules import reads_board
from network.forum.signals import mentioned
from portal.accounts.models import User
from portal.text import markdown

MOST_OF_A_POST = 10
MOST_OF_A_DAY = 30


def note_mentions(post: Post) -> list[int]:
    """Keep whom a published post names now, and announce those who were not named before. Returns these."""
    wanted = markdown.mentioned(post.body)[:MOST_OF_A_POST]
    if not wanted:
        post.mentions.all().delete()
        return []
    post.mentions.exclude(person__in=wanted).delete()
    known = set(post.mentions.values_list("person", flat=True))
    people = [person for person in readers_of(post, wanted) if person not in known][: left_today(post.author_id)]
    Mention.objects.bulk_create([Mention(post=post, person_id=person) for person in people], ignore_conflicts=True)
    if people:
        mentioned.send(Post, post=post, people=people)
    return people


def readers_of(post: Post, wanted: list[int]) -> list[int]:
    """Return those of some people who can read a post, without its author, in the order in which they are named."""
    found = User.objects.filter(pk__in=wanted, is_active=True, anonymised_at=None).in_bulk()
    people = [found[pk] for pk in wanted if pk in found and pk != post.author_id]
    return [person.pk for person in people if reads_board(person, post)]


def without_the_gone(body: str) -> str:
    """Return a text without the names of people who have left the portal: a form may be older than that."""
    wanted = markdown.mentioned(body)
    gone = User.objects.filter(pk__in=wanted, anonymised_at__isnull=False) if wanted else User.objects.none()
    for person in gone.values_list("pk", flat=True):
        body = markdown.without(body, person, nobody())
    return body


def nobody() -> str:
    """Return what stands where somebody was named who has left."""
    return f"@{_('a former member')}"


def left_today(author: int) -> int:
    since = timezone.now() - timedelta(days=1)
    return max(MOST_OF_A_DAY - Mention.objects.filter(post__author=author, at__gt=since).count(), 0)
