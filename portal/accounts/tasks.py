"""What beat does for accounts."""

from __future__ import annotations

from datetime import timedelta

import structlog
from celery import shared_task

from portal.accounts import services
from portal.accounts.adapter import KIND_PREFIX
from portal.mail.services import forget_letters, settle_interrupted

log = structlog.get_logger(__name__)

LETTERS_KEPT_FOR = timedelta(days=90)


@shared_task
def clear_expired() -> None:
    """Clear what has run out: ended sessions, sign-ups never confirmed, old account letters. Safe to repeat.

    Sessions themselves end in Redis, and allauth signs its confirmation links instead of storing them.
    """
    log.info(
        "Cleared what has run out",
        sessions=services.clear_sessions(),
        accounts=services.clear_unconfirmed(),
        interrupted_letters=settle_interrupted(),
        letters=forget_letters(KIND_PREFIX, older_than=LETTERS_KEPT_FOR),
    )
