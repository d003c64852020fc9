"""A small table as bars: where each stands, in shares of the width and in lines of text, so that it fits any screen."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _

LONGEST_LINE = 36
"""Characters of a label that fit beside each other on a phone."""
LINE, BAR, GAP = Decimal("1.35"), Decimal("1.1"), Decimal("0.9")
"""Heights in ems: they grow with the text."""
ROOM = 2
"""Characters between a label and its value."""
MONEY = re.compile(r"(?P<sign>[£€$])\s*((?P<letter>k|m|bn)|(?P<word>thousand|million|billion))?")


@dataclass(frozen=True)
class Bar:
    """One row. Places are in ems from the top, and in hundredths of the width."""

    label: str
    value: str
    lines: Sequence[tuple[str, str]]
    value_at: str
    top: str
    start: str
    length: str
    is_negative: bool


@dataclass(frozen=True)
class Chart:
    """A chart as its template draws it. `unit` is empty where each value says it, as a sum of money does."""

    title: str
    unit: str
    bars: Sequence[Bar]
    height: str
    zero: str
    thick: str
    source: str
    url: str

    @property
    def described(self) -> str:
        """Its rows as words, for those who do not see the bars."""
        rows = "; ".join(f"{bar.label}: {bar.value}" for bar in self.bars)
        if not self.unit:
            return _("Bars. %(rows)s.") % {"rows": rows}
        return _("Bars, in %(unit)s. %(rows)s.") % {"unit": self.unit, "rows": rows}


def chart_of(value: Any) -> Chart | None:
    """Return the chart of a block's value. Bars begin at nought, to the left of which the negative ones go.

    A row of a draft that has no figure yet is left out; where none has, there is no chart.
    """
    rows = [(str(row["label"] or ""), Decimal(row["value"])) for row in value["rows"] if row["value"] is not None]
    if not rows:
        return None
    lowest = min([Decimal(0), *(amount for _label, amount in rows)])
    span = max([Decimal(0), *(amount for _label, amount in rows)]) - lowest
    zero = -lowest / span if span else Decimal(0)
    unit = value["unit"]
    bars: list[Bar] = []
    top = Decimal(0)
    for label, amount in rows:
        share = abs(amount) / span if span else Decimal(0)
        bars.append(bar_of(label, amount, unit, top, zero - share if amount < 0 else zero, share))
        top = Decimal(bars[-1].top) + BAR + GAP
    return Chart(
        title=value["title"],
        unit=unit_of(unit),
        bars=bars,
        height=ems(top - GAP),
        zero=hundredths(zero),
        thick=ems(BAR),
        source=value["source"],
        url=value["url"],
    )


def bar_of(label: str, amount: Decimal, unit: str, top: Decimal, start: Decimal, share: Decimal) -> Bar:
    """Return one bar under its label; its value stands at the end of the label's last line, or has its own."""
    said = printed(amount, unit)
    lines = textwrap.wrap(label, LONGEST_LINE) or [""]
    if len(lines[-1]) + ROOM + len(said) > LONGEST_LINE:
        lines.append("")
    placed = [(line, ems(top + LINE * number - LINE / 4)) for number, line in enumerate(lines, 1)]
    return Bar(
        label=label,
        value=said,
        lines=[(line, place) for line, place in placed if line],
        value_at=placed[-1][1],
        top=ems(top + LINE * len(lines)),
        start=hundredths(start),
        length=hundredths(share),
        is_negative=amount < 0,
    )


def unit_of(unit: str) -> str:
    """Return what is said once of all values: their unit, but nothing where they are money."""
    return "" if MONEY.fullmatch(unit.strip()) else unit


def printed(amount: Decimal, unit: str = "") -> str:
    """Return a number with its thousands apart, a true minus, and no noughts at its end.

    A sum of money is whole: £1,200 or £3 million.
    """
    whole = amount == amount.to_integral_value()
    said = number_format(abs(amount), decimal_pos=0 if whole else None, force_grouping=True)
    if money := MONEY.fullmatch(unit.strip()):
        scale = f"\N{NO-BREAK SPACE}{money['word']}" if money["word"] else money["letter"] or ""
        said = f"{money['sign']}{said}{scale}"
    return f"\N{MINUS SIGN}{said}" if amount < 0 else said


def ems(length: Decimal) -> str:
    return f"{length:.2f}"


def hundredths(share: Decimal) -> str:
    return f"{share * 100:.2f}"
