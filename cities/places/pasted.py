"""A pasted list of addresses: its entries, the address in each, and what became of it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

ADDRESS_IN_BRACKETS = re.compile(r".*<([^<>]+)>")


class Outcome(StrEnum):
    """What became of one entry of a pasted list."""

    SENT = "sent"
    REFUSED = "refused"


@dataclass(frozen=True)
class Result:
    """One entry of a pasted list, what became of it, and why where nothing was sent.

    `is_mendable` says that it is no address as it was typed. `is_invited` says that its invitation stands among
    those of the network, to be sent again from there.
    """

    line: str
    outcome: Outcome
    why: str = ""
    is_mendable: bool = False
    is_invited: bool = False

    @property
    def is_sent(self) -> bool:
        return self.outcome == Outcome.SENT


def entries_in(text: str) -> list[str]:
    """Return the entries of a list: one to a line, or separated by commas or semicolons.

    A comma in the name before an address in brackets separates nothing: “O'Brien, Pat <pat@example.org>”.
    """
    found = (entry.strip() for part in re.split(r"[\n;]+", text) for entry in entries_of(part))
    return [entry for entry in found if entry]


def entries_of(part: str) -> Iterator[str]:
    """Yield the entries of a line; what stands before a name with an address in brackets are entries of their own."""
    for piece in re.split(r"(?<=>)", part):
        before, bracket, address = piece.partition("<")
        words = before.split(",")
        if not bracket:
            yield from words
            continue
        own = max((place + 1 for place, word in enumerate(words) if "@" in word), default=0)
        yield from words[:own]
        yield ",".join(words[own:]).lstrip(", ") + bracket + address


def address_of(entry: str) -> str:
    """Return the address in an entry such as “Ada Lovelace <ada@example.org>”, in lower case."""
    bracketed = ADDRESS_IN_BRACKETS.fullmatch(entry)
    return (bracketed[1] if bracketed else entry).strip().lower()
