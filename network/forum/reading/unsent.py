"""What somebody began to write, as a list: each with the place that it is for and who reads there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from network.forum.models import Board, Draft, Post, Thread
from network.forum.reading.addresses import thread_act
from portal.accounts.models import User
from portal.text import markdown

SHOWN = 200
"""Characters of a draft in a list."""


@dataclass(frozen=True)
class DraftShown:
    """A draft. `url` leads on with it, and is empty where nothing can be written any more."""

    pk: int
    title: str
    words: str
    saved_at: datetime
    url: str
    body: str
    why_not: str = ""


def drafts_of(user: User) -> list[DraftShown]:
    """Return the drafts of a person, the newest first. Nothing is said of a thread that they read no more."""
    places = ("thread__board", "board", "post__thread__board")
    drafts = list(Draft.objects.filter(person=user).select_related(*places).order_by("-saved_at"))
    threads = set(Thread.objects.visible_to(user).filter(drafts__in=drafts).values_list("pk", flat=True))
    boards = set(Board.objects.visible_to(user).filter(drafts__in=drafts).values_list("pk", flat=True))
    posts = set(Post.objects.visible_to(user).readable().filter(drafts__in=drafts).values_list("pk", flat=True))
    return [draft_shown(draft, threads, boards, posts) for draft in drafts]


def draft_shown(draft: Draft, threads: set[int], boards: set[int], posts: set[int]) -> DraftShown:
    title, url, why_not = _("For a thread or board that you read no more"), "", ""
    if draft.thread and draft.thread_id in threads:
        title = _("Reply: %(title)s") % {"title": draft.thread.title}
        url = thread_act(draft.thread_id, "reply")
        why_not = closed_words(draft.thread)
    elif draft.board and draft.board_id in boards:
        new = draft.title or _("A new thread")
        title = _("%(title)s, on %(board)s") % {"title": new, "board": draft.board.title}
        url = reverse("thread_start", args=[draft.board.slug])
    elif draft.post and draft.post_id in posts:
        thread = draft.post.thread
        title = _("Change of post #%(number)s: %(title)s") % {"number": draft.post.number, "title": thread.title}
        url = reverse("post_edit", args=[draft.post_id])
        why_not = closed_words(thread)
    words = Truncator(markdown.plain(draft.body[: SHOWN * 5])).chars(SHOWN)
    return DraftShown(draft.pk, title, words, draft.saved_at, url, draft.body, why_not)


def closed_words(thread: Thread) -> str:
    """Say why a thread takes no reply, where it takes none."""
    if thread.is_closed:
        return _("The thread is closed.")
    return _("The board is archived.") if thread.board.is_archived else ""
