"""Which passages match, how they rank, and how many there are of each sort.

Of each kind about the newest 2,000 matches are looked at, in windows that grow fourfold from the
newest slice back: a word that stands in a third of a million passages costs no more than one in two
thousand. What is read comes back grouped by what it is filtered by, so that counts and filters need no
row of their own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from heapq import nlargest
from itertools import chain
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models import Count as Counted
from django.db.models.functions import Lower

from portal.search.choices import PassageKind
from portal.search.filters import FACETS, Facet, Filters
from portal.search.models import SLICE, Passage
from portal.search.phrasing import Asked
from portal.search.querysets import PassageQuerySet, audiences_of
from portal.search.results import MOST_COUNTED, Count
from portal.search.weighing import Bits, MeantBits, Weighing

MOST_RANKED = 2_000
MOST_LISTED = 500
MOST_CLOSEST = 30
ENOUGH = 5  # hits that answer a question: with fewer the closest are shown too
WEIGHTS = [0.05, 0.2, 0.5, 1.0]  # from D to A
BY_LOGARITHM_OF_LENGTH = 1
EXACT = 100.0
OF_A_POST = 0.6
OF_A_KIT = 0.1
SORTED_BY = ("kind", "themes", "nations", "handbooks", "bodies")


@dataclass(frozen=True)
class Sort:
    """The hits that are alike in everything they are filtered by."""

    kind: str
    themes: Sequence[str]
    nations: Sequence[str]
    handbooks: Sequence[str]
    bodies: Sequence[str]
    number: int
    ids: Sequence[int]
    ranks: Sequence[float]
    bits: Sequence[int] = ()
    meant: int = 0

    def values(self, facet: Facet) -> Sequence[str]:
        return [self.kind] if facet.column == "kind" else getattr(self, facet.column)

    def passes(self, filters: Filters) -> bool:
        return all(value in self.values(facet) for facet, value in filters.chosen)

    def only(self, is_kept: Callable[[float, int], bool]) -> Sort:
        """Return it with the hits whose rank and bits are kept."""
        kept = [hit for hit in zip(self.ids, self.ranks, self.bits, strict=True) if is_kept(hit[1], hit[2])]
        ids, ranks, bits = zip(*kept, strict=True) if kept else ((), (), ())
        return replace(self, number=len(kept), ids=ids, ranks=ranks, bits=bits)

    def ranked(self, weighing: Weighing | None) -> Iterator[tuple[float, int]]:
        """Yield the rank and key of each of its hits, with what its words are worth where they are weighed."""
        if weighing is None:
            return zip(self.ranks, self.ids, strict=True)
        share = OF_A_POST if self.kind == PassageKind.POST else 1.0
        worth = {bits: weighing.weigh(bits) * share for bits in set(self.bits)}
        weighed = (rank + worth[bits] for rank, bits in zip(self.ranks, self.bits, strict=True))
        return zip(weighed, self.ids, strict=True)


class Hits:
    """The hits of one query, before filters, with what narrows them.

    `is_whole` says that every match was looked at: then counts are exact. Where filters are chosen, what
    lies beyond them is only counted, and so looked at no further than counts are exact.
    `weighs_words` is for a query that any of the wanted words fits: hits that have little of what was asked are
    left aside, and where hardly any has more, `are_closest` says that only the closest are here.
    """

    def __init__(
        self,
        user: Any,
        asked: Asked,
        query: SearchQuery,
        filters: Filters,
        latest: int,
        *,
        weighs_words: bool = False,
    ) -> None:
        self.base = Passage.objects.visible_to(user).in_language(asked.language).leads()
        self.audiences = audiences_of(user)
        self.asked, self.query, self.weighs_words = asked, query, weighs_words
        self.filters, self.latest = filters, latest
        most = MOST_COUNTED + 1 if filters.chosen else MOST_RANKED
        self.every = self._find(Filters(), most)
        self.is_whole = max(self._by_kind().values(), default=0) < most
        chosen = self.every if self.is_whole or not filters.chosen else self._find(filters, MOST_RANKED)
        self.weighing = self._weighing() if weighs_words else None
        self.are_closest = False
        if self.weighing:
            is_near = self._nearness(self.weighing)
            self.every, chosen = [[sort.only(is_near) for sort in sorts] for sorts in (self.every, chosen)]
        self.passing = [sort for sort in chosen if sort.passes(filters)]

    def best(self) -> list[int]:
        """Return the passages that pass the filters, the best first, as many as are ever listed."""
        ranked = chain.from_iterable(sort.ranked(self.weighing) for sort in self.passing)
        return [pk for _rank, pk in nlargest(MOST_LISTED, ranked)]

    def narrow(self, is_kept: Callable[[float, int], bool]) -> None:
        """Leave aside the hits whose rank and bits are not kept, of a query that weighs its words."""
        self.passing = [sort.only(is_kept) for sort in self.passing]

    def suffice(self, least: int) -> bool:
        """Return whether there are `least` hits, or fewer with the very one that was asked for."""
        if total(self.every) >= least:
            return True
        return any(rank >= EXACT for sort in self.every for rank in sort.ranks)

    def count(self, filters: Filters | None = None) -> Count:
        """Return how many pass the filters that were chosen, or others."""
        if filters is None:
            number = total(self.passing)
            return Count(number, self.is_whole or number < MOST_RANKED)
        return Count(total(sort for sort in self.every if sort.passes(filters)), self.is_whole)

    def facet_counts(self, facet: Facet) -> dict[str, Count]:
        """Return how many hits each value would leave, under the other filters."""
        others = self.filters.without(facet.name)
        counter: Counter[str] = Counter()
        for sort in self.every:
            if sort.passes(others):
                counter.update(dict.fromkeys(sort.values(facet), sort.number))
        return {value: Count(counter[value], self.is_whole) for value in facet.vocabulary.values}

    def _weighing(self) -> Weighing:
        """Weigh the words by all the hits, so that a filter does not change the order of what it leaves."""
        meant = self.every[0].meant if self.every else 0
        return Weighing.of(self.asked.wanted, chain.from_iterable(sort.bits for sort in self.every), meant)

    def _nearness(self, weighing: Weighing) -> Callable[[float, int], bool]:
        """Return the test that leaves weak hits aside: by all the hits, as they are weighed."""
        patterns = Counter(chain.from_iterable(sort.bits for sort in self.every))
        telling = {bits for bits in patterns if weighing.tells_half(bits)}
        if sum(patterns[bits] for bits in telling) >= ENOUGH:
            return lambda rank, bits: bits in telling or rank >= EXACT
        self.are_closest = patterns.total() > MOST_CLOSEST
        worth = {bits: weighing.weigh(bits) for bits in patterns}
        weights = (rank + worth[bits] for sort in self.every for rank, bits in zip(sort.ranks, sort.bits, strict=True))
        least = min(nlargest(MOST_CLOSEST, weights), default=0.0)
        return lambda rank, bits: rank + weighing.weigh(bits) >= least

    def _by_kind(self) -> Counter[str]:
        numbers: Counter[str] = Counter()
        for sort in self.every:
            numbers[sort.kind] += sort.number
        return numbers

    def _find(self, filters: Filters, most: int) -> list[Sort]:
        """Return the newest matches of each kind with their rank, in one query."""
        matching = self.base.filter(filters.q()).matching(self.query)
        kinds = [filters.kind] if filters.kind else PassageKind.values
        newest = [newest_of(matching, [kind], self.audiences, self.latest, most) for kind in kinds]
        keys = newest[0].union(*newest[1:], all=True) if len(newest) > 1 else newest[0]
        ranked = Passage.objects.filter(pk__in=keys).alias(
            folded_title=Lower("title"), rank=rank_of(self.asked, self.query)
        )
        sorts = ranked.values(*SORTED_BY).annotate(number=Counted("pk"), ids=ArrayAgg("pk"), ranks=ArrayAgg("rank"))
        if self.weighs_words:
            sorts = sorts.annotate(bits=ArrayAgg(Bits(self.asked)), meant=MeantBits(self.asked))
        return [Sort(**row) for row in sorts.order_by()]


def total(sorts: Any) -> int:
    return sum(sort.number for sort in sorts)


def newest_of(matching: PassageQuerySet, kinds: Sequence[str], audiences: Sequence[str], latest: int, most: int) -> Any:
    """Return the keys of the `most` newest matches of some kinds, for some audiences.

    PostgreSQL stops at the window that fills them.
    Ordering by a sum keeps it to the index of words: it would else walk the keys of a window backwards,
    trusting its guess of how many rows hold all the words, and a wrong guess reads half the table.
    """
    newest_first = (F("pk") + 0).desc()
    windows = [
        matching.filter(slices__overlap=slices).order_by(newest_first).values("pk")[:most]
        for slices in windows_of([f"{kind}/{audience}" for kind in kinds for audience in audiences], latest)
    ]
    return windows[0].union(*windows[1:], all=True)[:most] if len(windows) > 1 else windows[0]


def windows_of(sorts: Sequence[str], latest: int) -> Iterator[list[str]]:
    """Yield the slices of some sorts, each a kind and an audience, from that of the `latest` key back.

    First one, then four, sixteen, and so on.
    """
    end, length = latest // SLICE, 1
    while end >= 0:
        start = max(end - length + 1, 0)
        yield [f"{sort}/{number}" for sort in sorts for number in range(start, end + 1)]
        end, length = start - 1, length * 4


def rank_of(asked: Asked, query: SearchQuery) -> Any:
    """Return the rank of a passage: an exact title or number comes first, an entry before a term of its name.

    The plan of a city is what was meant where its title, which names the city, has all of several words.
    What somebody wrote in the forum counts less than what was published, and a kit less where only its city is named.
    """
    rank: Any = SearchRank(F("vector"), query, weights=WEIGHTS, normalization=BY_LOGARITHM_OF_LENGTH)
    shares = [When(kind=PassageKind.POST, then=Value(OF_A_POST))]
    if len(asked.wanted) < 2:
        shares.append(When(kind=PassageKind.KIT, then=Value(OF_A_KIT)))
    rank *= Case(*shares, default=Value(1.0), output_field=FloatField())
    exact = Q(folded_title__in=asked.titles)
    if asked.number:
        exact |= Q(number=asked.number)
    rank += number_if(exact, EXACT) + number_if(exact & Q(kind=PassageKind.ENTRY), 1.0)
    if len(asked.wanted) < 2:
        return rank
    title = SearchQuery(" & ".join(f"({word})" for word in asked.each("A")), config=asked.config, search_type="raw")
    return rank + number_if(Q(kind=PassageKind.PLAN, vector=title), 1.0)


def number_if(condition: Q, number: float) -> Case:
    """Return `number` where the condition holds, else nothing."""
    return Case(When(condition, then=Value(number)), default=Value(0.0), output_field=FloatField())


def facets_shown() -> list[Facet]:
    """Return the facets that the search page offers."""
    return [facet for facet in FACETS if facet.name != "body"]
