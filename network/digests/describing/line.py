"""What a notice says to its person now."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Protocol

from django.db.models import QuerySet

from network.forum.reading.people import short_name
from portal.words.parts import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """What a notice says, as a sentence, and where it leads. `words` are the beginning of what was written.

    `name` and `place` are those of who did it, `about` is the title of what it is about.
    """

    said: Text
    url: str
    words: str = ""
    name: str = ""
    place: str = ""
    about: str = ""


Causes = Callable[[Any], QuerySet[Any, Any]]
"""Returns the rows that notices of a source may be about, as far as a person reads them."""


class Source(Protocol):
    """A module that knows some sources of notices."""

    READABLE: dict[str, Causes]

    def described(self, notices: list[Any], user: Any) -> dict[int, Line]:
        """Return what each notice says, by its key: a number of queries that does not grow with them."""


def keys_of(notices: list[Any], source: str) -> set[int]:
    """Return the keys of what notices of a source are about."""
    return {one.object_id for one in notices if one.source == source}


def who(name: str | None, gone_at: Any, place: str | None = "") -> str:
    """Name somebody with their city, as lists do."""
    return ", ".join(filter(None, (short_name(name or "", gone_at), place)))
