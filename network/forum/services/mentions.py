"""Naming people: only those who can see the thread are named to any effect, and nobody learns who cannot.

Whoever is named stands there by the name that they have. Whose name the writer does not read is not named at all.

Source: anchors of the peer network, mention spam and probing: ten to a post, thirty to a day.
"""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places.directory.reading import found_of
from network.forum.models import Board, Mention, Post, Thread
from network.forum.reading.naming import plain
from network.forum.rules import reads_board
from network.forum.signals import mentioned
from portal.accounts.choices import Directory
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


def with_names(body: str, place: Thread | Board | None, *, by: User, before: str = "") -> str:
    """Return a text of `by` that calls everybody whom it names by their name, as one may who writes there.

    Who was named in the text `before` stays named. Whose name `by` does not read loses the mark, not the words.
    """
    body = without_the_gone(body)
    wanted = markdown.mentioned(body)
    if not wanted:
        return body
    return markdown.named(body, {**markdown.names_in(before), **names_of(wanted[: MOST_OF_A_POST + 1], place, by)})


def names_of(wanted: list[int], place: Thread | Board | None, by: User) -> dict[int, str]:
    """Return the names of those of some people whom `by` may name: found in the directory, or writing in the thread."""
    found = {pk for pk, one in found_of(wanted, by).items() if one.person.directory != Directory.HIDDEN}
    if isinstance(place, Thread):
        posts = Post.objects.readable().filter(thread=place.pk, author__in=wanted)
        found.update(posts.values_list("author", flat=True))
    people = User.objects.filter(pk__in={*found, by.pk} & {*wanted}, is_active=True, anonymised_at=None)
    names = {pk: plain(name) for pk, name in people.values_list("pk", "display_name")}
    return {pk: name for pk, name in names.items() if name}


def check_number(body: str, *, by: User, before: str = "") -> None:
    """Raise ValidationError where a text of `by` names more people than a post may, or than they may today.

    Who was named in the text `before` counts towards the post alone.
    """
    wanted = [pk for pk in markdown.mentioned(body) if pk != by.pk]
    counts = {"count": len(wanted), "most": MOST_OF_A_POST}
    if len(wanted) > MOST_OF_A_POST:
        message = _("This names %(count)s people. A post names at most %(most)s: take the @ from the others.")
        raise ValidationError({"body": message % counts}, code="too-many-names")
    fresh = len({*wanted} - {*markdown.mentioned(before)})
    if fresh and fresh > (left := left_today(by.pk)):
        counts = {"count": fresh, "most": MOST_OF_A_DAY, "left": left}
        message = _(
            "A person may name %(most)s people in a day, of whom %(left)s are left. This names %(count)s: "
            "take the @ from the others, or post it tomorrow."
        )
        raise ValidationError({"body": message % counts}, code="too-many-names")


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
