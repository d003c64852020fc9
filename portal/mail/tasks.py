"""What beat does for letters."""

from __future__ import annotations

import structlog
from celery import shared_task

from portal.mail.sweeping import send_waiting

log = structlog.get_logger(__name__)


@shared_task
def sweep() -> None:
    """Send the letters that their process did not come to send. Safe to repeat, and to run beside another."""
    if letters := send_waiting():
        log.info("Sent letters that waited", letters=letters)
