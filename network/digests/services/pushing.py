"""Push: tell browsers of notices, each at most once, whatever runs beside it and whenever a process ends.

How far a browser was told is written before anything is sent: one message that is missed stands in the portal, one
that comes twice annoys. The same two minutes pass as before a letter.
"""

from __future__ import annotations

import time
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.conf import settings
from django.db import transaction
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
from portal.accounts.models import User

BATCH = 20
BUDGET = 120.0
"""Seconds for one go; the rest waits for the next."""
MOST_ALONE = 3
"""Notices that a browser gets one by one; of more it gets the number."""
MOST_LOOKED_AT = 50
TITLE = 200


def push_notices(at: datetime | None = None) -> int:
    """Tell browsers of what is new at `at`, or now, and return how many messages were taken. Safe to repeat."""
    now, until, count = at or timezone.now(), time.monotonic() + BUDGET, 0
    while has_keys() and time.monotonic() < until and (taken := take(now)):
        for subscription, messages in taken:
            count += tell(subscription, messages)
    return count


@transaction.atomic
def take(now: datetime) -> list[tuple[Subscription, list[dict[str, str]]]]:
    """Take up some browsers that nobody else takes up, and return what each is told; they count as told by that."""
    fresh = Notice.objects.filter(person=OuterRef("person"), pk__gt=OuterRef("told"), read_at=None, at__lte=now - DELAY)
    rows = Subscription.objects.filter(Exists(fresh), person__is_active=True).select_related("person").order_by("pk")
    taken = list(rows.select_for_update(of=("self",), skip_locked=True)[:BATCH])
    wanted = wanting({one.person_id for one in taken})
    found = []
    for one in taken:
        unread = Notice.objects.filter(person=one.person_id, pk__gt=one.told, read_at=None, at__lte=now - DELAY)
        last = unread.order_by("-pk").values_list("pk", flat=True)[:1]
        found.append((one, messages_for(one.person, unread.filter(kind__in=wanted[one.person_id]))))
        Subscription.objects.filter(pk=one.pk).update(told=last[0])
    return found


def messages_for(person: User, unread: Any) -> list[dict[str, str]]:
    """Return what is said to a browser of a person about unread notices: what they may read now, of nothing muted."""
    muted = Reader.objects.filter(person=person, level=Level.MUTED).values("thread")
    own = unread.visible_to(person).exclude(thread__isnull=False, thread__in=muted).order_by("-pk")[:MOST_LOOKED_AT]
    lines = described(list(own), person)
    if len(lines) > MOST_ALONE:
        return [many(lines)]
    return [message(pk, lines[pk]) for pk in sorted(lines)]


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


def tell(subscription: Subscription, messages: Sequence[dict[str, str]]) -> int:
    """Hand messages to a browser, which is forgotten where it takes none any more; return how many were taken."""
    count = 0
    for one in messages:
        outcome = deliver(subscription, one)
        if outcome is Outcome.GONE:
            Subscription.objects.filter(pk=subscription.pk, endpoint=subscription.endpoint).delete()
            break
        count += outcome is Outcome.TAKEN
    return count
