"""What the pages of those who moderate share: their door, and their frame. To all others they are not there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import wraps
from typing import Any

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from rules import has_perm

from network.forum.models import Board, Thread
from network.forum.views.doors import View
from network.forum.views.signed_in import for_writers, form_methods
from portal.accounts.models import User
from portal.accounts.signed_in import SignedInRequest
from portal.words.parts import Text

PARTS: tuple[tuple[str, Text, str], ...] = (
    ("moderation", _("Reports"), "forum.settle_something"),
    ("held", _("Held posts"), "forum.moderate_something"),
    ("moderation_log", _("Log"), "forum.moderate_something"),
    ("sanctions", _("People"), "forum.moderate_anywhere"),
    ("boards_manage", _("Boards"), "forum.manage_boards"),
)


def for_who(permission: str) -> Callable[[View], View]:
    """Return a door for who is signed in and has a permission; to others nothing is there."""

    def door(view: View) -> View:
        @form_methods
        @for_writers
        @wraps(view)
        def guarded(request: SignedInRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not has_perm(permission, request.user):
                raise Http404
            return view(request, *args, **kwargs)

        return guarded

    return door


for_moderators = for_who("forum.moderate_something")


def page(
    request: SignedInRequest,
    template: str,
    context: dict[str, Any],
    *,
    form: forms.BaseForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw a page of moderation in its frame; 422 when a form on it was refused."""
    is_refused = form is not None and bool(form.errors)
    given = {"parts": list(parts(request)), "is_refused": is_refused, "form": form, **context}
    return render(request, f"forum/{template}.html", given, status=422 if is_refused else status)


def parts(request: SignedInRequest) -> Iterator[tuple[Text, str, str]]:
    """Yield the parts of moderation that are open to somebody: the words, the address, what aria-current says."""
    for name, label, permission in PARTS:
        if has_perm(permission, request.user):
            url = reverse(name)
            is_below = name != "moderation" and request.path.startswith(url)
            yield label, url, "page" if request.path == url else "true" if is_below else ""


def moderated_thread_or_404(pk: int, user: User) -> Thread:
    """Return a thread of a board that `user` moderates; any other is not there."""
    rows = Thread.objects.filter(board__in=Board.objects.moderated_by(user)).select_related("board")
    found = rows.filter(pk=pk).first()
    if found is None:
        raise Http404
    return found
