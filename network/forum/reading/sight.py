"""Who gains and who loses sight of something whose audience changes: said before it is done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.forum.choices import Audience
from network.forum.models import Board
from network.forum.models.board import audience_words
from network.forum.services.traces import readers_of


@dataclass(frozen=True)
class Reach:
    """An audience with the cities that it names."""

    audience: str
    cities: frozenset[int] = frozenset()
    names: tuple[str, ...] = ()

    @classmethod
    def of(cls, board: Board) -> Reach:
        rows = list(board.cities.values_list("pk", "name")) if board.audience == Audience.CITIES else []
        return cls(board.audience, frozenset(pk for pk, _name in rows), tuple(name for _pk, name in rows))

    @property
    def words(self) -> str:
        return audience_words(self.audience, self.names)

    def is_wider_than(self, other: Reach) -> bool:
        """Return whether somebody may read this who may not read the other."""
        if self == other or other.audience == Audience.PUBLIC:
            return False
        if self.audience == Audience.CITIES and other.audience == Audience.CITIES:
            return not self.cities <= other.cities
        return self.audience != Audience.CITIES and self.audience != other.audience


@dataclass(frozen=True)
class Change:
    """What becomes of who reads a board, in sentences."""

    before: Reach
    after: Reach
    threads: int

    @property
    def sentences(self) -> list[str]:
        now = _("Until now: %(words)s") % {"words": self.before.words}
        then = _("From then on: %(words)s") % {"words": self.after.words}
        return [now, then, self.gained, self.lost, self.traces]

    @property
    def gained(self) -> str:
        if self.after.audience == Audience.PUBLIC:
            return _("Everyone on the web gains sight of all that was written here, and search engines find it.")
        count = len(self._after - self._before)
        if not count:
            return _("Nobody gains sight of it.")
        gained = ngettext(
            "%(count)s person gains sight of all that was written here.",
            "%(count)s people gain sight of all that was written here.",
            count,
        )
        return gained % {"count": count}

    @property
    def lost(self) -> str:
        if self.before.audience == Audience.PUBLIC and self.after.audience != Audience.PUBLIC:
            told = {"count": len(self._after)}
            return _("Everyone loses sight of it but %(count)s people of the network.") % told
        count = len(self._before - self._after)
        if self.after.audience == Audience.PUBLIC or not count:
            return _("Nobody loses sight of it.")
        lost = ngettext("%(count)s person loses sight of it.", "%(count)s people lose sight of it.", count)
        return lost % {"count": count}

    @property
    def traces(self) -> str:
        threads = ngettext("It holds %(count)s thread.", "It holds %(count)s threads.", self.threads)
        kept = _("Whoever loses sight loses their bookmarks, drafts and marks here too. They are not told.")
        return f"{threads % {'count': self.threads}} {kept}"

    @property
    def _before(self) -> set[int]:
        return people(self.before.audience, self.before.cities)

    @property
    def _after(self) -> set[int]:
        return people(self.after.audience, self.after.cities)


def people(audience: str, cities: Collection[int]) -> set[int]:
    """Return who reads what an audience reads; of what everyone reads, the people of the network."""
    readers = readers_of(Audience.NETWORK if audience == Audience.PUBLIC else audience, list(cities))
    return set() if readers is None else set(readers.filter(is_active=True).values_list("pk", flat=True))
