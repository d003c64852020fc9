"""The desk at which a text is written: its form, its draft and its files. Nothing that was typed is ever lost.

Every answer to a form is one of four: it is sent and leads on, it is kept as a draft, it is shown again with what is
wrong with it, or with what it will look like.
"""

from __future__ import annotations

import uuid
from abc import ABC, abstractmethod
from collections.abc import Callable
from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.views.doors import refuse
from network.forum.forms.typed import Typed
from network.forum.forms.writing import PostForm
from network.forum.models import Board, Post
from network.forum.reading.addresses import on_page, thread_address
from network.forum.reading.asked_about import Thing, things_asked
from network.forum.reading.joining import joining_of
from network.forum.reading.people import place_of
from network.forum.services.drafts import Place, draft_for, keep_draft, throw_away
from network.forum.services.mentions import with_names
from network.forum.services.posting import Written, home_of
from network.forum.standing import standing_of
from network.forum.views.sent_files import Files, files_sent, waiting_files
from portal.accounts.models import User
from portal.accounts.signed_in import SignedInRequest
from portal.text import markdown
from portal.text.hidden import storable
from portal.words.parts import Text

SEND, KEEP, THROW_AWAY = "send", "keep", "throw-away"
LONGEST_PREVIEW = 20_000


class Desk(ABC):
    """One text at work. What is written for is a thread that is replied to, or a board on which one begins."""

    form_class: Callable[..., PostForm] = PostForm
    permission = ""
    heading: Text = ""
    label: Text = ""
    cancel_url = ""

    def __init__(self, request: SignedInRequest, place: Place, board: Board) -> None:
        self.request, self.place, self.board = request, place, board
        self.typed, self.files = Typed(), Files()

    # What each kind of desk does by itself.

    def given(self) -> dict[str, Any]:
        """Return what its form takes beside what was sent."""
        return {}

    def begin(self) -> Typed:
        """Return what the form begins with where nothing was sent."""
        draft = draft_for(self.place, self.request.user)
        return Typed.kept(draft) if draft else Typed()

    @abstractmethod
    def send(self, form: PostForm, written: Written) -> Post:
        """Post what was written. Raises PermissionDenied, ValidationError."""

    def explain(self, error: ValidationError) -> HttpResponse | None:
        """Return another page for what an act refused, or None where the form is shown again."""
        return None

    # What all of them do.

    def answer(self) -> HttpResponse:
        """Answer a request."""
        if self.request.method != "POST":
            if not has_perm(self.permission, self.request.user, self.place):
                return self.stopped()
            self.typed = self.begin()
            self.files = Files(waiting_files(self.typed.attachments, self.request))
            return self.drawn(self.fresh())
        if self.request.POST.get("act") == THROW_AWAY:
            throw_away(self.place, by=self.request.user)
            messages.success(self.request, _("Your draft is thrown away."))
            return redirect(self.cancel_url)
        self.files = files_sent(self.request)
        self.typed = Typed.sent(self.request.POST)
        act = self.request.POST.get("act")
        return self.take() if act == SEND and not self.files.errors else self.kept(is_asked=act == KEEP)

    def take(self) -> HttpResponse:
        """Post what was sent; where that is refused keep it as a draft, and say why."""
        form = self.form_class(self.request.POST, **self.given())
        if form.is_valid() and (answer := self.attempt(form)):
            return answer
        self.keep()
        return self.drawn(form)

    def attempt(self, form: PostForm) -> HttpResponse | None:
        board = form.cleaned_data["board"]
        if board and board != self.board.pk:
            form.add_error(None, _("This has moved to another board since you began. Look at who reads it, then send."))
            form.data = {**form.data.dict(), "board": self.board.pk}  # type: ignore[attr-defined]  # as this answer shows
            return None
        body, submission = form.cleaned_data["body"], form.cleaned_data["submission"]
        written = Written(body=body, submission=submission, attachments=self.files.keys)
        try:
            post = self.send(form, written)
        except ValidationError as error:
            refuse(form, error)
            return self.explain(error)
        except PermissionDenied:
            return self.stopped()
        return self.done(post)

    def done(self, post: Post) -> HttpResponse:
        address = thread_address(self.board.slug, post.thread_id, post.thread.title)
        if post.number is None:
            messages.info(self.request, _("Thank you. A moderator reads what new members write before others do."))
            return redirect(address)
        messages.success(self.request, _("It is posted. %(readers)s") % {"readers": self.board.read_by})
        return redirect(on_page(address, post.number))

    def keep(self) -> bool:
        """Keep what was typed as a draft, unless it was posted meanwhile or may not be kept. Return whether it is."""
        typed = Typed(**{**vars(self.typed), "attachments": self.files.keys})
        try:
            draft = keep_draft(self.place, typed.unsent, by=self.request.user, submission=typed.submission)
        except PermissionDenied:
            return False
        return draft is not None

    def kept(self, *, is_asked: bool) -> HttpResponse:
        """Keep what was typed, and show what it will look like, or lead on where that was asked."""
        is_kept = self.keep()
        if is_asked and is_kept and not self.files.errors:
            messages.success(self.request, _("Your draft is kept. Nobody else reads it."))
            return redirect("drafts")
        return self.drawn(self.fresh())

    def fresh(self) -> PostForm:
        """Return the form with what was typed, before anything of it is judged."""
        known = {"board": self.board.pk, "submission": self.typed.submission or uuid.uuid4()}
        return self.form_class(initial={**self.typed.initial, **known}, **self.given())

    def stopped(self) -> HttpResponse:
        """Say why the visitor cannot write here, with what they wrote."""
        user, body = self.request.user, self.typed.body
        context = {
            "heading": self.heading,
            "board": self.board,
            "joining": joining_of(user),
            "silenced_until": standing_of(user).stopped_until,
            "body": body,
            "is_kept": bool(body) and self.keep(),
            "back_url": self.cancel_url,
        }
        return render(self.request, "forum/stopped.html", context, status=403)

    def drawn(self, form: forms.BaseForm) -> HttpResponse:
        """Draw the form with who reads it and as whom one writes."""
        is_refused = bool(form.errors or self.files.errors)
        user = self.request.user
        city, partner = home_of(user)
        organisation = partner.organisation.name if partner else ""
        draft = draft_for(self.place, user)
        context = {
            "heading": self.heading,
            "label": self.label,
            "cancel_url": self.cancel_url,
            "board": self.board,
            "readers": self.board.read_by,
            "place": self.place,
            "form": form,
            "files": self.files,
            "things": self.things,
            "is_refused": is_refused,
            "is_kept": is_refused and draft is not None,
            "draft": draft,
            "preview": preview_of(self.typed.body, self.place, by=self.request.user)
            if self.request.method == "POST"
            else "",
            "writer": ", ".join(filter(None, (user.display_name, place_of(organisation, city.name if city else "")))),
        }
        return render(self.request, "forum/write.html", context, status=422 if is_refused else 200)

    @property
    def things(self) -> list[Thing]:
        return things_asked(self.typed.about, self.request.user)


def preview_of(body: str, place: Place | None = None, *, by: User, before: str = "") -> str:
    """Return the HTML that a text of `by` will have; nothing of one that is too long to be posted."""
    body = storable(body).strip()
    if len(body) > LONGEST_PREVIEW:
        return ""
    return markdown.render(with_names(body, place, by=by, before=before), key="preview")
