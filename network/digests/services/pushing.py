"""Push: tell browsers of notices, each at most once, whatever runs beside it and whenever a process ends.

How far a browser was told is written right before each message: one message that is missed stands in the portal, one
that comes twice annoys. The same two minutes pass as before a letter.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.core.cache import cache
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import ngettext

from network.digests.describing import described
from network.digests.describing.line import Line
from network.digests.models import Notice, Subscription
from network.digests.push.delivering import Outcome, deliver
from network.digests.push.keys import has_keys
from network.digests.services.telling import DELAY
from network.digests.switches import wanting
from network.forum.choices import Level
from network.forum.models import Reader

BUDGET = 120.0
"""Seconds for one go; the rest waits for the next."""
MOST_ALONE = 3
"""Notices that a browser gets one by one; of more it gets the number."""
MOST_LOOKED_AT = 50
TITLE = 200
MOST_SLOW = 3
SLOW_FOR = 7 * 24 * 3600
"""Seconds since the last time after which it is forgotten that a service was slow."""
Message = tuple[int, dict[str, str] | None]


def push_notices(at: datetime | None = None) -> int:
    """Tell browsers of what is new at `at`, or now, and return how many messages were taken. Safe to repeat.

    Each is looked at once. What somebody else tells a browser of meanwhile is left to them.
    """
    now, until, count, last = at or timezone.now(), time.monotonic() + BUDGET, 0, 0
    while has_keys() and time.monotonic() < until and (one := next_one(now, last)):
        last = one.pk
        count += tell(one, messages_for(one, now))
    return count


def next_one(now: datetime, after: int) -> Subscription | None:
    """Return the next browser for which there may be something new, behind that with the key `after`."""
    fresh = Notice.objects.filter(person=OuterRef("person"), pk__gt=OuterRef("told"), read_at=None, at__lte=now - DELAY)
    rows = Subscription.objects.filter(Exists(fresh), person__is_active=True, pk__gt=after)
    return rows.select_related("person").order_by("pk").first()


def messages_for(one: Subscription, now: datetime) -> list[Message]:
    """Return what is said to a browser, with the last notice that each message tells of.

    That is of what its person may read now, and of nothing muted. The last one may have no words: it only says how far
    the browser was told.
    """
    unread = Notice.objects.filter(person=one.person_id, pk__gt=one.told, read_at=None, at__lte=now - DELAY)
    last = unread.order_by("-pk").values_list("pk", flat=True).first() or one.told
    muted = Reader.objects.filter(person=one.person_id, level=Level.MUTED).values("thread")
    wanted = unread.filter(kind__in=wanting([one.person_id])[one.person_id], pk__lte=last)
    own = wanted.visible_to(one.person).exclude(thread__isnull=False, thread__in=muted).order_by("-pk")[:MOST_LOOKED_AT]
    lines = described(list(own), one.person)
    if len(lines) > MOST_ALONE:
        return [(last, many(lines))]
    return [*((pk, message(pk, lines[pk])) for pk in sorted(lines)), (last, None)]


def message(pk: int, line: Line) -> dict[str, str]:
    """Return a message about one notice: a line, and where it leads."""
    return {
        "title": Truncator(str(line.said)).chars(TITLE),
        "body": settings.WAGTAIL_SITE_NAME,
        "url": reverse("notice", args=[pk]),
        "tag": f"notice-{pk}",
    }


def many(lines: dict[int, Line]) -> dict[str, str]:
    count = len(lines)
    title = ngettext("%(count)s new notice", "%(count)s new notices", count) % {"count": count}
    return {"title": title, "body": settings.WAGTAIL_SITE_NAME, "url": reverse("notices"), "tag": "notices"}


def tell(subscription: Subscription, messages: Sequence[Message]) -> int:
    """Hand messages to a browser and return how many were taken.

    It is forgotten where it takes none any more, or its service was too slow three times; what is left after a slow
    one stands in the portal.
    """
    count, told = 0, subscription.told
    for upto, words in messages:
        if upto > told and not Subscription.objects.filter(pk=subscription.pk, told=told).update(told=upto):
            break  # somebody else tells it
        told = upto
        outcome = deliver(subscription, words) if words else None
        if outcome is Outcome.GONE or (outcome is Outcome.SLOW and is_slow_again(subscription)):
            Subscription.objects.filter(pk=subscription.pk, endpoint=subscription.endpoint).delete()
            break
        if outcome is Outcome.TAKEN:
            count += 1
        elif outcome is Outcome.SLOW:
            Subscription.objects.filter(pk=subscription.pk, told=told).update(told=messages[-1][0])
            break
    return count


def is_slow_again(subscription: Subscription) -> bool:
    """Return whether a service has been too slow so often of late that its browser is forgotten."""
    name = f"push-slow:{subscription.pk}"
    times = (cache.get(name) or 0) + 1
    cache.set(name, times, SLOW_FOR)
    return times >= MOST_SLOW
