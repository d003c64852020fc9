"""The boards, for who manages them, and the log of moderation."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from cities.places.views.doors import attempt, sent, try_act
from network.forum.forms.boards import BoardForm
from network.forum.models import Board
from network.forum.reading.moderation_log import lines_before
from network.forum.services import boards
from network.forum.views.held import key_in
from network.forum.views.moderators import for_moderators, for_who, page
from portal.accounts.signed_in import SignedInRequest

for_managers = for_who("forum.manage_boards")


@for_moderators
def moderation_log(request: SignedInRequest) -> HttpResponse:
    """List what moderators did, newest first."""
    lines, older = lines_before(key_in(request.GET.get("before", "")) or None, request.user)
    return page(request, "moderation-log", {"lines": lines, "older": older})


@for_managers
def boards_manage(request: SignedInRequest) -> HttpResponse:
    """List every board, archived ones too."""
    rows = Board.objects.select_related("city").prefetch_related("cities")
    return page(request, "boards-manage", {"boards": rows})


@for_managers
def board_add(request: SignedInRequest) -> HttpResponse:
    """Make a board."""
    form = BoardForm(sent(request))
    is_sent = request.method == "POST" and form.is_valid()
    if is_sent and attempt(form, lambda: boards.add_board(form.wanted, by=request.user)) is not None:
        messages.success(request, _("The board is there."))
        return redirect("boards_manage")
    return page(request, "board-form", {"heading": _("Add a board"), "label": _("Add the board")}, form=form)


@for_managers
def board_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a board. Where other people would read it than do now, who gains and who loses sight is said first."""
    board = get_object_or_404(Board, pk=pk)
    if request.method == "POST" and request.POST.get("act") in ("archive", "open"):
        return archive(request, board)
    form = BoardForm(sent(request), board=board)
    context: dict[str, Any] = {"heading": board.title, "label": _("Save"), "board": board}
    if request.method == "POST" and form.is_valid():
        change = form.change()
        seen = boards.audience_key(board)
        if change is not None and request.POST.get("sure") != f"{seen}>{form.wanted.key}":
            sure = f"{seen}>{form.wanted.key}"
            return page(request, "board-sure", {**context, "change": change, "sure": sure, "wanted": form})
        if save(request, form, board, seen):
            return redirect("boards_manage")
    return page(request, "board-form", context, form=form)


def save(request: SignedInRequest, form: BoardForm, board: Board, seen: str) -> Board | None:
    try:
        done = attempt(form, lambda: boards.change_board(board, form.wanted, by=request.user, seen=seen))
    except PermissionDenied:
        words = _("Only somebody who reads this board lets others read what was written on it.")
        form.add_error("audience", ValidationError(words))
        return None
    if done is not None:
        messages.success(request, _("Saved."))
    return done


def archive(request: SignedInRequest, board: Board) -> HttpResponse:
    """Archive a board, or open it again."""
    if request.POST["act"] == "archive":
        done = _("The board is archived: it is read, and nothing is added.")
        try_act(request, lambda: boards.archive_board(board, by=request.user), done=done)
    else:
        done = _("People can write on the board again.")
        try_act(request, lambda: boards.open_board_again(board, by=request.user), done=done)
    return redirect("boards_manage")
