"""People whom one may name: those who read what is written, found by how their name begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from cities.places.directory.asking import words_query
from cities.places.directory.folding import fold
from cities.places.directory.reading import found_of
from cities.places.models import DirectoryLine, Membership
from network.forum.choices import Audience, SanctionKind
from network.forum.models import Board, Post, Sanction, Thread
from network.forum.rules import board_of, named_cities
from portal.accounts.models import User
from portal.accounts.roles import Role

FEWEST_LETTERS = 2
MOST_LETTERS = 60
MOST_SHOWN = 8
LOOKED_AT = 100
LATEST_POSTS = 200


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Somebody who may be named, with where they work as far as the viewer may know."""

    pk: int
    name: str
    place: str


def suggestions(place: Thread | Board, text: str, *, viewer: User) -> list[Suggestion]:
    """Return at most eight people whose name holds words that begin so: who wrote in the thread first.

    Who hides in the directory is named to nobody who does not read their name in the thread anyway.
    """
    words = fold(text[:MOST_LETTERS]).split()
    if sum(map(len, words)) < FEWEST_LETTERS:
        return []
    writers = writers_in(place) if isinstance(place, Thread) else set()
    lines = DirectoryLine.objects.visible_to(viewer).filter(vector=words_query(words))
    keys = writers | set(lines.order_by("name_key", "user").values_list("pk", flat=True)[:LOOKED_AT])
    people = User.objects.filter(readers_q(board_of(place)), pk__in=keys - {viewer.pk}).only("display_name")
    found = [person for person in people if is_called(person.display_name, words)]
    found.sort(key=lambda person: (person.pk not in writers, fold(person.display_name), person.pk))
    known = found_of([person.pk for person in found[:MOST_SHOWN]], viewer)
    return [Suggestion(one.pk, plain(one.display_name), city_of(known.get(one.pk))) for one in found[:MOST_SHOWN]]


def writers_in(thread: Thread) -> set[int]:
    """Return who wrote the latest posts of a thread that may be read."""
    posts = Post.objects.readable().filter(thread=thread, number__gt=thread.last_number - LATEST_POSTS)
    return set(posts.order_by().values_list("author", flat=True).distinct())


def readers_q(board: Board) -> Q:
    """Return the condition for people who read a board, and who are of the network."""
    part = Membership.objects.active().filter(user=OuterRef("pk"))
    if board.audience == Audience.CITIES:
        reads = Q(Exists(part.filter(city__in=named_cities(board))))
    else:
        groups = User.groups.through.objects.filter(user=OuterRef("pk"), group__name=Role.MODERATORS)
        reads = Q(Exists(part)) | Q(Exists(groups))
    suspended = Sanction.objects.in_force(timezone.now()).filter(kind=SanctionKind.SUSPENSION, person=OuterRef("pk"))
    return reads & ~Q(Exists(suspended)) & Q(is_active=True, anonymised_at=None)


def is_called(name: str, words: list[str]) -> bool:
    """Return whether each of some words begins one of a name."""
    parts = fold(name).split()
    return all(any(part.startswith(word) for part in parts) for word in words)


def plain(name: str) -> str:
    """Return a name as it stands between the brackets of a mention."""
    return " ".join("".join(" " if character in "[]" else character for character in name).split())[:80]


def city_of(found: Any) -> str:
    return found.home.city.name if found else ""
