"""What Celery does for the newsroom. A task is only a bell: what is to be done stands in the database.

Each is safe to repeat, to lose and to run beside itself, and ends long before the broker would deliver it again.
"""

from __future__ import annotations

from celery import shared_task
from django.conf import settings

from portal.asking import Pauses, ask_all
from portal.locks import try_lock, unlock
from portal.newsroom.announcing.sending import send_due
from portal.newsroom.counting import moving
from portal.newsroom.services import following, link_checks
from portal.newsroom.services.asking import clear_letters
from portal.newsroom.services.previews import clear_links
from portal.newsroom.services.suggesting import clear_suggestions

SOFT, HARD = 300, 330
"""Seconds. An announcement that is being sent then is in doubt."""
FOLLOWING, CHECKING = 0x52430030, 0x52430031
"""Keys of PostgreSQL's advisory locks."""


@shared_task(name="portal.newsroom.tasks.send_announcements", soft_time_limit=SOFT, time_limit=HARD)
def send_announcements() -> None:
    """Announce what is due, and take care of what ended processes left."""
    send_due()


@shared_task(name="portal.newsroom.tasks.count_readers", soft_time_limit=SOFT, time_limit=HARD)
def count_readers() -> None:
    """Add what was counted since to the daily totals."""
    moving.move()


@shared_task(name="portal.newsroom.tasks.clear_newsroom", soft_time_limit=SOFT, time_limit=HARD)
def clear_newsroom() -> None:
    """Delete what the ledger says of letters, suggestions that nobody settled, and secret links, once they are old."""
    clear_letters()
    clear_links()
    clear_suggestions()


@shared_task(name="portal.newsroom.tasks.follow_feeds")
def follow_feeds() -> int:
    """Ask the feeds of outlets that are due, with a pause for each host; return how many suggestions they brought."""
    if not try_lock(FOLLOWING):
        return 0
    try:
        pauses, count = Pauses(), 0
        for feed in following.due_feeds():
            if pauses.is_over:
                break
            pauses.wait_for(feed.url)
            count += following.follow(feed)
        return count
    finally:
        unlock(FOLLOWING)


@shared_task(name="portal.newsroom.tasks.check_coverage")
def check_coverage(limit: int | None = None) -> int:
    """Ask a few of the links to coverage that are due; return how many were asked."""
    if not try_lock(CHECKING):
        return 0
    try:
        return ask_all(link_checks.due(limit or settings.LINK_CHECKS_AT_ONCE), link_checks.settle)
    finally:
        unlock(CHECKING)
