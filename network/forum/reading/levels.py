"""How closely a person follows a thread, and what made it so."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.translation import gettext as _

from network.forum.choices import Level, Why
from portal.words.parts import Text
from portal.words.themes import Theme

CLOSENESS = (Level.MUTED, Level.NORMAL, Level.TRACKING, Level.WATCHING)


@dataclass(frozen=True, slots=True)
class Followed:
    """A level with its reason: “because you started it”."""

    level: Level
    because: str

    @property
    def label(self) -> Text:
        return self.level.label


def level_of(own: str, why: str, *, board: str, board_title: str, themes: Iterable[tuple[str, str]]) -> Followed:
    """Return the level that counts: that of the thread, else the closest of its board's and its themes'.

    `themes` are pairs of a theme that the thread has and the level at which the person follows it.
    """
    if own:
        return Followed(Level(own), str(Why(why).label))
    reasons = [(Level(level), _("you follow the theme %(theme)s") % {"theme": Theme(t).label}) for t, level in themes]
    if board:
        reasons.append((Level(board), _("you chose it for the board %(board)s") % {"board": board_title}))
    if not reasons:
        return Followed(Level.NORMAL, "")
    return Followed(*max(reasons, key=lambda reason: CLOSENESS.index(reason[0])))
