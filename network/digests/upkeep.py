"""What this room does when accounts are made, and when who reads what changes."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save

from cities.places.models import Membership
from cities.places.signals import membership_changed
from network.digests.models import Preference
from network.digests.services.traces import forget_strangers, forget_unreadable
from network.forum.models import Board, Thread
from network.forum.signals import board_changed, thread_merged, thread_moved
from portal.accounts.models import User


def connect() -> None:
    post_save.connect(person_saved, sender=User, dispatch_uid="digests-preference")
    membership_changed.connect(membership_ended, dispatch_uid="digests-traces")
    thread_moved.connect(thread_moved_away, dispatch_uid="digests-traces")
    thread_merged.connect(thread_merged_away, dispatch_uid="digests-traces")
    board_changed.connect(board_narrowed, dispatch_uid="digests-traces")


def person_saved(instance: User, *, created: bool, raw: bool = False, **_: Any) -> None:
    """Let every new account get the weekly digest until its person chooses otherwise, as they may when signing up."""
    if created and not raw:
        Preference.objects.create(person_id=instance.pk)


def membership_ended(membership: Membership, **_: Any) -> None:
    if not membership.is_active:
        forget_unreadable(membership.user)


def thread_moved_away(thread: Thread, **_: Any) -> None:
    forget_strangers([thread.pk], thread.board)


def thread_merged_away(thread: Thread, into: Thread, **_: Any) -> None:
    forget_strangers([thread.pk, into.pk], into.board)


def board_narrowed(board: Board, **_: Any) -> None:
    forget_strangers(board.threads.values("pk"), board)
