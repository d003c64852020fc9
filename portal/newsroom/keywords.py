"""Which items of a feed are worth an editor's look: those with certain words, and without others."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from handbooks.fields import lines
from portal.newsroom.models import OutletFeed

BETWEEN_WORDS = re.compile(r"[\W_]+")
APOSTROPHES = re.compile("['’‘ʼ]")


def folded(text: str) -> str:
    """Return text as it is compared: whole words between spaces, without case, accents and apostrophes."""
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", text) if not unicodedata.combining(letter))
    return f" {BETWEEN_WORDS.sub(' ', APOSTROPHES.sub('', plain.casefold())).strip()} "


@dataclass(frozen=True)
class Words:
    """The rules of one feed."""

    wanted: tuple[tuple[str, str], ...]
    unwanted: tuple[str, ...]

    @classmethod
    def of(cls, feed: OutletFeed) -> Words:
        wanted = tuple((words, folded(words)) for words in lines(feed.keywords) if folded(words).strip())
        return cls(wanted, tuple(folded(words) for words in lines(feed.unwanted) if folded(words).strip()))

    def found_in(self, text: str) -> list[str]:
        """Return the words that are wanted and stand in the text; none where one stands in it that is not wanted."""
        within = folded(text)
        if any(words in within for words in self.unwanted):
            return []
        return [words for words, shape in self.wanted if shape in within]
