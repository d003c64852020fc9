"""What is known of words that a search did not find: whether they stand anywhere, what begins with them,
and how our titles, or else our texts, spell what is near them.

No trigram extension is needed: the words of at most 3,000 titles are few, and only words of about the
same length that share a letter at the beginning are compared. The words of texts are more: they are
gathered once for each generation of pages, from what everybody may read, and asked only after the titles.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from functools import cached_property
from typing import Any

from django.db.models import TextField, Value
from django.db.models.functions import Concat, Left

from portal.pagecache.parts import kept_part
from portal.search.choices import PassageKind
from portal.search.everyday import same_as
from portal.search.hits import newest_of
from portal.search.models import Passage
from portal.search.phrasing import SHORTEST_BEGINNING, WORD, Asked
from portal.search.querysets import audiences_of
from portal.search.texts import without_accents

MOST_TITLES = 3_000
MOST_TEXTS = 1_000
MOST_OF_A_TEXT = 8_000  # characters
MOST_UNKNOWN = 4
MOST_ENDINGS = 8
SHORTEST = 4
NEAR = 0.75
NEAR_IN_TEXTS = 0.85  # so many words are near to anything


class Lexicon:
    """The words of titles that a reader may find, beside those of one search."""

    def __init__(self, user: Any, asked: Asked, latest: int) -> None:
        self.asked, self.latest = asked, latest
        self.leads = Passage.objects.visible_to(user).in_language(asked.language).leads()
        self.sorts = PassageKind.values, audiences_of(user)

    @cached_property
    def known(self) -> Counter[str]:
        """The words of the newest titles, with how often they stand."""
        words: Counter[str] = Counter()
        for title in self.leads.pages().order_by("-pk").values_list("title", flat=True)[:MOST_TITLES]:
            words.update(word.lower() for word in WORD.findall(title) if len(word) >= SHORTEST)
        return words

    @cached_property
    def missing(self) -> list[str]:
        """The last few words of the search that no passage holds in any form."""
        words = [word for phrase in self.asked.wanted for word in WORD.findall(phrase.lower())]
        untitled = [word for word in words if self._may_be_unknown(word)]
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
        """Return the word of our titles most like `word`, else of our texts, or nothing when none is near."""
        return nearest_of(self.known, word, NEAR) or nearest_of(self._in_texts, word, NEAR_IN_TEXTS)

    @cached_property
    def _in_texts(self) -> Counter[str]:
        return kept_part(f"words:{self.asked.language}", lambda: words_of_texts(self.asked.language))

    def _may_be_unknown(self, word: str) -> bool:
        is_known = word in self.known or same_as(word, self.asked.language)
        return len(word) >= SHORTEST_BEGINNING and not is_known

    def _unfound(self, words: list[str]) -> list[str]:
        holding = []
        for word in words:
            first = newest_of(self.leads.matching(self.asked.one(word)), *self.sorts, self.latest, most=1)
            holding.append(Passage.objects.filter(pk__in=first).values_list(Value(word, TextField())))
        found = {word for (word,) in holding[0].union(*holding[1:], all=True)}
        return [word for word in words if word not in found]


def words_of_texts(language: str) -> Counter[str]:
    """Return the words of the newest texts that everybody may read, each with how many have it."""
    leads = Passage.objects.visible_to(None).in_language(language).pages().order_by("-pk")
    texts = leads.values_list(
        Concat("text", Value(" "), Left("also", MOST_OF_A_TEXT), output_field=TextField()), flat=True
    )
    words: Counter[str] = Counter()
    for text in texts[:MOST_TEXTS]:
        words.update({word for word in WORD.findall(text.lower()) if len(word) >= SHORTEST})
    return words


def nearest_of(words: Counter[str], word: str, least: float) -> str:
    """Return which of `words` is most like `word`, the commoner of two, or nothing when none is near."""
    best, best_score = "", least
    for candidate in comparable(words, word):
        score = likeness(word, candidate, best_score)
        if score >= best_score and (score, words[candidate]) > (best_score, words[best]):
            best, best_score = candidate, score
    return best


def comparable(words: Iterable[str], word: str) -> Iterator[str]:
    """Yield words of about the length of `word` that share its first or second letter."""
    for candidate in words:
        if abs(len(candidate) - len(word)) <= 2 and (candidate[0] == word[0] or candidate[1] == word[1]):
            yield candidate


def likeness(word: str, other: str, least: float) -> float:
    """Return how alike two words are from 0 to 1, or 0 when that is certainly less than `least`."""
    matcher = SequenceMatcher(None, without_accents(word), without_accents(other), autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
