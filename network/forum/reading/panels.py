"""Threads about a thing, for its own page in a room below: one query, and what everyone reads is kept as its page is.

Nobody is named, so that nothing here is about a person whose page it is not.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.places.models import City
from cities.plans.models import Action
from cities.plans.reading.text import ActionText
from handbooks.models import EntryPage, PrecedentPage
from network.forum.choices import Kind, Result
from network.forum.models import Thread
from network.forum.reading.addresses import network, thread_address
from network.forum.reading.lists import listing_mark
from portal.pagecache.parts import kept_part

SHOWN = 5
MOST = 20
"""Threads of a panel; the first few stand open."""
KEPT = ("entry", "precedent")
COLUMNS = (
    *("pk", "title", "kind", "board__slug", "board__title", "city__name", "last_number", "answer_id"),
    *("listing__state", "listing__expires_on", "outcome__result"),
)


class About(NamedTuple):
    """A thing that threads are about: the field of their link to it, or the city that they come from."""

    kind: str
    pk: int

    @classmethod
    def of(cls, thing: Any) -> About:
        kinds = {EntryPage: "entry", PrecedentPage: "precedent", Action: "action", Thread: "event", City: "city"}
        return cls("action", thing.id) if isinstance(thing, ActionText) else cls(kinds[type(thing)], thing.pk)

    @property
    def wanted(self) -> Q:
        return Q(city=self.pk) if self.kind == "city" else Q(**{f"links__{self.kind}": self.pk})

    @property
    def ask_url(self) -> str:
        """Where a thread about it begins."""
        return f"{network()}write/" if self.kind == "city" else f"{network()}write/?{self.kind}={self.pk}"


class Discussion(NamedTuple):
    """A thread on the page of what it is about."""

    title: str
    url: str
    said: list[str]


def discussions(about: About, user: Any) -> list[Discussion]:
    """Return the threads about a thing that `user` reads, the latest first; None is who is not signed in."""
    if user is None and about.kind in KEPT:
        return kept_part(f"discussions:{about.kind}:{about.pk}", lambda: read(about, None))
    return read(about, user)


def read(about: About, user: Any) -> list[Discussion]:
    threads = Thread.objects.visible_to(user).listed().filter(about.wanted)
    rows = threads.order_by("-last_post_at", "-pk").values(*COLUMNS)[:MOST]
    return [
        Discussion(row["title"], thread_address(row["board__slug"], row["pk"], row["title"]), list(told(row)))
        for row in rows
    ]


def told(row: dict[str, Any]) -> Iterator[str]:
    """Yield what stands under the title of a thread: its kind, where it is from, how far it has come."""
    if row["kind"] != Kind.DISCUSSION:
        yield str(Kind(row["kind"]).label)
    if row["city__name"]:
        yield row["city__name"]
    yield row["board__title"]
    replies = row["last_number"] - 1
    yield ngettext("%(count)s reply", "%(count)s replies", replies) % {"count": replies}
    if row["answer_id"]:
        yield _("Answered")
    if row["listing__state"]:
        yield str(listing_mark(row["listing__state"], row["listing__expires_on"]).word)
    if row["outcome__result"]:
        yield str(Result(row["outcome__result"]).label)
