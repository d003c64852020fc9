"""Make the demonstration threads, each once: what whoever tries the portal then does with them stays."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from cities.plans.demo.script import day
from network.forum.choices import Level
from network.forum.demo import buying, elsewhere, energy, finance, housing, land, organising
from network.forum.demo.script import LEEDS, MODERATOR, TENANTS, Talk
from network.forum.demo.telling import Stage
from network.forum.models import Listing, Participant, Thread
from network.forum.querysets import ThreadQuerySet
from network.forum.services import bookmarks, listings, readers
from network.forum.services.boards import ensure_boards
from network.forum.services.splitting import merge
from network.forum.standing import forget_standing
from portal.accounts.models import User
from portal.words.themes import Theme

PARTS = (housing, energy, finance, buying, land, organising, elsewhere)
TALKS = sorted((talk for part in PARTS for talk in part.TALKS), key=lambda talk: talk.starts)
READ_ALL = timedelta(days=28)
"""How long ago the demonstration people marked all as read."""


@transaction.atomic
def load() -> None:
    """Make what is missing. Without the starter content there are no boards, and so no threads."""
    ensure_boards()
    stage = Stage.for_talks(TALKS)
    newcomers = [person for person in stage.people.values() if not hasattr(person, "participant")]
    fresh = [talk for talk in TALKS if stage.is_ready(talk)]
    made = {talk.name: stage.tell(talk) for talk in fresh}
    for talk in fresh:
        meet(stage, talk, made)
        if talk.grows_into in made:
            reason = "Both ask the same (demonstration)."
            merge(made[talk.name], made[talk.grows_into], by=stage.people[MODERATOR], reason=reason)
    read(newcomers, Thread.objects.filter(pk__in=[thread.pk for thread in made.values()], merged_into=None))
    if housing.OWNERS.name in made:
        follow(stage, made[housing.OWNERS.name])


def meet(stage: Stage, talk: Talk, made: Mapping[str, Thread]) -> None:
    """Say that an ask is met, on the day of its last post."""
    if not talk.days or not talk.days.met:
        return
    thread, other = made[talk.name], made.get(talk.days.met_with)
    met_with = other.listing if other else None
    listings.meet(thread.listing, by=stage.people[talk.lines[0].by], met_with=met_with, note=talk.days.met)
    Listing.objects.filter(thread=thread).update(met_on=day(talk.lines[-1].when))


def read(people: Collection[User], threads: ThreadQuerySet) -> None:
    """Let people have read some of the threads and not others, each of them other ones."""
    Participant.objects.filter(person__in=people).delete()
    before = timezone.now() - READ_ALL
    Participant.objects.bulk_create([Participant(person=person, read_before=before) for person in people])
    for turn, person in enumerate(people):
        forget_standing(person)
        for place, thread in enumerate(threads.visible_to(person).order_by("pk")):
            left = (turn + place) % 3
            if left < 2:
                readers.mark_read(person, thread, thread.last_number - left)


def follow(stage: Stage, owners: Thread) -> None:
    """Let two people of Leeds follow a board and a theme, and one keep a post to be reminded of it."""
    coordinator = stage.people[LEEDS]
    readers.follow(Level.WATCHING, by=coordinator, board=owners.board)
    readers.follow(Level.TRACKING, by=stage.people[TENANTS], theme=Theme.ORGANISING)
    bookmarks.keep(owners.posts.get(number=6), by=coordinator, note="Ask legal about this", remind_on=day(12))
