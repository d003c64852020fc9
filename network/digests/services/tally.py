"""What became of digests in one go, for the log and for whoever sent them by hand. It holds no addresses."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Self


class Stop(StrEnum):
    """Why sending stopped before everything was sent."""

    HALTED = "halted"
    TIME = "time"
    SERVER = "server"


@dataclass
class Tally:
    """`counts` by what became of them: a state, or `back`, `released` and `lost` to others.

    `skipped`, and `failures` of those that are tried again or were given up, are counted by reason.
    """

    counts: Counter[str] = field(default_factory=Counter)
    skipped: Counter[str] = field(default_factory=Counter)
    failures: Counter[str] = field(default_factory=Counter)
    stop: Stop | None = None

    def count(self, what: str, number: int = 1) -> None:
        if number:
            self.counts[what] += number

    def __iadd__(self, other: Tally) -> Self:
        self.counts += other.counts
        self.skipped += other.skipped
        self.failures += other.failures
        self.stop = self.stop or other.stop
        return self

    def __bool__(self) -> bool:
        return bool(self.counts)

    @property
    def gets_on(self) -> bool:
        """Whether anything came nearer to its end."""
        return any(number for what, number in self.counts.items() if what not in ("released", "lost"))

    def for_log(self) -> dict[str, int | str]:
        """Return it as the fields of a line of the log."""
        found: dict[str, int | str] = {str(what): number for what, number in self.counts.items()}
        found |= {f"skipped_{reason}": count for reason, count in self.skipped.items()}
        return {**found, "stop": str(self.stop)} if self.stop else found
