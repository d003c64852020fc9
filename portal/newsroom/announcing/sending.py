"""Send what is due, one by one. It may run twice at once, or again, or be killed at any moment."""

from __future__ import annotations

import time
from collections import Counter
from datetime import datetime

import structlog
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.mail.handing import Term
from portal.news_settings import Mastodon
from portal.newsroom.announcing import ledger, mastodon, webhook
from portal.newsroom.announcing.channels import Channel, channels
from portal.newsroom.announcing.results import Outcome, Result
from portal.newsroom.announcing.talking import CutOff, NotAllowed, NotReached, Request, Talk
from portal.newsroom.models import Announcement, ArticlePage

BUDGET = 200.0
"""Seconds for one go."""
LEAVES = 60.0
"""Seconds after it was taken up within which a request leaves, or not at all: a machine may have slept in between."""

log = structlog.get_logger(__name__)


def send_due(at: datetime | None = None, *, budget: float = BUDGET) -> Counter[str]:
    """Try each announcement that is due at `at`, or now, once; return how many came to which end."""
    until, seen, ends = time.monotonic() + budget, set[int](), Counter[str]()
    if left := ledger.sweep(at):
        log.warning("Swept announcements that a process left", announcements=left)
    while time.monotonic() < until:
        due = Announcement.objects.due(at).exclude(pk__in=seen).order_by("try_at", "pk")
        row = due.select_related("article__locale").first()
        if row is None:
            break
        seen.add(row.pk)
        send(row)
        row.refresh_from_db(fields=["state"])
        ends[row.state] += 1
    if ends:
        log.info("Announced articles", **ends)
    return ends


def send(row: Announcement) -> None:
    """Try one announcement, if it is to be made at all."""
    channel = channels().get(row.channel)
    if not ArticlePage.objects.visible_to().filter(pk=row.article_id).exists():
        ledger.cancel(row)
    elif channel is None:
        ledger.pass_over(row, Result(Outcome.REFUSED, _("This channel is not set up any more.")))
    else:
        try:
            send_on(channel, row)
        except NotAllowed:
            said = _("Its address is in a private network, which is not allowed by its settings.")
            ledger.pass_over(row, Result(Outcome.REFUSED, said))
        except NotReached as error:
            ledger.pass_over(row, Result(Outcome.LATER, str(error)))


def send_on(channel: Channel, row: Announcement) -> None:
    """Announce on a channel. Raises NotReached while nothing was said yet."""
    request, may_repeat = prepared(channel, row)
    if row.doubt_since and (not may_repeat or timezone.now() > row.doubt_since + ledger.REPEATABLE_FOR):
        said = _("It may have arrived, and another try might arrive as well.")
        ledger.pass_over(row, Result(Outcome.REFUSED, said))
        return
    with Talk(request, is_own=channel.is_own) as talk:
        term = Term(LEAVES)
        if not ledger.claim(row):
            return
        if term.is_over():
            ledger.let_go(row)
            return
        ledger.write_down(row, made(channel, talk), may_repeat=may_repeat)


def prepared(channel: Channel, row: Announcement) -> tuple[Request, bool]:
    """Return the request, and whether it may be made again with the same key. Raises NotReached."""
    if isinstance(channel, Mastodon):
        instance = mastodon.instance_of(channel)
        return mastodon.request_for(channel, row, instance), instance.keeps_keys
    return webhook.request_for(channel, row), False


def made(channel: Channel, talk: Talk) -> Result:
    """Make the request, and return what became of it."""
    try:
        reply = talk.say()
    except CutOff as error:
        return Result(Outcome.DOUBT, _("No whole answer came. %(why)s.") % {"why": error})
    return mastodon.result_for(reply) if isinstance(channel, Mastodon) else webhook.result_for(reply)
