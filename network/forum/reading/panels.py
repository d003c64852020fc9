"""Threads about a thing, for its own page in a room below: one query, and what everyone reads is kept as its page is.

Nobody is named, so that nothing here is about a person whose page it is not. What may stand beside a thread is looked
up by its own, not joined: to find the best order of eight tables takes PostgreSQL longer than everything else here.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.places.models import City
from cities.plans.reading.text import ActionText
from network.forum.choices import Kind, Result
from network.forum.models import Listing, Outcome, Thread
from network.forum.reading.addresses import network, thread_address
from network.forum.reading.lists import listing_mark
from network.forum.services.linking import name_of
from portal.pagecache.parts import kept_part

SHOWN = 5
MOST = 20
"""Threads of a panel; the first few stand open."""
KEPT = ("entry", "precedent", "article")
COLUMNS = ("pk", "title", "kind", "board__slug", "board__title", "last_number", "answer_id")
ANY = -1
"""Stands for the key of a thing in a statement that is written once."""


class About(NamedTuple):
    """A thing that threads are about: the field of their link to it, or the city that they come from."""

    kind: str
    pk: int

    @classmethod
    def of(cls, thing: Any) -> About:
        if isinstance(thing, ActionText):
            return cls("action", thing.id)
        return cls("city" if isinstance(thing, City) else name_of(thing), thing.pk)

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
    if user is not None:
        return list(map(discussion, threads_about(about, user)))
    if about.kind not in KEPT:
        return read_by_all(about)
    return kept_part(f"discussions:{about.kind}:{about.pk}", lambda: read_by_all(about))


def threads_about(about: About, user: Any) -> QuerySet[Thread, dict[str, Any]]:
    beside = {
        "city_name": City.objects.filter(pk=OuterRef("city")).values("name"),
        "listing_state": Listing.objects.filter(thread=OuterRef("pk")).values("state"),
        "listing_expires_on": Listing.objects.filter(thread=OuterRef("pk")).values("expires_on"),
        "outcome_result": Outcome.objects.filter(thread=OuterRef("pk")).values("result"),
    }
    threads = Thread.objects.visible_to(user).listed().filter(about.wanted).order_by("-last_post_at", "-pk")
    return threads.values(*COLUMNS, **{name: Subquery(rows) for name, rows in beside.items()})[:MOST]


def read_by_all(about: About) -> list[Discussion]:
    """Return what everyone reads, by a statement that differs in the thing alone, so that it is written once."""
    statement, given = for_everyone(about.kind)
    with connection.cursor() as cursor:
        cursor.execute(statement, [about.pk if value == ANY else value for value in given])
        names = [column.name for column in cursor.description]
        return [discussion(dict(zip(names, row, strict=True))) for row in cursor.fetchall()]


@cache
def for_everyone(kind: str) -> tuple[str, tuple[Any, ...]]:
    """Return the statement of what everyone reads about things of a kind, and what is given to it."""
    return threads_about(About(kind, ANY), None).query.sql_with_params()


def discussion(row: dict[str, Any]) -> Discussion:
    address = thread_address(row["board__slug"], row["pk"], row["title"])
    return Discussion(row["title"], address, list(told(row)))


def told(row: dict[str, Any]) -> Iterator[str]:
    """Yield what stands under the title of a thread: its kind, where it is from, how far it has come."""
    if row["kind"] != Kind.DISCUSSION:
        yield str(Kind(row["kind"]).label)
    if row["city_name"]:
        yield row["city_name"]
    yield row["board__title"]
    replies = row["last_number"] - 1
    yield ngettext("%(count)s reply", "%(count)s replies", replies) % {"count": replies}
    if row["answer_id"]:
        yield _("Answered")
    if row["listing_state"]:
        yield str(listing_mark(row["listing_state"], row["listing_expires_on"]).word)
    if row["outcome_result"]:
        yield str(Result(row["outcome_result"]).label)
