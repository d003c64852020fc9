"""The parts of a digest: what was chosen for a person and why, and how it is described."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

from network.digests.choices import ItemKind
from portal.words.parts import Text

LINE = 160
"""Characters of the line that is said of a thing."""


class Subject(NamedTuple):
    """What an item is about, whoever it is for: items about the same are described once for a batch."""

    kind: str
    key: int
    post: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """Something that concerns a person, and why, in words. It is kept with the digest as JSON.

    `number` and `before` are those of a thread: the last number that is told of, and the last that was read or told
    of before. `new` are the posts of others between the two, counted as far as 99. `post` is the number of the post
    whose words are quoted; without it those of the newest that may be read. `thread` is that of an outcome.
    """

    section: str
    kind: str
    key: int
    why: str
    number: int = 0
    before: int = 0
    new: int = 0
    post: int = 0
    thread: int = 0

    @property
    def same(self) -> tuple[str, int]:
        """What is told of once: the thread, for all that is said in one. The key of an event is that of its thread."""
        if self.kind in (ItemKind.THREAD, ItemKind.EVENT):
            return ItemKind.THREAD, self.key
        return (ItemKind.THREAD, self.thread) if self.thread else (self.kind, self.key)

    @property
    def subject(self) -> Subject:
        return Subject(self.kind, self.key, self.post)

    @property
    def count(self) -> int:
        """How many posts of a thread are new: those of others, where they were counted."""
        return self.new or max(self.number - self.before, 0)

    def to_json(self) -> dict[str, Any]:
        return {name: getattr(self, name) for name in COLUMNS}


COLUMNS = [one.name for one in fields(Choice)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Described:
    """What is said of a thing: its title, where it is from (a city or a handbook), a line of plain text, its address.

    `line` has at most `LINE` characters, `url` is absolute. Where it quotes somebody, `speaker` is who, and from where.
    `when` is a day or a time in words, of an event for instance, and `day` the same in as few words as a subject has
    room for. `called` is what a subject calls the thing, where its title is too long for that; `note` is what else one
    has to know, as that it is `late`, or that an event is `full`.
    """

    title: str
    url: str
    place: str = ""
    line: str = ""
    speaker: str = ""
    when: str = ""
    day: str = ""
    called: str = ""
    note: str = ""
    late: bool = False
    full: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One item of a digest: what was chosen, and how it is described."""

    choice: Choice
    described: Described


@dataclass(frozen=True, slots=True)
class Part:
    """The items of one section, under its title."""

    name: str
    title: Text
    items: list[Item]


@dataclass(frozen=True, slots=True)
class Selection:
    """What was chosen to be told to one person, in order, before it is described; and whether more is new."""

    person: int
    choices: list[Choice]
    more: bool = False
    more_threads: bool = False


@dataclass(slots=True)
class Contents:
    """What a digest tells one person, in order; and whether more is new than there was room for, `more_threads` for
    threads of the forum.
    """

    person: int
    parts: list[Part] = field(default_factory=list)
    more: bool = False
    more_threads: bool = False

    @property
    def items(self) -> list[Item]:
        return [item for part in self.parts for item in part.items]

    @property
    def choices(self) -> list[Choice]:
        return [item.choice for item in self.items]

    @property
    def shown(self) -> list[dict[str, Any]]:
        """What is kept in the ledger, so that it counts as told and can be drawn again."""
        return [choice.to_json() for choice in self.choices]

    def __bool__(self) -> bool:
        return bool(self.parts)


THREAD = ItemKind.THREAD
