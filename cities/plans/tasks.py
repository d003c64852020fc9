"""What beat does for action plans."""

from __future__ import annotations

from datetime import datetime

import structlog
from celery import shared_task

from cities.plans import retention
from cities.plans.services import reminders, telling

log = structlog.get_logger(__name__)


@shared_task
def send_reminders(at: str | None = None) -> None:
    """Remind whom an update is due from, as of `at` in ISO 8601 or of now. Safe to repeat."""
    log.info("Reminded of updates", letters=reminders.send_reminders(moment(at)))


@shared_task
def tell_followers(at: str | None = None) -> None:
    """Tell followers what was published, as of `at` in ISO 8601 or of now. Safe to repeat."""
    log.info("Told followers", letters=telling.tell_followers(moment(at)))


@shared_task
def clear_plans() -> None:
    """Clear what plans keep no longer. Safe to repeat."""
    log.info(
        "Cleared what plans keep no longer",
        reminders=retention.clear_reminders(),
        links=retention.clear_links(),
        follows=retention.clear_unconfirmed(),
        letters=retention.clear_letters(),
    )


def moment(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None
