"""How much each word of a question counts where any of them will do: rare words more than common ones.

PostgreSQL ranks by how often a word stands in a passage and never by how many passages have it, so that
“sell a building to a community group” would lead to whatever says “community” most. Which words stand
where comes back with each hit as one number, with a bit for each word and place, and how common a word
is, is counted from the same hits: that costs no query of its own.
Source: Spärck Jones (1972), A statistical interpretation of term specificity.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import log
from typing import Any

from django.db.models import BigIntegerField, F, Func

from portal.search.everyday import WRAPPING
from portal.search.phrasing import MOST_WORDS, Asked

# Where a word stands, by the weights of the vector, and what that adds. A passage has its title at A and
# its first text at C; the rest of the page is at D, and says only that the word is there.
PLACES = (("ABCD", 0.5), ("C", 0.3), ("A", 0.8))
TITLE = 2  # the row of those in the title
SHARE_OF_WRAPPING = 0.4


class Bits(Func):
    """The bits of a passage: one for each thing that is wanted, in each place. Written as SQL at once: of
    thirty conditions Django would make a thousand objects for every search.
    """

    output_field = BigIntegerField()

    def __init__(self, asked: Asked) -> None:
        super().__init__(F("vector"))
        self.config = asked.config
        self.tests = [
            (row * MOST_WORDS + word, query)
            for row, (place, _worth) in enumerate(PLACES)
            for word, query in enumerate(asked.each(place))
        ]

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_extra: Any) -> tuple[str, tuple[str | int, ...]]:
        vector, _none = compiler.compile(self.source_expressions[0])
        bits = [f"({vector} @@ to_tsquery(%s::regconfig, %s))::int::bigint << {bit}" for bit, _query in self.tests]
        params = tuple(part for _bit, query in self.tests for part in (self.config, query))
        return f"({' | '.join(f'({bit})' for bit in bits)})", params


class MeantBits(Func):
    """A bit for each thing that is wanted and means something: none for “how” or “the”, which PostgreSQL looks for
    nowhere. It is the same for every row, and so in no group of its own.
    """

    output_field = BigIntegerField()

    def __init__(self, asked: Asked) -> None:
        super().__init__()
        self.config, self.queries = asked.config, asked.each("ABCD")

    def as_sql(self, compiler: Any, connection: Any, *_args: Any, **_extra: Any) -> tuple[str, tuple[str, ...]]:
        bits = [
            f"(numnode(to_tsquery(%s::regconfig, %s)) > 0)::int::bigint << {bit}" for bit in range(len(self.queries))
        ]
        return f"({' | '.join(f'({bit})' for bit in bits)})", tuple(
            part for query in self.queries for part in (self.config, query)
        )

    def get_group_by_cols(self) -> list[Any]:
        return []


def words_standing(bits: int, row: int = 0) -> int:
    """Return how many of the words stand in a hit: anywhere, or in the place of one row."""
    return (bits >> row * MOST_WORDS & (1 << MOST_WORDS) - 1).bit_count()


@dataclass(frozen=True)
class Weighing:
    """What each word of a question is worth."""

    worth: tuple[float, ...]

    def tells_half(self, bits: int) -> bool:
        """Return whether a hit has, anywhere, half of what the words are worth: few rare ones or more common ones."""
        standing = sum(worth for word, worth in enumerate(self.worth) if bits >> word & 1)
        return 2 * standing >= sum(self.worth)

    @classmethod
    def of(cls, wanted: Sequence[str], bits: Iterable[int], meant: int) -> Weighing:
        """Weigh each word by how few of the hits it stands in. One that is `meant` and stands in none is the rarest:
        what has all the others does not answer for it.
        """
        patterns = Counter(bits)
        worth = []
        for place, word in enumerate(wanted):
            standing = sum(count for pattern, count in patterns.items() if pattern >> place & 1)
            rarity = log(1 + patterns.total() / (standing or 1)) if meant >> place & 1 else 0.0
            worth.append(rarity * SHARE_OF_WRAPPING if word.lower() in WRAPPING else rarity)
        return cls(tuple(worth))

    def weigh(self, bits: int) -> float:
        """Return what the words of one hit are worth together."""
        return sum(
            self.worth[word] * worth
            for row, (_place, worth) in enumerate(PLACES)
            for word in range(len(self.worth))
            if bits >> (row * MOST_WORDS + word) & 1
        )
