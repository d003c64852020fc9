"""What beat does for the forum."""

from __future__ import annotations

import structlog
from celery import shared_task

from network.forum.services.attachments import clear_orphans

log = structlog.get_logger(__name__)


@shared_task
def clear_files() -> None:
    """Delete the files that came to nothing. Safe to repeat."""
    log.info("Cleared files without a post", files=clear_orphans())
