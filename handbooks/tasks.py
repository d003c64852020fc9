"""What the handbooks do in the background. Each may run twice at once, or again, without harm."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Iterable
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from handbooks import links
from handbooks.models import LinkCheck, ProblemReport
from portal import fetching
from portal.locks import try_lock, unlock

logger = logging.getLogger(__name__)

LONGEST_RUN = 480  # seconds; CELERY_TASK_TIME_LIMIT is 600
FORGET_REPORTERS_AFTER = timedelta(days=30)
PUBLISHING, CHECKING = 0x52430001, 0x52430002  # keys of PostgreSQL's advisory locks


@shared_task(name="handbooks.tasks.publish_scheduled")
def publish_scheduled() -> bool:
    """Expire and publish what is due, as Wagtail's command of that name does. False when another is at it.

    Publishing clears the schedule, so that running again does nothing. One page at a time, each in its own
    transaction: a page that cannot be published must not keep the others waiting.
    """
    if not try_lock(PUBLISHING):
        return False
    try:
        now = timezone.now()
        for page in Page.objects.live().filter(expire_at__lt=now).order_by("expire_at"):
            attempt(page.unpublish, set_expired=True, log_action="wagtail.unpublish.scheduled")
        for revision in Revision.objects.filter(approved_go_live_at__lt=now).order_by("approved_go_live_at"):
            attempt(revision.publish, log_action="wagtail.publish.scheduled")
        return True
    finally:
        unlock(PUBLISHING)


def attempt(act: Callable[..., Any], **kwargs: Any) -> None:
    try:
        with transaction.atomic():
            act(**kwargs)
    except Exception:
        logger.exception("A scheduled change of a page failed: %s", act)


@shared_task(name="handbooks.tasks.check_links")
def check_links(limit: int | None = None) -> int:
    """Bring the list of outside addresses up to date and ask those that are due; return how many were asked.

    Offline, the first few fail alike and the run stops without blaming the addresses.
    """
    if not try_lock(CHECKING):
        return 0
    try:
        links.record(links.collect())
        return ask_all(links.due(limit or settings.LINK_CHECKS_AT_ONCE))
    finally:
        unlock(CHECKING)


def ask_all(checks: Iterable[LinkCheck]) -> int:
    """Ask each address, with a pause between two requests to one host. Stops when nothing answers at all,
    and before the worker's own limit of time.
    """
    started = time.monotonic()
    asked_at: dict[str, float] = {}
    failed: list[tuple[LinkCheck, fetching.Answer]] = []
    count, answered = 0, False
    for check in checks:
        if time.monotonic() - started > LONGEST_RUN:
            break
        wait_for(urlsplit(check.url).netloc, asked_at)
        answer = fetching.ask(check.url)
        count += 1
        answered = answered or answer.status is not None
        if answer.status is None and not answered:
            failed.append((check, answer))
            if len(failed) >= settings.LINK_CHECK_OFFLINE_AFTER:
                logger.warning("Links are not checked: none of the first %s addresses answered", len(failed))
                return count
            continue
        links.settle(check, status=answer.status, error=answer.error, at=timezone.now())
    for check, answer in failed:
        links.settle(check, status=answer.status, error=answer.error, at=timezone.now())
    return count


def wait_for(host: str, asked_at: dict[str, float]) -> None:
    """Pause until `host` may be asked again."""
    since = time.monotonic() - asked_at.get(host, float("-inf"))
    if since < settings.LINK_CHECK_PAUSE:
        time.sleep(settings.LINK_CHECK_PAUSE - since)
    asked_at[host] = time.monotonic()


@shared_task(name="handbooks.tasks.forget_reporters")
def forget_reporters() -> int:
    """Remove the addresses of readers whose reports were settled a month ago; return how many."""
    before = timezone.now() - FORGET_REPORTERS_AFTER
    return ProblemReport.objects.filter(settled_at__lte=before).exclude(email="").update(email="")
