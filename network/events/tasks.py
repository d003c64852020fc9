"""What Celery does for events: telling those who come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import structlog
from celery import shared_task

from network.events.former import Former
from network.events.letters import KIND_PREFIX
from network.events.services import telling
from portal.mail.services import forget_letters

log = structlog.get_logger(__name__)

LETTERS_FOR = timedelta(days=90)
"""How long the ledger keeps what it says of a letter; that it was sent stands with the attendance too."""


@shared_task
def tell_of(event: int, before: dict[str, Any] | None = None) -> None:
    """Tell those who come to an event what changed, and how it was before, where that is known. Safe to repeat."""
    former = Former.read(before) if before else None
    log.info("Told of an event", thread=event, letters=telling.tell(event, former))


@shared_task
def tell_all() -> None:
    """Tell what was not told: the run for it was lost. Safe to repeat."""
    log.info("Told of events", letters=telling.tell_all())


@shared_task
def send_reminders(at: str | None = None) -> None:
    """Remind of events that begin within a day, as of `at` in ISO 8601 or of now. Safe to repeat."""
    moment = datetime.fromisoformat(at) if at else None
    log.info("Reminded of events", letters=telling.remind_all(moment))


@shared_task
def clear_letters() -> None:
    """Delete what the ledger says of old letters on events. Safe to repeat."""
    log.info("Cleared letters on events", letters=forget_letters(KIND_PREFIX, older_than=LETTERS_FOR))
