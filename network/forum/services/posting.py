"""Starting threads and replying. What was sent twice is there once, and what many send is numbered one by one."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from math import ceil

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.places.models import City, Membership, Partner
from network.forum.choices import Kind, Why
from network.forum.models import Board, Draft, Participant, Post, Thread
from network.forum.models.post import LONGEST
from network.forum.services.attachments import attach
from network.forum.services.door import hold_people, open_board, open_thread
from network.forum.services.mentions import check_number, with_names
from network.forum.services.numbering import publish
from network.forum.services.readers import follow_own
from network.forum.services.sidecars import add_sidecars
from network.forum.signals import post_held
from portal.accounts.models import User
from portal.text import markdown
from portal.text.hidden import one_line, storable

MOST_TITLE = 200
BETWEEN_POSTS = timedelta(seconds=5)
"""What a person waits from one post to the next: nobody reads and answers faster."""


@dataclass(frozen=True, kw_only=True)
class Written:
    """The text of a post as it was sent, with the files to go with it. `submission` comes with the form."""

    body: str
    submission: uuid.UUID = field(default_factory=uuid.uuid4)
    attachments: Sequence[int] = ()


@dataclass(frozen=True, kw_only=True)
class Opening:
    """What a thread begins with, beside its first post. `about` names things: the field of the link, and a key.

    An ask or an offer has days: until when it is needed, and until when it is open.
    """

    title: str
    kind: str = Kind.DISCUSSION
    themes: Sequence[str] = ()
    about: Sequence[tuple[str, int]] = ()
    needed_by: date | None = None
    expires_on: date | None = None


@transaction.atomic
def start_thread(board: Board, opening: Opening, written: Written, *, by: User) -> Thread:
    """Begin a thread with its first post. Raises PermissionDenied, ValidationError.

    A newcomer's is held for a moderator where the portal is set so; it then has no number yet.
    """
    hold_people(by, written.body)
    board = open_board(board, "forum.post_notice" if opening.kind == Kind.NOTICE else "forum.start_thread", by)
    if earlier := first_sent(written, by):
        return earlier.thread
    thread = Thread(
        board=board,
        title=one_line(opening.title)[:MOST_TITLE],
        kind=opening.kind,
        themes=list(opening.themes),
        author=by,
        city=home_of(by)[0],
    )
    if not thread.title:
        raise ValidationError({"title": _("Give the thread a title.")})
    thread.save()
    add_sidecars(thread, opening, by=by)
    write(thread, written, by=by)
    Draft.objects.filter(person=by, board=board).delete()
    return thread


@transaction.atomic
def reply(thread: Thread, written: Written, *, by: User) -> Post:
    """Add a post to a thread. Raises PermissionDenied, ValidationError where the thread takes none."""
    hold_people(by, written.body)
    thread = open_thread(thread, "forum.reply", by)
    if earlier := first_sent(written, by):
        return earlier
    post = write(thread, written, by=by)
    Draft.objects.filter(person=by, thread=thread).delete()
    return post


def write(thread: Thread, written: Written, *, by: User) -> Post:
    """Save a post in a locked thread: published at once, or held where its author is new and the portal is set so."""
    city, partner = home_of(by)
    post = Post(thread=thread, author=by, city=city, partner=partner, submission=written.submission)
    set_text(post, written.body, by=by)
    if is_held(by):
        post.save()
        post_held.send(Post, post=post)
    else:
        publish(post, thread)
    attach(post, written.attachments, by=by)
    follow_own(post, Why.STARTED if post.number == 1 else Why.WROTE)
    return post


def set_text(post: Post, body: str, *, by: User) -> None:
    """Set the source and the HTML of a post. Raises ValidationError where there is nothing, or too much."""
    body = storable(body.replace("\r\n", "\n")).strip()
    if not body:
        raise ValidationError({"body": _("Write something first.")})
    check_number(body, by=by, before=post.body)
    body = with_names(body, post.thread, by=by, before=post.body)
    if len(body) > LONGEST:
        message = _("This is %(count)s characters long. A post has at most %(most)s: put the rest into a file.")
        raise ValidationError({"body": message % {"count": f"{len(body):,}", "most": f"{LONGEST:,}"}})
    post.body = body
    post.html = markdown.render(body, key=post.submission.hex[:12])
    post.html_version = markdown.VERSION


def first_sent(written: Written, by: User) -> Post | None:
    """Return the post that the same form sent already, or None once its author may post. Raises ValidationError.

    Two sendings at once wait for each other where the author is locked, so the later one looks again.
    """
    if earlier := sent_before(written, by):
        return earlier
    try:
        wait_between(by)
    except ValidationError:
        if earlier := sent_before(written, by):
            return earlier
        raise
    return None


def sent_before(written: Written, by: User) -> Post | None:
    """Return the post that the same form sent already."""
    return Post.objects.filter(submission=written.submission, author=by).select_related("thread__board").first()


def wait_between(by: User) -> None:
    """Let one post through in a few seconds, of however many sent at once. Raises ValidationError."""
    now = timezone.now()
    Participant.objects.get_or_create(person=by, defaults={"read_before": by.joined_at})
    ready = Q(posted_at=None) | Q(posted_at__lte=now - BETWEEN_POSTS)
    if not Participant.objects.filter(ready, person=by).update(posted_at=now):
        posted = Participant.objects.get(person=by).posted_at or now
        left = ceil((posted + BETWEEN_POSTS - now).total_seconds())
        raise ValidationError(too_soon(max(left, 1)), code="too-soon")


def too_soon(seconds: int) -> str:
    """Say how long somebody waits who has just posted."""
    said = ngettext(
        "You have just posted. Wait %(count)s second, then send this one.",
        "You have just posted. Wait %(count)s seconds, then send this one.",
        seconds,
    )
    return said % {"count": seconds}


def home_of(by: User) -> tuple[City | None, Partner | None]:
    """Return the city and the organisation that a person writes from: those of their home, or of no city."""
    rows = Membership.objects.active().filter(user=by).select_related("city", "partner")
    home = rows.order_by("-is_home", "since", "pk").first()
    return (home.city, home.partner) if home else (None, None)


def is_held(by: User) -> bool:
    """Return whether what a person writes waits for a moderator: the first posts of newcomers, by a setting."""
    first = settings.FORUM_HOLD_FIRST
    if not first:
        return False
    published = Post.objects.filter(author=by, number__isnull=False)[:first].count()
    return published < first
