"""What digests cost, as a table by the number of members, and which promises are kept."""

from __future__ import annotations

from collections.abc import Iterator

from portal.bench.digests import BATCH, NAIVE, SENDERS, Figures
from portal.bench.report import Verdict

MINUTES, ABOVE = 15, 100_000
"""For how many members how many minutes are promised. Source: design section 8"""
FLAT = 1.2
"""How many times the memory of the fewest members the most may take."""
HEAD = ("members", "sent", "minutes", "a second", "a batch", "each", "database", "peak MB", "kB", "loop, min")


def digest_head() -> str:
    return "".join(f"{name:>11}" for name in HEAD)


def digest_line(found: Figures) -> str:
    octets = found.taken["octets"] / max(found.taken["messages"], 1)
    cells = (
        f"{found.members:,}",
        f"{found.sent:,}",
        f"{found.all_seconds / 60:.1f}",
        f"{found.members / found.all_seconds:.0f}",
        f"{found.batch}",
        f"{found.queries:.1f}",
        f"{found.in_database:.0%}",
        f"{found.peak / 1_048_576:.0f}",
        f"{octets / 1000:.0f}",
        f"{found.each_alone * found.members / 60:.1f}",
    )
    return "".join(f"{cell:>11}" for cell in cells)


def digest_notes(last: Figures) -> str:
    """Say what the columns are."""
    return (
        f"{last.posts:,} posts; {SENDERS} processes send to a mail server on this machine that keeps nothing. Minutes\n"
        f"with planning, which took {last.planned:.1f} s for {last.members:,}. “A batch”: queries that put the digests"
        f" of {BATCH} members\ntogether; “each”: all queries of sending, by member; “database”: of the time of the"
        f" processes; “kB”: a letter.\nThe loop looks each person up alone ({last.queries_alone:.0f} queries) and"
        f" connects for each letter: measured on {NAIVE},\nworked out for all, in one process.\n"
    )


def digest_verdicts(measured: list[Figures]) -> Iterator[Verdict]:
    """Return which promises are kept."""
    first, last = measured[0], measured[-1]
    batches = [found.batch for found in measured]
    yield Verdict("a batch: as many queries for any members", str(last.batch), len(set(batches)) == 1)
    times = last.peak / first.peak
    yield Verdict(f"memory beside {first.members:,} members: at most {FLAT:g} times", f"{times:.2f}", times <= FLAT)
    for found in measured:
        once = found.taken["messages"] == found.taken["readers"] == found.taken["ids"] == found.sent
        yield Verdict(f"{found.members:,} members: each letter once", f"{found.taken['messages']:,}", once)
        faster = found.each_alone * found.members / found.all_seconds
        yield Verdict(f"{found.members:,} members: faster than the loop", f"{faster:.1f} times", faster > 1)
    if last.members >= ABOVE:
        minutes = last.all_seconds / 60
        yield Verdict(f"{last.members:,} members: within {MINUTES} minutes", f"{minutes:.1f}", minutes <= MINUTES)
