"""What moderators do with a thread, and with one post."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import SuspiciousOperation
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places.views.doors import attempt, sent
from network.forum.forms.moderating import HideForm, ReasonForm
from network.forum.models import Board, Post, Thread
from network.forum.reading.addresses import on_page, thread_address
from network.forum.reading.keepers import states_of
from network.forum.services import hiding
from network.forum.views.moderators import for_moderators, moderated_thread_or_404, page
from network.forum.views.thread_acts import act_named, acts_for
from portal.accounts.signed_in import SignedInRequest

MOST_HIDDEN = 50
"""Hidden posts of a thread that its page lists: the newest."""


@for_moderators
def thread_moderate(request: SignedInRequest, pk: int) -> HttpResponse:
    """Pin, close, hide, move, split or merge a thread."""
    thread = moderated_thread_or_404(pk, request.user)
    if thread.merged_into_id:
        return redirect("thread_moderate", thread.merged_into_id)
    refused: tuple[str, ReasonForm] | None = None
    if request.method == "POST":
        act = act_named(request.POST.get("act", ""))
        if act is None:
            raise SuspiciousOperation
        form = act.form_for(thread, request.user, request.POST)
        done = attempt(form, lambda: act.do(thread, by=request.user, **form.given)) if form.is_valid() else None
        if done is not None:
            messages.success(request, str(act.done))
            return redirect(thread_address(done.board.slug, done.pk, done.title))
        refused = act.name, form
    thread.refresh_from_db()
    hidden = Post.objects.filter(thread=thread, hidden_at__isnull=False, deleted_at=None).order_by("-number")
    context = {
        "thread": thread,
        "url": thread_address(thread.board.slug, thread.pk, thread.title) if thread.last_number else "",
        "states": states_of(thread),
        "acts": acts_for(thread, request.user, refused),
        "hidden": hidden.only("pk", "number", "author_id", "hidden_reason")[:MOST_HIDDEN],
    }
    return page(request, "thread-moderate", context, form=refused[1] if refused else None)


@for_moderators
def post_hide(request: SignedInRequest, pk: int) -> HttpResponse:
    """Hide somebody else's post, or show it again. What its author deleted nobody reads any more."""
    boards = Board.objects.moderated_by(request.user)
    posts = Post.objects.filter(thread__board__in=boards, number__isnull=False, deleted_at=None)
    post = posts.filter(pk=pk).exclude(author=request.user).select_related("thread__board").first()
    if post is None:
        raise Http404
    shows = post.hidden_at is not None
    form = ReasonForm(sent(request)) if shows else HideForm(sent(request))
    back = place_of(post)
    if request.method == "POST" and form.is_valid():
        do = hiding.show_post if shows else hiding.hide_post
        if attempt(form, lambda: do(post, reason=form.cleaned_data["reason"], by=request.user)):
            shown_again, hidden = _("The post is shown again."), _("The post is hidden. Its author gets a letter.")
            messages.success(request, shown_again if shows else hidden)
            return redirect(back)
    return page(request, "post-hide", {"post": post, "shows": shows, "back": back}, form=form)


def place_of(post: Post) -> str:
    """Return where a published post stands."""
    thread: Thread = post.thread
    if thread.merged_into_id:
        return reverse("post", args=[post.pk])
    return on_page(thread_address(thread.board.slug, thread.pk, thread.title), post.number or 1)
