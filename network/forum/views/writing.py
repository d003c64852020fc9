"""Beginning threads and replying to them."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from network.forum.choices import Kind
from network.forum.forms.typed import Typed, keys_in
from network.forum.forms.writing import PostForm, ThreadForm
from network.forum.models import Board, Post, Reader, Thread
from network.forum.querysets import THINGS
from network.forum.quoting import quote_of
from network.forum.reading.addresses import board_address, thread_address
from network.forum.reading.asked_about import themes_together, things_asked
from network.forum.reading.joining import joining_of
from network.forum.reading.starting import places_for
from network.forum.reading.thread import merged_into
from network.forum.services.drafts import draft_for, keep_draft, throw_away
from network.forum.services.posting import Opening, Written, reply, start_thread
from network.forum.standing import standing_of
from network.forum.views.desk import Desk
from network.forum.views.signed_in import for_writers, form_methods
from portal.accounts.signed_in import SignedInRequest

PREFILLED = (*THINGS, "kind", "themes")
"""What an address may say of a new thread."""


class StartDesk(Desk):
    """Where a thread begins."""

    permission = "forum.start_thread"
    form_class = ThreadForm
    heading = _("Start a thread")
    label = _("Start the thread")

    def __init__(self, request: SignedInRequest, board: Board) -> None:
        super().__init__(request, board, board)
        self.cancel_url = board_address(board.slug)

    def given(self) -> dict[str, Any]:
        return {"board": self.board, "user": self.request.user}

    def begin(self) -> Typed:
        """Return the draft, with what the address says beside it."""
        typed, asked = super().begin(), Typed.sent(self.request.GET)
        things = things_asked(asked.about, self.request.user)
        simple = {"kind": Kind.QUESTION if things else Kind.DISCUSSION, **asked.simple, **typed.simple}
        themes = typed.themes or asked.themes or themes_together(things)
        about = tuple(dict.fromkeys((*typed.about, *asked.about)))
        return replace(typed, simple=simple, themes=themes, about=about)

    def send(self, form: PostForm, written: Written) -> Post:
        given = form.cleaned_data
        named = {name: given[name] for name in ("title", "kind", "themes", "needed_by", "expires_on")}
        about = [(thing.name, thing.pk) for thing in self.things]
        thread = start_thread(self.board, Opening(**named, about=about), written, by=self.request.user)
        return thread.posts.order_by("pk").select_related("thread")[0]


class ReplyDesk(Desk):
    """Where a thread is replied to."""

    permission = "forum.reply"
    label = _("Post the reply")

    def __init__(self, request: SignedInRequest, thread: Thread) -> None:
        super().__init__(request, thread, thread.board)
        self.thread = thread
        self.heading = _("Reply: %(title)s") % {"title": thread.title}
        self.cancel_url = thread_address(thread.board.slug, thread.pk, thread.title)

    def begin(self) -> Typed:
        """Return the draft, and below it what is quoted."""
        typed, quote = super().begin(), self.quoted()
        if not quote or quote.strip() in typed.body:
            return typed
        return replace(typed, body="\n\n".join(filter(None, (typed.body.rstrip(), quote))))

    def quoted(self) -> str:
        """Return the quote that the address asks for, of a post of this thread that may be read."""
        keys = keys_in([self.request.GET.get("quote", "")])
        posts = Post.objects.visible_to(self.request.user).readable().filter(thread=self.thread, pk__in=keys)
        post = posts.select_related("author", "city").first()
        return quote_of(post) if post else ""

    def send(self, form: PostForm, written: Written) -> Post:
        return reply(self.thread, written, by=self.request.user)

    def explain(self, error: ValidationError) -> HttpResponse | None:
        """Lead on with the draft where the thread has grown into another meanwhile."""
        if getattr(error, "code", "") != "merged":
            return None
        return go_on_elsewhere(self.request, self.thread.pk, self.typed)


@form_methods
@for_writers
def start_anywhere(request: SignedInRequest) -> HttpResponse:
    """Ask on which board a thread is to begin: each says who reads it. What is asked about suggests some."""
    asked, user = Typed.sent(request.GET), request.user
    if asked.simple.get("kind") == Kind.EVENT:
        return to_event(request)
    things = things_asked(asked.about, user)
    query = urlencode([(name, value) for name in PREFILLED for value in request.GET.getlist(name)[:20]])
    context = {
        "places": places_for(user, asked.themes or themes_together(things), query),
        "about": [thing.title for thing in things],
        "joining": joining_of(user),
        "silenced_until": standing_of(user).stopped_until,
    }
    return render(request, "forum/where.html", context)


@form_methods
@for_writers
def start(request: SignedInRequest, slug: str) -> HttpResponse:
    """Begin a thread on a board."""
    board = Board.objects.visible_to(request.user).filter(slug=slug).first()
    if board is None:
        raise Http404
    if request.method != "POST" and request.GET.get("kind") == Kind.EVENT:
        return to_event(request, board=board.slug)
    return StartDesk(request, board).answer()


def to_event(request: SignedInRequest, **known: str) -> HttpResponse:
    """Lead to where an event is called, with what is known of it."""
    themes = [("themes", theme) for theme in request.GET.getlist("themes")[:20]]
    query = urlencode([*known.items(), *themes])
    return redirect(f"{reverse('event_start')}{'?' if query else ''}{query}")


@form_methods
@for_writers
def reply_to(request: SignedInRequest, pk: int) -> HttpResponse:
    """Reply to a thread. What was written for one that is not there any more is shown again, to be copied."""
    thread = Thread.objects.visible_to(request.user).filter(pk=pk).select_related("board").first()
    if thread is None or thread.merged_into_id:
        return go_on_elsewhere(request, pk, Typed.sent(request.POST))
    return ReplyDesk(request, thread).answer()


def go_on_elsewhere(request: SignedInRequest, pk: int, typed: Typed) -> HttpResponse:
    """Lead to the thread that a thread grew into, with what was written for the former below what waits there."""
    target, thread = merged_into(pk, request.user), Thread(pk=pk)
    if target is None:
        return lost(request, pk)
    before, old = draft_for(target, request.user), draft_for(thread, request.user)
    body = typed.body or (old.body if old else "")
    if body:
        former = Typed.kept(before) if before else Typed()
        both = former.body if body in former.body else "\n\n".join(filter(None, (former.body, body)))
        attachments = tuple(dict.fromkeys((*former.attachments, *typed.attachments)))
        keep_draft(target, replace(typed, body=both, attachments=attachments).unsent, by=request.user)
        throw_away(thread, by=request.user)
    messages.warning(request, _("This thread has become part of the one below. What you wrote is kept as a draft."))
    return redirect("reply", target.pk)


def lost(request: SignedInRequest, pk: int) -> HttpResponse:
    """Give back what was written for a thread that is not there, or not for the visitor; keep it where it was theirs.

    Who has read a thread that a moderator then hid is told so. To everybody else none of these is there.
    """
    typed = Typed.sent(request.POST)
    if not typed.body.strip():
        raise Http404
    hidden = Thread.objects.filter(pk=pk, hidden_at__isnull=False, board__in=Board.objects.visible_to(request.user))
    read = Reader.objects.filter(person=request.user, last_read__gt=0).values("thread")
    thread = hidden.filter(pk__in=read).select_related("board").first()
    if thread:
        keep_draft(thread, typed.unsent, by=request.user, submission=typed.submission)
    return render(request, "forum/lost.html", {"body": typed.body, "is_hidden": thread is not None}, status=404)
