"""The boards on which a person may begin a thread, those first that are for its themes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from rules import has_perm

from network.forum.models import Board
from network.forum.models.board import audience_words
from portal.words.themes import Theme


@dataclass(frozen=True, slots=True)
class StartPlace:
    """A board to choose. `suggested` says for which of the themes it is, and is empty where it is for none."""

    title: str
    url: str
    description: str
    read_by: str
    suggested: str


def places_for(user: Any, themes: Sequence[str], query: str) -> list[StartPlace]:
    """Return the boards to choose from, in one query; `query` goes on with each of their addresses."""
    if not has_perm("forum.belong", user):
        return []
    boards = Board.objects.visible_to(user).open().with_cities()
    places = [place_of(board, themes, query) for board in boards if has_perm("forum.start_thread", user, board)]
    return sorted(places, key=lambda place: not place.suggested)


def place_of(board: Any, themes: Sequence[str], query: str) -> StartPlace:
    shared = [str(Theme(theme).label) for theme in board.themes if theme in themes]
    return StartPlace(
        title=board.title,
        url=f"{reverse('thread_start', args=[board.slug])}{'?' if query else ''}{query}",
        description=board.description,
        read_by=audience_words(board.audience, board.city_names),
        suggested=_("Suggested: for %(themes)s") % {"themes": ", ".join(shared)} if shared else "",
    )
