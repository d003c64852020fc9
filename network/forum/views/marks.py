"""Marks on posts. `?back=1` in the address takes one back, so that a button pressed twice does what it says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from network.forum.models import Post
from network.forum.services.marks import accept_answer, mark_useful, take_back_answer, unmark_useful
from network.forum.views.signed_in import for_writers, form_methods
from network.forum.views.threads import post_or_404
from portal.accounts.signed_in import SignedInRequest


@form_methods
@for_writers
def useful(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that a post was useful, or take that back. Who only opens the address is led to the post."""
    return mark(request, pk, unmark_useful if "back" in request.GET else mark_useful, "")


@form_methods
@for_writers
def accept(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let a post be the answer of its question, or no longer."""
    if "back" in request.GET:
        return mark(request, pk, take_back_answer, _("The question has no accepted answer any more."))
    return mark(request, pk, accept_answer, _("This is the accepted answer now."))


def mark(request: SignedInRequest, pk: int, act: Callable[..., Any], done: str) -> HttpResponse:
    post: Post = post_or_404(pk, request.user)
    if request.method == "POST":
        try:
            act(post, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            if done:
                messages.success(request, done)
    return redirect("post", pk)
