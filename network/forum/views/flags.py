"""Reporting a post, the queue of what was reported, and settling it."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.views.doors import attempt, sent
from network.forum.forms.moderating import FlagForm, SettleForm
from network.forum.models import Flag, Post
from network.forum.reading.queue import own_reports, reported, reported_post
from network.forum.services import flagging
from network.forum.views.moderators import for_who, page
from network.forum.views.signed_in import for_writers, form_methods
from network.forum.views.threads import post_or_404
from portal.accounts.signed_in import SignedInRequest


@form_methods
@for_writers
def flag(request: SignedInRequest, pk: int) -> HttpResponse:
    """Report a post; whoever has done so reads what came of it."""
    post: Post = post_or_404(pk, request.user)
    earlier = Flag.objects.filter(post=post, by=request.user).first()
    if earlier is None and not has_perm("forum.flag", request.user, post):
        if post.is_removed or post.number is None:
            raise Http404
        raise PermissionDenied
    form = FlagForm(sent(request))
    if request.method == "POST" and not earlier and form.is_valid():
        made = attempt(form, lambda: flagging.flag(post, by=request.user, **form.cleaned_data))
        if made is not None:
            messages.success(request, _("Thank you. Those who moderate the board look at it, and you read here how."))
            return redirect("flag", pk)
    context = {"post": post, "earlier": earlier, "reports": own_reports(request.user)}
    return page(request, "flag", context, form=None if earlier else form)


for_deciders = for_who("forum.settle_something")


@for_deciders
def moderation(request: SignedInRequest) -> HttpResponse:
    """List what was reported and waits, by post."""
    is_keeper = has_perm("forum.moderate_something", request.user)
    return page(request, "moderation", {"waiting": reported(request.user), "is_keeper": is_keeper})


@for_deciders
def flag_settle(request: SignedInRequest, pk: int) -> HttpResponse:
    """Show a reported post with its reports, and settle them."""
    waiting = reported_post(pk, request.user)
    if waiting is None:
        return settled_page(request, pk)
    form = SettleForm(sent(request), initial={"seen": waiting.seen})
    if request.method == "POST" and form.is_valid():
        post = Post.objects.get(pk=pk)
        told = {"verdict": form.verdict, "hide": form.hides}
        count = attempt(form, lambda: flagging.settle(post, form.cleaned_data["seen"], by=request.user, **told))
        if count is not None:
            messages.success(request, _("Settled. Whoever reported the post reads how."))
            return redirect("moderation")
    may_sanction = has_perm("forum.moderate_anywhere", request.user)
    context = {"waiting": waiting, "back": reverse("moderation"), "may_sanction": may_sanction}
    return page(request, "flag-settle", context, form=form)


def settled_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say who was faster, to whoever could have settled the reports of a post that they read no longer."""
    said = flagging.already_settled(Flag.objects.visible_to(request.user).filter(post=pk))
    if not said:
        raise Http404
    return page(request, "flag-settled", {"said": said}, status=409 if request.method == "POST" else 200)
