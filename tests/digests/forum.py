"""What the tests of sections from the forum share: asks, outcomes, and time that passes."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from network.forum.choices import Kind, ListingState
from network.forum.models import Listing, Outcome, Post, Thread
from network.forum.services.outcomes import Told, record_outcome
from portal.accounts.models import User
from portal.words.themes import Theme
from tests.factories.forum import ThreadFactory, member_of


def ask(board: Any, *, by: User | None = None, themes: Any = (Theme.HOUSING,), kind: str = Kind.ASK, **listing: Any):
    """Return the thread of an ask that is open for a month."""
    thread = ThreadFactory(board=board, kind=kind, themes=list(themes), author=by or member_of(), title="Who lends?")
    given = {"expires_on": timezone.localdate() + timedelta(days=30), "state": ListingState.OPEN}
    Listing.objects.create(thread=thread, **{**given, **listing})
    return thread


def outcome(thread: Thread, *, by: User | None = None, **told: Any) -> Outcome:
    """Record what came of a thread."""
    said = {"asked": "Can a council lend?", "result": "worked", "summary": "It can,\nslowly.", **told}
    return record_outcome(thread, Told(**said), by=by or thread.author)


def age(*threads: Thread, days: float) -> None:
    """Let threads be some days old."""
    past = timezone.now() - timedelta(days=days)
    keys = [thread.pk for thread in threads]
    Thread.objects.filter(pk__in=keys).update(created_at=past, last_post_at=past)
    Post.objects.filter(thread__in=keys).update(written_at=past, published_at=past)
