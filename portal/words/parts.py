"""What the interface components take: small frozen values that travel from a room to a template.

Rooms build these in their views and tags; templates/components/ draws them. Imports nothing of ours.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.utils.functional import Promise

Text = str | Promise


class Ink(StrEnum):
    """Which half of the portal a part of a page is printed in."""

    LOCAL_GOVERNMENT = "lg"
    CIVIL_SOCIETY = "cs"
    BOTH = "both"

    @classmethod
    def of(cls, number: str) -> Ink:
        """Return the ink of a number such as LG 3.2, CS 1.4 or P 12."""
        prefix = number.partition(" ")[0]
        return {"LG": cls.LOCAL_GOVERNMENT, "CS": cls.CIVIL_SOCIETY}.get(prefix, cls.BOTH)


@dataclass(frozen=True, kw_only=True)
class Link:
    """A title and where it leads. `note` is printed under it, such as the nations where an entry applies.

    `elsewhere` says that it is not for the reader's nation, and is marked so that it cannot be missed.
    """

    title: Text
    url: str = ""
    number: str = ""
    ink: str = ""
    note: Text = ""
    elsewhere: Text = ""


@dataclass(frozen=True, kw_only=True)
class Sheet:
    """One of two overlapping sheets: an entry and its counterpart, or the entries used by each half."""

    number: str = ""
    ink: str = ""
    title: Text = ""
    url: str = ""
    text: Text = ""
    links: Sequence[Link] = ()


@dataclass(frozen=True, kw_only=True)
class NationMark:
    """A nation and whether a law applies there."""

    label: Text
    applies: bool


@dataclass(frozen=True, kw_only=True)
class Choice:
    """One value of a filter, with how many rows it leaves; `count` is None where it is not counted."""

    value: str
    label: Text
    count: int | None = None
    chosen: bool = False


@dataclass(frozen=True, kw_only=True)
class FilterGroup:
    """One question of a filter. `kind` is select, radio, checkbox, or search with the words that were typed."""

    name: str
    label: Text
    choices: Sequence[Choice] = ()
    kind: str = "select"
    value: str = ""


@dataclass(frozen=True, kw_only=True)
class Letter:
    """One letter of an A to Z: `anchor` is empty where nothing begins with it."""

    label: str
    anchor: str = ""
