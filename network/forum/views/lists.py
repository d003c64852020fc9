"""Lists of threads, of one board and of all, and the index of boards."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from rules import has_perm

from cities.places.models import City
from network.forum.forms.following import LEVELS
from network.forum.reading.asked import Asked
from network.forum.reading.boards import index_of
from network.forum.reading.lists import ThreadList
from network.forum.views.doors import for_readers


@require_safe
@for_readers
def forum(request: HttpRequest, user: Any) -> HttpResponse:
    """List the threads of every board that the reader reads, those with the latest post first."""
    return listed(request, user)


@require_safe
@for_readers
def board(request: HttpRequest, user: Any, slug: str) -> HttpResponse:
    """List the threads of a board, what is pinned above the others on its first page."""
    return listed(request, user, slug)


@require_safe
@for_readers
def boards(request: HttpRequest, user: Any) -> HttpResponse:
    """List the boards: what each is for, who reads it, and what was written there last."""
    context = {
        "boards": index_of(user),
        "may_manage": has_perm("forum.manage_boards", user),
        "is_signed_in": user.is_authenticated,
        "is_indexed": True,
    }
    return render(request, "forum/boards.html", context)


def listed(request: HttpRequest, user: Any, slug: str = "") -> HttpResponse:
    """Draw a list. Only a first page without filters is for search engines, and of a public board."""
    cities = list(City.objects.visible_to().only("slug", "name"))
    asked = Asked.of(request.GET, cities, user)
    reading = ThreadList(asked, cities, user, slug)
    if slug and reading.board is None:
        raise Http404
    board = reading.board
    context = {
        "reading": reading,
        "asked": asked,
        "board": board,
        "clear_url": request.path if asked.chosen else "",
        "may_write": has_perm("forum.start_thread", user, board) if board else has_perm("forum.belong", user),
        "is_indexed": not request.GET and (board is None or board.is_public),
        "is_signed_in": user.is_authenticated,
        "levels": LEVELS,
    }
    return render(request, "forum/threads.html", context)
