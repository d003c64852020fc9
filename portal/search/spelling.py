"""What is known of words that a search did not find: whether they stand anywhere, what begins with them,
and how our titles spell what is near them.

No trigram extension is needed: the words of at most 3,000 titles are few, and only words of about the
same length that share a letter at the beginning are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from django.db.models import TextField, Value

from portal.search.choices import PassageKind
from portal.search.hits import newest_of
from portal.search.models import Passage
from portal.search.phrasing import SHORTEST_BEGINNING, WORD, Asked
from portal.search.texts import without_accents

MOST_TITLES = 3_000
MOST_UNKNOWN = 4
MOST_ENDINGS = 8
SHORTEST = 4
NEAR = 0.75


class Lexicon:
    """The words of titles that a reader may find, beside those of one search."""

    def __init__(self, user: Any, asked: Asked, latest: int) -> None:
        self.asked, self.latest = asked, latest
        self.leads = Passage.objects.visible_to(user).in_language(asked.language).leads()

    @cached_property
    def known(self) -> Counter[str]:
        """The words of the newest titles, with how often they stand."""
        words: Counter[str] = Counter()
        for title in self.leads.order_by("-pk").values_list("title", flat=True)[:MOST_TITLES]:
            words.update(word.lower() for word in WORD.findall(title) if len(word) >= SHORTEST)
        return words

    @cached_property
    def missing(self) -> list[str]:
        """The last few words of the search that no passage holds in any form."""
        words = [word for phrase in self.asked.wanted for word in WORD.findall(phrase.lower())]
        untitled = [word for word in words if len(word) >= SHORTEST_BEGINNING and word not in self.known]
        return self._unfound(untitled[-MOST_UNKNOWN:]) if untitled else []

    def endings(self) -> tuple[str, ...]:
        """Return the commonest words that begin with the last word of the search, which itself is none."""
        start = self.asked.last_word.lower()
        return tuple(word for word, _count in self.known.most_common() if word.startswith(start))[:MOST_ENDINGS]

    def suggestions(self) -> list[str]:
        """Return the search with its missing words spelled as in our titles, or nothing if none is near."""
        better = {word: found for word in self.missing if len(word) >= SHORTEST and (found := self.nearest(word))}
        return [self.asked.with_words(better)] if better else []

    def nearest(self, word: str) -> str:
        """Return the known word most like `word`, the commoner of two, or nothing when none is near."""
        best, best_score = "", NEAR
        for candidate in self._comparable(word):
            score = likeness(word, candidate, best_score)
            if score >= best_score and (score, self.known[candidate]) > (best_score, self.known[best]):
                best, best_score = candidate, score
        return best

    def _comparable(self, word: str) -> Iterator[str]:
        """Yield known words of about the length of `word` that share its first or second letter."""
        for candidate in self.known:
            if abs(len(candidate) - len(word)) <= 2 and (candidate[0] == word[0] or candidate[1] == word[1]):
                yield candidate

    def _unfound(self, words: list[str]) -> list[str]:
        holding = []
        for word in words:
            first = newest_of(self.leads.matching(self.asked.one(word)), PassageKind.values, self.latest, most=1)
            holding.append(Passage.objects.filter(pk__in=first).values_list(Value(word, TextField())))
        found = {word for (word,) in holding[0].union(*holding[1:], all=True)}
        return [word for word in words if word not in found]


def likeness(word: str, other: str, least: float) -> float:
    """Return how alike two words are from 0 to 1, or 0 when that is certainly less than `least`."""
    matcher = SequenceMatcher(None, without_accents(word), without_accents(other), autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
