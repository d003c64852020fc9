"""The rounds, and the table that they fill."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from statistics import median, quantiles

from portal.bench.client import Seen
from portal.bench.server import Bench
from portal.bench.subjects import BARE, Budget, Subject, most_queries
from portal.bench.weight import Weight

MOST_FIRST_VISIT = 150_000
MOST_STYLES_AND_SCRIPTS = 15_000
ALONE = 100


@dataclass(frozen=True)
class Line:
    """What was measured of one subject. Times are in milliseconds, of one request at a time."""

    subject: Subject
    per_second: float
    bare_per_second: float
    ratio: float
    usual: float
    slow: float
    queries: int
    octets: int

    @property
    def budget(self) -> Budget:
        return self.subject.budget


@dataclass(frozen=True)
class Verdict:
    """One promise, and whether it is kept."""

    promise: str
    measured: str
    is_kept: bool


def per_second(seen: Seen) -> float:
    return seen.answers / seen.seconds


def measure(bench: Bench, subject: Subject, *, rounds: int, seconds: float) -> Line:
    """Measure one subject beside the bare view, in alternating rounds."""
    options = {"encodings": subject.encodings, "cookie": subject.cookie}
    bench.drive(subject.paths, count=8 * len(subject.paths), seconds=20.0, **options)
    pairs = [
        (bench.drive([BARE], seconds=seconds), bench.drive(subject.paths, seconds=seconds, **options))
        for _ in range(rounds)
    ]
    alone = bench.drive(subject.paths, connections=1, count=ALONE, seconds=20.0, **options)
    times = quantiles((time * 1000 for time in alone.times), n=20)
    return Line(
        subject,
        per_second=median(per_second(seen) for _, seen in pairs),
        bare_per_second=median(per_second(bare) for bare, _ in pairs),
        ratio=median(per_second(seen) / per_second(bare) for bare, seen in pairs),
        usual=times[9],
        slow=times[18],
        queries=most_queries(subject),
        octets=round(alone.octets / alone.answers),
    )


def reach(seen: Seen) -> int:
    """Return how many answers in a second the driver could take, from its own processor time."""
    return round(seen.answers / max(seen.busy, 0.001))


def table(lines: list[Line]) -> Iterator[str]:
    """Return the lines of the table of figures."""
    yield f"{'':30}{'req/s':>8}{'bare':>8}{'ratio':>8}{'p50 ms':>9}{'p95 ms':>9}{'queries':>9}{'bytes':>9}"
    for line in lines:
        yield (
            f"{line.subject.name:30}{line.per_second:8.0f}{line.bare_per_second:8.0f}{line.ratio:8.2f}"
            f"{line.usual:9.1f}{line.slow:9.1f}{line.queries:9}{line.octets:9}"
        )


def verdicts(lines: list[Line], weight: Weight) -> Iterator[Verdict]:
    """Return what was promised, with what was measured."""
    yield from verdicts_of(lines)
    yield of_bytes("first visit to an entry", weight.total, MOST_FIRST_VISIT)
    yield of_bytes("its styles and scripts", weight.styles_and_scripts, MOST_STYLES_AND_SCRIPTS)


def verdicts_of(lines: list[Line]) -> Iterator[Verdict]:
    """Return what was promised of each subject."""
    for line in lines:
        name, budget = line.subject.name, line.budget
        if budget.ratio is not None:
            yield Verdict(f"{name}: at least {budget.ratio} of bare", f"{line.ratio:.2f}", line.ratio >= budget.ratio)
        if budget.queries is not None:
            yield Verdict(
                f"{name}: at most {budget.queries} queries", str(line.queries), line.queries <= budget.queries
            )
        if budget.milliseconds is not None:
            limit = budget.milliseconds
            yield Verdict(f"{name}: at most {limit:g} ms", f"{line.usual:.1f} ms", line.usual <= limit)
        if budget.slowest is not None:
            limit = budget.slowest
            yield Verdict(f"{name}: p95 within {limit:g} ms", f"{line.slow:.1f} ms", line.slow <= limit)


def beside(promise: str, line: Line, other: Line, most: float) -> Verdict:
    """Return whether one page takes at most so many times as long as another."""
    times = line.usual / other.usual
    return Verdict(f"{promise}: at most {most:g} times", f"{times:.2f}", times <= most)


def of_bytes(name: str, measured: int, most: int) -> Verdict:
    return Verdict(f"{name}: under {most // 1000} kB", f"{measured / 1000:.1f} kB", measured < most)


def verdict_table(found: Iterator[Verdict]) -> Iterator[str]:
    for verdict in found:
        yield f"{'pass ' if verdict.is_kept else 'SHORT'}  {verdict.promise:46}{verdict.measured:>10}"
