"""A month of a calendar, by weeks."""

from __future__ import annotations

import re
from calendar import Calendar, monthrange
from dataclasses import dataclass
from datetime import date
from typing import Self

WRITTEN = re.compile(r"(20\d\d)-(0[1-9]|1[0-2])", re.ASCII)


@dataclass(frozen=True, order=True)
class Month:
    """One month of this century."""

    year: int
    month: int

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, day.month)

    @classmethod
    def parse(cls, text: str) -> Self | None:
        """Return the month that is written as 2026-11, or None."""
        found = WRITTEN.fullmatch(text)
        return cls(int(found[1]), int(found[2])) if found else None

    def __str__(self) -> str:
        return f"{self.year}-{self.month:02}"

    @property
    def first(self) -> date:
        return date(self.year, self.month, 1)

    @property
    def last(self) -> date:
        return date(self.year, self.month, monthrange(self.year, self.month)[1])

    def moved(self, months: int) -> Self | None:
        """Return the month so many months later, or before; None outside what may be written."""
        years, month = divmod(self.month - 1 + months, 12)
        return self.parse(f"{self.year + years}-{month + 1:02}")

    def weeks(self) -> list[list[date | None]]:
        """Return its weeks from Monday on; None stands for a day of another month."""
        weeks = Calendar().monthdatescalendar(self.year, self.month)
        return [[day if day.month == self.month else None for day in week] for week in weeks]
