"""Following the feeds of outlets: asked each hour where they may have changed, and less often where they fail."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from portal.fetching import Fetched, NotFetched, fetch, status_in_words
from portal.newsroom.feed_items import Item, NoFeed, items_of
from portal.newsroom.keywords import Words
from portal.newsroom.models import Coverage, OutletFeed, Suggestion
from portal.newsroom.services.suggesting import FORGET_AFTER
from portal.newsroom.url_keys import url_key

ACCEPT = (
    "application/atom+xml, application/rss+xml, application/rdf+xml, application/xml;q=0.9, text/xml;q=0.9, */*;q=0.5"
)
LIMIT = 5_000_000
SECONDS, SECONDS_NOW = 30, 12
A_MOMENT = timedelta(minutes=1)
EVERY = timedelta(minutes=55)  # beat comes each hour, and a little early now and then
AT_LEAST_EVERY = timedelta(days=2)
MOST_WAITING = 200
"""Suggestions of one feed that wait for an editor: more would bury those of the others."""
LONGEST_PROBLEM = 200
OK, NOT_MODIFIED = 200, 304
WRITTEN = ("asked_at", "problem", "failing_since", "etag", "last_modified")

logger = logging.getLogger(__name__)


def due_feeds(on: datetime | None = None) -> list[OutletFeed]:
    """Return the feeds to ask now, those that have waited longest first."""
    now = on or timezone.now()
    followed = OutletFeed.objects.filter(is_followed=True).order_by(F("asked_at").asc(nulls_first=True), "pk")
    return [feed for feed in followed if is_due(feed, now)]


def is_due(feed: OutletFeed, now: datetime) -> bool:
    """Whether to ask a feed. One that fails is asked again after as long as it had failed when it was last asked."""
    if feed.asked_at is None:
        return True
    pause = EVERY
    if feed.failing_since is not None:
        pause = min(max(feed.asked_at - feed.failing_since, EVERY), AT_LEAST_EVERY)
    return now - feed.asked_at >= pause


def look_now(feed: OutletFeed, *, by: Any) -> int:
    """Ask a feed for an editor who waits, also one that is not followed; return how many suggestions it brings.

    Raises PermissionDenied, and ValidationError where it was asked a moment ago.
    """
    if not has_perm("newsroom.keep_coverage", by):
        raise PermissionDenied
    if feed.asked_at is not None and timezone.now() - feed.asked_at < A_MOMENT:
        raise ValidationError(_("It was looked at a moment ago. Wait a minute before you look again."))
    return follow(feed, seconds=SECONDS_NOW)


def follow(feed: OutletFeed, *, at: datetime | None = None, seconds: float = SECONDS) -> int:
    """Ask a feed and suggest what it brings; return how many. What fails is written on the feed, and raised nowhere."""
    now = at or timezone.now()
    try:
        found = fetch(feed.url, accept=ACCEPT, headers=conditions(feed), limit_bytes=LIMIT, deadline_seconds=seconds)
        if found.status == NOT_MODIFIED:
            return settle(feed, now, found)
        if found.status != OK:
            raise NoFeed(status_in_words(found.status))
        items = items_of(found.body, found.address)
    except (NotFetched, NoFeed) as error:
        return settle(feed, now, problem=str(error))
    except Exception:  # one outlet must not keep the others waiting
        logger.exception("A feed could not be read: %s", feed.url)
        return settle(feed, now, problem=_("What it answered cannot be read"))
    with transaction.atomic():
        if not OutletFeed.objects.select_for_update().filter(pk=feed.pk, url=feed.url).exists():
            return 0  # an editor removed it, or gave it another address, meanwhile
        count, left = suggest(feed, items, now)
        settle(feed, now, found, problem=too_many() if left else "")
    return count


def too_many() -> str:
    return _("%(most)s of its suggestions wait. More are taken when some are settled.") % {"most": MOST_WAITING}


def conditions(feed: OutletFeed) -> dict[str, str]:
    """Return what asks only for what has changed. Source: RFC 9110, section 13"""
    asked = {"If-None-Match": feed.etag, "If-Modified-Since": feed.last_modified}
    return {name: value for name, value in asked.items() if value}


def settle(feed: OutletFeed, now: datetime, found: Fetched | None = None, problem: str = "") -> int:
    """Write down how a feed answered. Returns 0, for nothing was suggested by that.

    One that brought more than there is room for has not failed, and is asked for all of it again.
    """
    feed.asked_at, feed.problem = now, problem[:LONGEST_PROBLEM]
    feed.failing_since = (feed.failing_since or now) if problem and found is None else None
    if found is not None and found.status == OK:
        feed.etag = "" if problem else header(found, "etag", 300)
        feed.last_modified = "" if problem else header(found, "last-modified", 100)
    kept = {name: getattr(feed, name) for name in WRITTEN}
    OutletFeed.objects.filter(pk=feed.pk, url=feed.url).update(**kept)
    return 0


def header(found: Fetched, name: str, most: int) -> str:
    """Return a header to send back as it came, or nothing where it could not be sent or kept."""
    value = found.headers.get(name, "")
    return value if len(value) <= most and value.isascii() and value.isprintable() else ""


def suggest(feed: OutletFeed, items: list[Item], now: datetime) -> tuple[int, int]:
    """Keep what has the words of a feed, is not old, and was neither suggested nor printed here before.

    Return how many, and for how many more there is no room.
    """
    words, oldest = Words.of(feed), timezone.localdate(now) - FORGET_AFTER
    fresh: dict[str, Suggestion] = {}
    for item in items:
        matched = words.found_in(f"{item.headline}\n{item.excerpt}")
        key = key_of(item.url)
        if not matched or not key or (item.printed_on and item.printed_on < oldest):
            continue
        fresh.setdefault(
            key,
            Suggestion(
                feed=feed,
                url=item.url,
                url_key=key,
                headline=item.headline,
                printed_on=item.printed_on,
                excerpt=item.excerpt,
                matched=[each[:100] for each in matched[:10]],
            ),
        )
    known = set(Suggestion.objects.filter(url_key__in=fresh).values_list("url_key", flat=True))
    known |= set(Coverage.objects.filter(url_key__in=fresh).values_list("url_key", flat=True))
    wanted = [suggestion for key, suggestion in fresh.items() if key not in known]
    room = max(MOST_WAITING - Suggestion.objects.waiting().filter(feed=feed).count(), 0)
    Suggestion.objects.bulk_create(wanted[:room], ignore_conflicts=True)
    return len(wanted[:room]), len(wanted[room:])


def key_of(url: str) -> str:
    try:
        return url_key(url)
    except ValueError:
        return ""
