"""A thread, the lasting address of a post, what a post said before, and the first unread post."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe
from rules import has_perm

from network.forum.models import Post, Thread
from network.forum.reading.addresses import on_page, thread_address
from network.forum.reading.history import History
from network.forum.reading.thread import ThreadReading, merged_into, thread_for
from network.forum.services.readers import mark_read
from network.forum.views.doors import for_readers


@require_safe
@for_readers
def thread(request: HttpRequest, user: Any, board: str, pk: int, slug: str) -> HttpResponse:
    """Show a page of a thread. A wrong board or title in the address leads to the right one, for who may read it."""
    found = thread_for(pk, user)
    if found is None or found.merged_into_id:
        return to_thread(merged_into(pk, user), "")
    if (board, slug) != (found.board.slug, found.slug):
        return to_thread(found, request.GET.get("page", ""))
    reading = ThreadReading(found, user, request.GET.get("page", "1"))
    context = {
        "reading": reading,
        "thread": found,
        "board": found.board,
        "is_indexed": reading.is_public,
        "canonical_url": settings.SITE_URL + reading.address_of_page,
        "is_signed_in": user.is_authenticated,
    }
    response = render(request, "forum/thread.html", context)
    if is_reading(request, user) and reading.last > reading.read_to:
        mark_read(user, found, reading.last)
    return response


def is_reading(request: HttpRequest, user: Any) -> bool:
    """Return whether somebody signed in looks at the page: to ask whether it is there, or to fetch it ahead, is not."""
    is_ahead = "prefetch" in request.headers.get("Sec-Purpose", request.headers.get("Purpose", ""))
    return user.is_authenticated and request.method == "GET" and not is_ahead


def to_thread(found: Thread | None, page: str) -> HttpResponse:
    """Lead to a thread, or say that there is none."""
    if found is None:
        raise Http404
    address = thread_address(found.board.slug, found.pk, found.title)
    return redirect(f"{address}?page={int(page)}" if page.isascii() and page.isdigit() and len(page) < 9 else address)


@require_safe
@for_readers
def post(request: HttpRequest, user: Any, pk: int) -> HttpResponse:
    """Lead to where a post stands now."""
    found = post_or_404(pk, user)
    address = thread_address(found.thread.board.slug, found.thread_id, found.thread.title)
    return redirect(on_page(address, found.number or found.thread.last_number))


@require_safe
@for_readers
def post_history(request: HttpRequest, user: Any, pk: int) -> HttpResponse:
    """Show what a post said before it was edited, to the network; of a hidden one to its author and who moderates."""
    found = post_or_404(pk, user)
    if not has_perm("forum.belong", user) or found.number is None or found.deleted_at or found.edited_at is None:
        raise Http404
    if found.hidden_at and found.author_id != user.pk and not has_perm("forum.moderate", user, found):
        raise Http404
    address = thread_address(found.thread.board.slug, found.thread_id, found.thread.title)
    context = {
        "history": History(found, user),
        "post": found,
        "thread": found.thread,
        "board": found.thread.board,
        "back": on_page(address, found.number),
    }
    return render(request, "forum/history.html", context)


def post_or_404(pk: int, user: Any) -> Post:
    found = Post.objects.visible_to(user).filter(pk=pk).select_related("thread__board", "author").first()
    if found is None:
        raise Http404
    return found


@require_safe
@for_readers
def thread_unread(request: HttpRequest, user: Any, pk: int) -> HttpResponse:
    """Lead to the first post that the reader has not read, or to the last one where they have read all."""
    found: Any = Thread.objects.visible_to(user).filter(pk=pk).select_related("board").with_reader(user).first()
    if found is None or found.merged_into_id:
        return to_thread(merged_into(pk, user), "")
    address = thread_address(found.board.slug, found.pk, found.title)
    read_to = found.read_to if user.is_authenticated else 0
    return redirect(on_page(address, min(read_to + 1, max(found.last_number, 1))))
