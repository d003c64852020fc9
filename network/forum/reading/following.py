"""How closely a person follows each thread, board and theme, in one page."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import F
from django.utils.translation import gettext_lazy as _

from network.forum.choices import Level, Why
from network.forum.models import Board, Follow, Reader, Thread
from network.forum.models.board import audience_words
from network.forum.reading.addresses import board_address, network, thread_address
from network.forum.reading.asked import Place
from network.forum.reading.boards import board_level
from network.forum.reading.levels import CLOSENESS
from network.forum.reading.lists import place
from portal.accounts.models import User
from portal.words.parts import Text
from portal.words.themes import Theme

THREADS = 30
"""Of a page."""
MEANS: dict[str, Text] = {
    Level.MUTED: _(
        "It is left out of “New for you”, your feed and your digest, and makes no notices of replies and no letters."
        " Who names you in it still makes a notice in the portal, and nothing else."
    ),
    Level.NORMAL: _(
        "New posts count as new in the lists; the digest does not follow them. You are told when somebody names you or"
        " takes your reply as the answer. This is how you read what you chose nothing for."
    ),
    Level.TRACKING: _(
        "New posts stand first in “New for you”, in your feed, and in your digest. A notice comes of replies where you"
        " started the thread or wrote in it, and a letter at once if you chose one for replies."
    ),
    Level.WATCHING: _(
        "As tracking, and each new post makes a notice, and a letter at once if you chose one for threads that you"
        " watch. The home page leads you to it."
    ),
}


@dataclass(frozen=True, slots=True)
class LevelRow:
    """A thing that one may follow, with how closely one does. `name` is that of its field."""

    name: str
    title: Text
    url: str
    hint: str
    level: str
    thing: Any


def meanings() -> list[tuple[Text, Text]]:
    """Return each level with what it means, the least first."""
    return [(level.label, MEANS[level]) for level in CLOSENESS]


class Following:
    """What a person follows. Each part asks the database once."""

    def __init__(self, user: User, before: Place | None = None) -> None:
        self.user, self.before = user, before

    @cached_property
    def boards(self) -> list[LevelRow]:
        boards: Any = Board.objects.visible_to(self.user).open().with_cities().annotate(level=board_level(self.user))
        return [
            LevelRow(
                f"board-{board.pk}",
                board.title,
                board_address(board.slug),
                audience_words(board.audience, board.city_names),
                board.level,
                board,
            )
            for board in boards
        ]

    @cached_property
    def themes(self) -> list[LevelRow]:
        chosen = dict(Follow.objects.filter(person=self.user).exclude(theme="").values_list("theme", "level"))
        return [
            LevelRow(f"theme-{value}", label, f"{network()}?theme={value}", "", chosen.get(value, Level.NORMAL), value)
            for value, label in Theme.choices
        ]

    @cached_property
    def _threads(self) -> list[Any]:
        own = Reader.objects.filter(person=self.user).exclude(level__in=("", Level.NORMAL)).values("thread")
        found = Thread.objects.visible_to(self.user).filter(pk__in=own, merged_into=None, hidden_at=None)
        if self.before:
            found = found.before(self.before.at, self.before.pk)
        found = found.with_reader(self.user).annotate(why=F("reading__why")).select_related("board")
        return list(found.order_by("-last_post_at", "-pk")[: THREADS + 1])

    @cached_property
    def threads(self) -> list[LevelRow]:
        return [
            LevelRow(
                f"thread-{thread.pk}",
                thread.title,
                thread_address(thread.board.slug, thread.pk, thread.title),
                str(Why(thread.why).label),
                thread.level,
                thread,
            )
            for thread in self._threads[:THREADS]
        ]

    @property
    def older(self) -> str:
        """The query of the address of the threads after these, or nothing."""
        if len(self._threads) <= THREADS:
            return ""
        last = self._threads[THREADS - 1]
        return f"?before={place({'last_post_at': last.last_post_at, 'pk': last.pk})}#threads"
