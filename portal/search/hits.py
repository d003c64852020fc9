"""Which passages match, how they rank, and how many there are of each sort.

Of each kind the newest 2,000 matches are looked at, so that a word that stands in a third of a million
passages costs no more than one in two thousand.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import Case, F, FloatField, Q, Value, When
from django.db.models.functions import Lower

from portal.search.choices import PassageKind
from portal.search.filters import FACETS, Facet, Filters
from portal.search.models import Passage
from portal.search.phrasing import Asked
from portal.search.querysets import PassageQuerySet
from portal.search.results import Count

MOST_RANKED = 2_000
WEIGHTS = [0.05, 0.2, 0.5, 1.0]  # from D to A
BY_LOGARITHM_OF_LENGTH = 1
EXACT = 10.0


@dataclass(frozen=True)
class Hit:
    """A leading passage that matched, with what it is filtered by."""

    id: int
    content_type_id: int
    object_id: int
    rank: float
    kind: str
    themes: Sequence[str]
    nations: Sequence[str]
    handbooks: Sequence[str]
    bodies: Sequence[str]

    def values(self, facet: Facet) -> Sequence[str]:
        return [self.kind] if facet.column == "kind" else getattr(self, facet.column)

    def passes(self, filters: Filters) -> bool:
        return all(facet.admits(self.values(facet), value) for facet, value in filters.chosen)


COLUMNS = ("pk", "content_type_id", "object_id", "rank", "kind", "themes", "nations", "handbooks", "bodies")


class Hits:
    """The hits of one query, before filters, with what narrows them.

    `is_whole` says that every match was looked at: then counts are exact.
    """

    def __init__(self, user: Any, asked: Asked, query: SearchQuery, filters: Filters) -> None:
        self.base = Passage.objects.visible_to(user).in_language(asked.language).leads()
        self.asked, self.query, self.filters = asked, query, filters
        self.every = self._find(Q())
        kinds = Counter(hit.kind for hit in self.every)
        self.is_whole = all(number < MOST_RANKED for number in kinds.values())
        chosen = self.every if self.is_whole or not filters.chosen else self._find(filters.q())
        self.passing = sorted((hit for hit in chosen if hit.passes(filters)), key=lambda hit: (-hit.rank, -hit.id))

    def count(self, filters: Filters | None = None) -> Count:
        """Return how many pass the filters that were chosen, or others."""
        if filters is None:
            return Count(len(self.passing), self.is_whole or len(self.passing) < MOST_RANKED)
        return Count(sum(hit.passes(filters) for hit in self.every), self.is_whole)

    def facet_counts(self, facet: Facet) -> dict[str, Count]:
        """Return how many hits each value would leave, under the other filters."""
        others = self.filters.without(facet.name)
        counter: Counter[str] = Counter()
        for hit in self.every:
            if hit.passes(others):
                counter.update(hit.values(facet) or (facet.vocabulary.values if facet.name == "nation" else []))
        return {value: Count(counter[value], self.is_whole) for value in facet.vocabulary.values}

    def _find(self, narrowed: Q) -> list[Hit]:
        """Return the newest matches of each kind with their rank, in one query."""
        matching = self.base.filter(narrowed).matching(self.query)
        kinds = [self._ranked(matching.filter(kind=kind).newest(MOST_RANKED)) for kind in PassageKind.values]
        found = kinds[0].union(*kinds[1:], all=True)
        return [Hit(*row) for row in found]

    def _ranked(self, newest: PassageQuerySet) -> Any:
        """Rank only what was kept: ranking reads every vector."""
        return (
            Passage.objects.filter(pk__in=newest.values("pk"))
            .alias(folded_title=Lower("title"))
            .annotate(rank=rank_of(self.asked, self.query))
            .values_list(*COLUMNS)
        )


def rank_of(asked: Asked, query: SearchQuery) -> Any:
    """Return the rank of a passage: an exact title or number comes first, whatever else matches."""
    exact = Q(folded_title=asked.title)
    if asked.number:
        exact |= Q(number=asked.number)
    return SearchRank(F("vector"), query, weights=WEIGHTS, normalization=BY_LOGARITHM_OF_LENGTH) + Case(
        When(exact, then=Value(EXACT)), default=Value(0.0), output_field=FloatField()
    )


def facets_shown() -> Iterable[Facet]:
    """Return the facets that the search page offers."""
    return [facet for facet in FACETS if facet.name != "body"]
