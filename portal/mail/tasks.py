"""What beat does for letters."""

from __future__ import annotations

import structlog
from celery import shared_task
from django.conf import settings

from portal.locks import try_lock, unlock
from portal.mail.imap import Unreachable, read_returns
from portal.mail.sweeping import send_waiting

log = structlog.get_logger(__name__)

READING = 0x52430011  # of PostgreSQL's advisory locks, held by whoever reads the return mailbox


@shared_task
def sweep() -> None:
    """Send the letters that their process did not come to send. Safe to repeat, and to run beside another."""
    if letters := send_waiting():
        log.info("Sent letters that waited", letters=letters)


@shared_task
def read_what_came_back() -> None:
    """Read the return mailbox, where there is one. Safe to repeat; of two at once, one does nothing."""
    if not settings.MAIL_RETURN_MAILBOX or not try_lock(READING):
        return
    try:
        found = read_returns()
    except Unreachable as error:
        log.warning("The return mailbox could not be read", error=str(error))
    else:
        if found:
            log.info("Read what came back", **{finding.name.lower(): count for finding, count in found.items()})
    finally:
        unlock(READING)
