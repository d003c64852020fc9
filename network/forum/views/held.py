"""Held posts of newcomers: released or refused."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cities.places.views.doors import attempt, try_act
from network.forum.forms.moderating import RefuseForm
from network.forum.models import Board, Post
from network.forum.reading.queue import held as held_posts
from network.forum.services import holding
from network.forum.views.moderators import for_moderators, page
from portal.accounts.signed_in import SignedInRequest


@for_moderators
def held(request: SignedInRequest) -> HttpResponse:
    """List the posts that wait, and release or refuse one."""
    refused: dict[int, RefuseForm] = {}
    if request.method == "POST":
        done = act(request, refused)
        if done is not None:
            return done
    waiting = [
        (post, refused.get(post.pk) or RefuseForm(prefix=f"post-{post.pk}")) for post in held_posts(request.user)
    ]
    form = next(iter(refused.values()), None)
    return page(request, "held", {"waiting": waiting, "hold_first": settings.FORUM_HOLD_FIRST}, form=form)


def act(request: SignedInRequest, refused: dict[int, RefuseForm]) -> HttpResponse | None:
    """Release or refuse the post that a form names. Returns None, and the form, where the reason is missing."""
    post = get_object_or_404(moderated_posts(request), pk=key_in(request.POST.get("post", "")))
    if request.POST.get("act") != "refuse":
        try_act(request, lambda: holding.release(post, by=request.user), done=_("The post is published."))
        return redirect("held")
    form = RefuseForm(request.POST, prefix=f"post-{post.pk}")
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    if reason and attempt(form, lambda: holding.refuse(post, reason=reason, by=request.user)):
        messages.success(request, _("The post is refused. Its author gets a letter with your reason."))
        return redirect("held")
    if form.non_field_errors():
        messages.error(request, " ".join(str(error) for error in form.non_field_errors()))
        return redirect("held")
    refused[post.pk] = form
    return None


def moderated_posts(request: SignedInRequest) -> Any:
    """Return the posts of the boards that somebody moderates, so that who was slower reads who was faster."""
    return Post.objects.filter(thread__board__in=Board.objects.moderated_by(request.user))


def key_in(text: str) -> int:
    """Return a key that a form names, or one that no row has."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 19 else 0
