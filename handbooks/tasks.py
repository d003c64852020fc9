"""What the handbooks do in the background. Each may run twice at once, or again, without harm."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from celery import shared_task
from django.conf import settings
from django.db import transaction
from django.utils import timezone
from wagtail.models import Page, Revision

from handbooks import links
from handbooks.models import ProblemReport
from portal.asking import ask_all
from portal.locks import try_lock, unlock

logger = logging.getLogger(__name__)

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
        return ask_all(links.due(limit or settings.LINK_CHECKS_AT_ONCE), links.settle)
    finally:
        unlock(CHECKING)


@shared_task(name="handbooks.tasks.forget_reporters")
def forget_reporters() -> int:
    """Remove the addresses of readers whose reports were settled a month ago; return how many."""
    before = timezone.now() - FORGET_REPORTERS_AFTER
    return ProblemReport.objects.filter(settled_at__lte=before).exclude(email="").update(email="")
