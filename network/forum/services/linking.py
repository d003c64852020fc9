"""What a thread is about: entries, precedents, actions, articles and events, which show it on their own pages."""

from __future__ import annotations

from collections.abc import Sequence

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from cities.plans.models import Action
from handbooks.models import EntryPage, PrecedentPage
from network.forum.models import Thread, ThreadLink
from network.forum.services.door import open_thread
from network.forum.signals import links_changed
from portal.accounts.models import User
from portal.newsroom.models import ArticlePage

MOST = 10
"""Things that one thread is about."""

Thing = EntryPage | PrecedentPage | Action | ArticlePage | Thread
NAMES: dict[type, str] = {
    EntryPage: "entry",
    PrecedentPage: "precedent",
    Action: "action",
    ArticlePage: "article",
    Thread: "event",
}
"""The field of a link that leads to a thing of each kind."""


@transaction.atomic
def link(thread: Thread, things: Sequence[Thing], *, by: User) -> list[ThreadLink]:
    """Say that a thread is about some things, and return the links that are new.

    What it is about already stays. Raises PermissionDenied; ValidationError for too many, and for what `by` does not
    read, in the words for what is not there.
    """
    thread = open_thread(thread, "forum.link", by)
    kept = list(ThreadLink.objects.filter(thread=thread))
    known = {key_of(row) for row in kept}
    wanted = {(name_of(thing), thing.pk): thing for thing in things}
    fresh = [
        ThreadLink(thread=thread, by=by, **{name: thing})
        for (name, pk), thing in wanted.items()
        if (name, pk) not in known
    ]
    if len(kept) + len(fresh) > MOST:
        raise ValidationError(_("A thread is about at most %(most)s things. Take one away first.") % {"most": MOST})
    if ("event", thread.pk) in wanted:
        raise ValidationError(_("A thread is not about itself."))
    ThreadLink.objects.bulk_create(fresh)
    keys = [row.pk for row in fresh]
    if ThreadLink.objects.filter(pk__in=keys).to_things_of(by).count() < len(keys):
        raise ValidationError(_("One of these is not there to be read."))
    if fresh:
        links_changed.send(Thread, thread=thread)
    return fresh


@transaction.atomic
def unlink(thread: Thread, pk: int, *, by: User) -> None:
    """Take one link away; one that is gone already is no fault. Raises PermissionDenied, ValidationError."""
    thread = open_thread(thread, "forum.link", by)
    if ThreadLink.objects.filter(thread=thread, pk=pk).delete()[0]:
        links_changed.send(Thread, thread=thread)


def name_of(thing: Thing) -> str:
    """Return the field of a link that leads to a thing."""
    return NAMES[type(thing)]


def key_of(row: ThreadLink) -> tuple[str, int | None]:
    return next((name, pk) for name in NAMES.values() if (pk := getattr(row, f"{name}_id")))
