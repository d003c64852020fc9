"""What Celery does for the newsroom. A task is only a bell: what is to be done stands in the database.

Each is safe to repeat, to lose and to run beside itself, and ends long before the broker would deliver it again.
"""

from __future__ import annotations

from celery import shared_task

from portal.newsroom.announcing.sending import send_due
from portal.newsroom.counting import moving

SOFT, HARD = 300, 330
"""Seconds. An announcement that is being sent then is in doubt."""


@shared_task(name="portal.newsroom.tasks.send_announcements", soft_time_limit=SOFT, time_limit=HARD)
def send_announcements() -> None:
    """Announce what is due, and take care of what ended processes left."""
    send_due()


@shared_task(name="portal.newsroom.tasks.count_readers", soft_time_limit=SOFT, time_limit=HARD)
def count_readers() -> None:
    """Add what was counted since to the daily totals."""
    moving.move()
