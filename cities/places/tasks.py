"""What beat does for networks."""

from __future__ import annotations

import structlog
from celery import shared_task

from cities.places import retention

log = structlog.get_logger(__name__)


@shared_task
def clear_settled() -> None:
    """Clear what networks keep no longer. Safe to repeat."""
    log.info(
        "Cleared what networks keep no longer",
        invitations=retention.clear_invitations(),
        requests=retention.clear_requests(),
        letters=retention.clear_letters(),
        submissions=retention.clear_submissions(),
    )
