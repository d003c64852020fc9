"""What beat does for the forum."""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from celery import shared_task

from network.forum.letters import KIND_PREFIX
from network.forum.services import matching, outcomes, surfacing
from network.forum.services.attachments import clear_orphans
from network.forum.services.bookmarks import send_reminders
from network.forum.services.drafts import clear_old_drafts
from portal.mail.services import forget_letters

log = structlog.get_logger(__name__)
LETTERS_FOR = timedelta(days=90)


@shared_task
def clear_forum() -> None:
    """Delete old drafts, the files that came to nothing, and what is known of old letters. Safe to repeat."""
    drafts, letters = clear_old_drafts(), forget_letters(KIND_PREFIX, older_than=LETTERS_FOR)
    log.info("Cleared the forum", drafts=drafts, files=clear_orphans(), letters=letters)


@shared_task
def remind_kept() -> None:
    """Bring kept posts back to mind on the day that their keepers chose. Safe to repeat."""
    log.info("Reminded of kept posts", letters=send_reminders())


@shared_task
def remind_of_outcomes(at: str | None = None) -> None:
    """Remind of outcomes that are to be looked at again, as of `at` in ISO 8601 or of now. Safe to repeat."""
    log.info("Reminded of outcomes", letters=outcomes.remind_outcomes(moment(at)))


@shared_task
def tend_listings(at: str | None = None) -> None:
    """Suggest what fits open asks, and tell moderators of those that nobody answers. Safe to repeat."""
    log.info("Tended asks", suggested=matching.suggest_all(moment(at)), surfaced=surfacing.surface(moment(at)))


def moment(at: str | None) -> datetime | None:
    return datetime.fromisoformat(at) if at else None
