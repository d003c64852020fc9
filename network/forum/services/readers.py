"""What a person has read and how closely they follow: each act is one statement that never goes backwards."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F, OuterRef, Subquery
from django.db.models.functions import Greatest
from django.utils import timezone

from network.forum.choices import Level, Why
from network.forum.models import Board, Follow, Participant, Post, Reader, Thread
from network.forum.signals import all_read, thread_read
from network.forum.standing import forget_standing
from portal.accounts.models import User

MARK = """
INSERT INTO forum_reader (person_id, thread_id, level, why, last_read, digested)
SELECT %(person)s, id, '', '', LEAST(%(number)s, last_number), 0 FROM forum_thread WHERE id = %(thread)s
ON CONFLICT (person_id, thread_id) DO UPDATE SET last_read = EXCLUDED.last_read
WHERE forum_reader.last_read < EXCLUDED.last_read
"""
ALONGSIDE: list[str] = []
LEVELS = {Why.STARTED: Level.WATCHING, Why.WROTE: Level.TRACKING, Why.MENTIONED: Level.TRACKING}
"""The level that an act of their own gives a person who chose none."""


def read_alongside(statement: str) -> None:
    """Let a room above change what it keeps of a thread in the statement that marks it as read.

    It is an UPDATE by `%(person)s`, `%(thread)s` and `%(number)s` that returns a row for each that it changes.
    """
    if statement not in ALONGSIDE:
        ALONGSIDE.append(statement)


def mark_read(person: User, thread: Thread, number: int) -> None:
    """Keep that a person has read a thread up to a number: never beyond its end, and never backwards."""
    also = [f"also_{place} AS ({statement})" for place, statement in enumerate(ALONGSIDE)]
    counts = [f"(SELECT count(*) FROM also_{place})" for place in range(len(also))]  # noqa: S608  made of constants
    parts = ", ".join([f"marked AS ({MARK})", *also])
    with connection.cursor() as cursor:
        given = {"person": person.pk, "number": number, "thread": thread.pk}
        cursor.execute(f"WITH {parts} SELECT {' + '.join(['0', *counts])}", given)
        changed = cursor.fetchone()[0]
    if changed:
        thread_read.send(Thread, person=person, thread=thread)


@transaction.atomic
def mark_all_read(person: User) -> None:
    """Let everything that is there now count as read."""
    now = timezone.now()
    last = Subquery(Thread.objects.filter(pk=OuterRef("thread")).values("last_number"))
    Reader.objects.filter(person=person).update(last_read=Greatest(F("last_read"), last))
    Participant.objects.update_or_create(person=person, defaults={"read_before": now})
    forget_standing(person)
    all_read.send(User, person=person)


def follow_own(post: Post, why: Why) -> None:
    """Let a person follow a thread that they write in, unless they chose a level, and count their own post as read."""
    reader, _is_new = Reader.objects.get_or_create(person_id=post.author_id, thread_id=post.thread_id)
    if reader.why != Why.CHOSE and reader.why != Why.STARTED:
        reader.level, reader.why = LEVELS[why], why
    if post.number is not None and reader.last_read == post.number - 1:
        reader.last_read = post.number
    reader.save()


@transaction.atomic
def set_level(thread: Thread, level: str, *, by: User) -> Reader:
    """Follow a thread as closely as somebody chose. Raises PermissionDenied where they do not read it."""
    if not Thread.objects.visible_to(by).filter(pk=thread.pk).exists():
        raise PermissionDenied
    chosen = {"level": Level(level), "why": Why.CHOSE}
    return Reader.objects.update_or_create(person=by, thread=thread, defaults=chosen)[0]


def unmute(thread: int, person: int, *, level: str, why: str) -> None:
    """Let a person follow a thread as they did before they muted it; one that they do not mute stays as it is."""
    Reader.objects.filter(person=person, thread=thread, level=Level.MUTED).update(level=level, why=why)


@transaction.atomic
def follow(level: str, *, by: User, board: Board | None = None, theme: str = "") -> Follow | None:
    """Follow a board or a theme as closely as somebody chose; Normal ends it. Raises PermissionDenied."""
    if board is not None and not Board.objects.visible_to(by).filter(pk=board.pk).exists():
        raise PermissionDenied
    if level == Level.NORMAL:
        Follow.objects.filter(person=by, board=board, theme=theme).delete()
        return None
    defaults = {"level": Level(level)}
    return Follow.objects.update_or_create(person=by, board=board, theme=theme, defaults=defaults)[0]
