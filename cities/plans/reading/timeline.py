"""Where the bars of the timeline lie: positions as percentages of its width, for a drawing made on the server."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from math import ceil

from django.utils.timezone import localdate

from cities.plans.reading.plan import Line
from cities.plans.reading.text import ObjectiveText

MONTHS_BETWEEN = ((500, 3), (1000, 6), (20 * 366, 12))
"""Up to how many days, how many months lie between two lines of the grid; beyond, as many years as leave twenty."""


@dataclass(frozen=True)
class Tick:
    """A line of the grid and what stands at it."""

    x: str
    day: date


@dataclass(frozen=True)
class Bar:
    """One action: what has gone of its time, what is left, and its mark at the due date."""

    line: Line
    gone_x: str
    gone_width: str
    left_x: str
    left_width: str
    mark_x: str


@dataclass(frozen=True)
class Scale:
    """The days that the drawing spans."""

    first: date
    last: date

    def share(self, day: date) -> float:
        """Return where a day lies, from 0 to 100."""
        whole = max((self.last - self.first).days, 1)
        return min(max((day - self.first).days / whole * 100, 0), 100)

    def x(self, day: date) -> str:
        return percent(self.share(day))

    @property
    def ticks(self) -> list[Tick]:
        days = (self.last - self.first).days
        years = ceil(days / MONTHS_BETWEEN[-1][0])
        step = next((months for most, months in MONTHS_BETWEEN if days <= most), 12 * years)
        found = []
        day = date(self.first.year, 1, 1)
        while day < self.last:
            if day >= self.first:
                found.append(Tick(self.x(day), day))
            year, month = divmod(day.year * 12 + day.month - 1 + step, 12)
            if year > date.max.year:
                break
            day = date(year, month + 1, 1)
        return found


@dataclass(frozen=True)
class Timeline:
    """The drawing. `today_x` is empty where today is not in it."""

    scale: Scale
    today: date
    sections: list[tuple[ObjectiveText, list[Bar]]]

    @property
    def ticks(self) -> list[Tick]:
        return self.scale.ticks

    @property
    def today_x(self) -> str:
        return self.scale.x(self.today) if self.scale.first <= self.today <= self.scale.last else ""

    @property
    def lines(self) -> list[Line]:
        return [bar.line for _objective, bars in self.sections for bar in bars]


def percent(share: float) -> str:
    return f"{share:.2f}%"


def timeline_of(
    sections: list[tuple[ObjectiveText, list[Line]]], first: date, last: date, today: date
) -> Timeline | None:
    """Return the timeline of the dated actions, over the plan and what of them lies outside it; None without any."""
    dated = [
        (objective, [line for line in lines if line.text.starts_on or line.text.due_on])
        for objective, lines in sections
    ]
    texts = [line.text for _objective, lines in dated for line in lines]
    if not texts:
        return None
    days = [day for text in texts for day in (text.starts_on, text.due_on) if day]
    scale = Scale(min([first, *days]), max([last, *days]))
    return Timeline(
        scale,
        today,
        [(objective, [bar_of(line, scale, today) for line in lines]) for objective, lines in dated if lines],
    )


def bar_of(line: Line, scale: Scale, today: date) -> Bar:
    """Return the bar of an action, up to its due date, or to the day on which it was told to be done or dropped.

    Without a start it begins a month before its end, without a due date it runs on.
    """
    ends = line.text.due_on or scale.last
    begins = line.text.starts_on or ends - min(timedelta(days=30), ends - date.min)
    if line.state.is_ended and line.state.told_at:
        ends = max(begins, localdate(line.state.told_at))
    turn = min(max(today, begins), ends)
    share = scale.share
    return Bar(
        line,
        gone_x=percent(share(begins)),
        gone_width=percent(share(turn) - share(begins)),
        left_x=percent(share(turn)),
        left_width=percent(share(ends) - share(turn)),
        mark_x=percent(share(ends)),
    )
