"""What beat does for accounts."""

from __future__ import annotations

from datetime import timedelta

import structlog
from celery import shared_task

from portal.accounts import erasure, exports, services
from portal.accounts.adapter import KIND_PREFIX
from portal.mail.backends import LIBRARY_KIND
from portal.mail.bounces import forget_bounces
from portal.mail.services import forget_letters, settle_interrupted

log = structlog.get_logger(__name__)

LETTERS_KEPT_FOR = timedelta(days=90)


@shared_task
def clear_expired() -> None:
    """Clear what has run out, as the table in docs/running.md says. Safe to repeat.

    Sessions themselves end in Redis, and allauth signs its confirmation links instead of storing them.
    """
    log.info(
        "Cleared what has run out",
        sessions=services.clear_sessions(),
        accounts=services.clear_unconfirmed(),
        copies=exports.clear_expired(),
        interrupted_letters=settle_interrupted(),
        bounces=forget_bounces(),
        letters=sum(forget_letters(kind, older_than=LETTERS_KEPT_FOR) for kind in (KIND_PREFIX, LIBRARY_KIND)),
    )


@shared_task
def make_copy(export: int) -> None:
    """Make the copy of personal data that somebody asked for. Safe to repeat."""
    exports.make(export)


@shared_task
def clear_residue() -> None:
    """Clear the files and sessions that erasures left. Safe to repeat."""
    erasure.clear_rest()


@shared_task
def finish_privacy() -> None:
    """Do what `make_copy` and `clear_residue` did not: they were lost with the broker, or failed. Safe to repeat."""
    log.info("Finished requests about personal data", copies=exports.make_waiting(), residue=erasure.clear_rest())
