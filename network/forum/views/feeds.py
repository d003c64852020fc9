"""Feeds: of public boards and threads for everybody, and of what a person follows by an address of their own."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from network.forum.feed_addresses import addresses_of
from network.forum.models import Board, Thread
from network.forum.reading.addresses import board_address, network, thread_act, thread_address
from network.forum.reading.feeds import ForumFeed
from network.forum.reading.lists import followed_by
from network.forum.services.feeds import reader_of, revoke
from network.forum.views.signed_in import for_writers, form_methods, is_within_limit
from portal.accounts.signed_in import SignedInRequest


def answered(request: HttpRequest, feed: ForumFeed, *, is_own: bool) -> HttpResponse:
    """Answer a feed; whoever has it as it is gets 304. One of a person's own stays with them, and its address too."""
    tag = feed.tag
    response = get_conditional_response(request, etag=tag)
    if response is None:
        response = HttpResponse(feed.write(), content_type="application/atom+xml; charset=utf-8")
    response["ETag"] = tag
    response["Cache-Control"] = "private, no-store" if is_own else "public, max-age=0, must-revalidate"
    if is_own:
        response["Referrer-Policy"] = "no-referrer"
        response["X-Robots-Tag"] = "noindex"
    return response


def reader_by(request: HttpRequest) -> Any:
    """Return whose token the address holds, None where it holds none. Raises Http404 for one that is void."""
    if "token" not in request.GET:
        return None
    person = reader_of(request.GET["token"])
    if person is None:
        raise Http404
    return person


@require_safe
def board_feed(request: HttpRequest, slug: str) -> HttpResponse:
    """Tell the latest posts of a public board to everybody, of another one by the token of who reads it."""
    if not is_within_limit(request, "forum_feed"):
        return HttpResponse(status=429)
    reader = reader_by(request)
    board = Board.objects.visible_to(reader).filter(slug=slug).first()
    if board is None:
        raise Http404
    feed = ForumFeed(
        title=_("%(board)s: forum") % {"board": board.title},
        subtitle=board.description,
        page=board_address(board.slug),
        address=f"{board_address(board.slug)}feed/",
        threads=Thread.objects.visible_to(reader).filter(board=board),
    )
    return answered(request, feed, is_own=reader is not None)


@require_safe
def thread_feed(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the latest posts of a thread, to whom `board_feed` tells those of its board."""
    if not is_within_limit(request, "forum_feed"):
        return HttpResponse(status=429)
    reader = reader_by(request)
    threads = Thread.objects.visible_to(reader).listed().filter(pk=pk)
    thread = threads.select_related("board").first()
    if thread is None:
        raise Http404
    feed = ForumFeed(
        title=thread.title,
        subtitle=thread.board.title,
        page=thread_address(thread.board.slug, thread.pk, thread.title),
        address=thread_act(thread.pk, "feed"),
        threads=threads,
    )
    return answered(request, feed, is_own=reader is not None)


@require_safe
def forum_feed(request: HttpRequest, token: str) -> HttpResponse:
    """Tell a person the latest posts of what they follow, as far as they read it now."""
    if not is_within_limit(request, "forum_feed"):
        return HttpResponse(status=429)
    person = reader_of(token)
    if person is None:
        raise Http404
    feed = ForumFeed(
        title=_("What you follow in the network"),
        subtitle="",
        page=f"{network()}new/",
        address=reverse("forum_feed", args=[token]),
        threads=Thread.objects.visible_to(person).filter(followed_by(person)),
    )
    return answered(request, feed, is_own=True)


@form_methods
@for_writers
def feed_addresses(request: SignedInRequest) -> HttpResponse:
    """Show the addresses of one's own feeds and calendars, and make them void."""
    if request.method == "POST":
        revoke(request.user)
        messages.success(request, _("The old addresses open nothing any more. Here are your new ones."))
        return redirect("feed_addresses")
    context = {
        "heading": _("Your feeds"),
        "lede": _("Addresses for your feed reader and your calendar. They need no sign-in, so keep them to yourself."),
        "addresses": addresses_of(request.user),
    }
    return render(request, "forum/feed-addresses.html", context)
