"""Near spellings of words that nothing holds, from the titles of what the reader may find.

No trigram extension is needed: the words of at most 3,000 titles are few, and only words of about the
same length that share letters are compared.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from difflib import SequenceMatcher
from typing import Any

from django.db.models import TextField, Value

from portal.search.models import Passage
from portal.search.phrasing import WORD, Asked
from portal.search.texts import without_accents

MOST_TITLES = 3_000
MOST_UNKNOWN = 4
SHORTEST = 4
NEAR = 0.75


def vocabulary(user: Any, language: str) -> Counter[str]:
    """Return the words of the titles that `user` may find, with how often they stand."""
    leads = Passage.objects.visible_to(user).in_language(language).leads()
    titles = leads.order_by("-pk").values_list("title", flat=True)
    words: Counter[str] = Counter()
    for title in titles[:MOST_TITLES]:
        words.update(word.lower() for word in WORD.findall(title) if len(word) >= SHORTEST)
    return words


def suggestions(user: Any, asked: Asked) -> list[str]:
    """Return the search with its unknown words spelled as in our titles, or nothing if none is near."""
    words = [word for phrase in asked.wanted for word in WORD.findall(phrase.lower())]
    known = vocabulary(user, asked.language)
    untitled = [word for word in words if len(word) >= SHORTEST and word not in known][:MOST_UNKNOWN]
    unknown = unfound(user, asked, untitled) if untitled else []
    better = {word: found for word in unknown if (found := nearest(word, known))}
    return [asked.with_words(better)] if better else []


def unfound(user: Any, asked: Asked, words: list[str]) -> list[str]:
    """Return those of `words` that no passage holds in any form, in one query."""
    leads = Passage.objects.visible_to(user).in_language(asked.language).leads()
    holding = [
        leads.matching(asked.one(word)).annotate(word=Value(word, TextField())).values_list("word")[:1]
        for word in words
    ]
    found = {word for (word,) in holding[0].union(*holding[1:], all=True)}
    return [word for word in words if word not in found]


def nearest(word: str, known: Counter[str]) -> str:
    """Return the known word most like `word`, the commoner of two, or nothing when none is near."""
    best, best_score = "", NEAR
    for candidate in comparable(word, known):
        score = likeness(word, candidate, best_score)
        if (score, known[candidate]) > (best_score, known[best]) or (score == best_score and not best):
            best, best_score = candidate, score
    return best


def comparable(word: str, known: Iterable[str]) -> Iterable[str]:
    """Yield known words of about the length of `word` that share its first or second letter."""
    for candidate in known:
        if abs(len(candidate) - len(word)) <= 2 and (candidate[0] == word[0] or candidate[1] == word[1]):
            yield candidate


def likeness(word: str, other: str, least: float) -> float:
    """Return how alike two words are from 0 to 1, or 0 when that is certainly less than `least`."""
    matcher = SequenceMatcher(None, without_accents(word), without_accents(other), autojunk=False)
    if matcher.real_quick_ratio() < least or matcher.quick_ratio() < least:
        return 0.0
    return matcher.ratio()
