"""What a reader asked for: their words, read as people write them and bounded.

Quotation marks keep words together, a minus leaves a word out, OR lets either word do, as in the
search engines that readers know. Source: PostgreSQL, websearch_to_tsquery.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from django.contrib.postgres.search import SearchQuery

from portal.search.everyday import WRAPPING, in_full, meanings_of, same_as
from portal.search.models import CONFIGURATIONS
from portal.search.texts import plain

MOST_CHARACTERS = 200
MOST_WORDS = 16
SHORTEST_BEGINNING = 3
TELLING_WORDS = 3
ASKING = {"what", "is", "are", "a", "an", "the", "does", "mean"}
TOKEN = re.compile(r'-?"[^"]*"?|[^\s"]+')
WORD = re.compile(r"\w+(?:['’.\-]\w+)*")
NUMBER = re.compile(r"(?P<series>lg|cs|p)\s*\.?\s*(?P<first>\d{1,4})(?:\s*[.\s]\s*(?P<second>\d{1,4}))?", re.IGNORECASE)


@dataclass(frozen=True)
class Asked:
    """A search as it was read. `wanted` and `unwanted` are words and quoted phrases; `trimmed` says that it was cut."""

    text: str = ""
    wanted: tuple[str, ...] = ()
    unwanted: tuple[str, ...] = ()
    language: str = "en"
    trimmed: bool = False
    current_number: str = ""
    as_beginning: bool = False
    loosely: bool = False
    endings: tuple[str, ...] = ()

    @property
    def config(self) -> str:
        return CONFIGURATIONS.get(self.language, "simple")

    @property
    def number(self) -> str:
        """The citable number that was asked for, as it is printed now, or nothing."""
        return self.current_number or citable_number(self.text)

    @property
    def titles(self) -> list[str]:
        """The text as a title would be compared with it, and in full where it is only an abbreviation."""
        full = in_full(self.wanted[-1], self.language) if self.wanted and not self.insists else ()
        asks_what = all(word.lower() in ASKING for word in self.wanted[:-1])
        return [self.text.replace('"', "").lower(), *(full if asks_what else ())]

    @property
    def last_word(self) -> str:
        """The last thing wanted if it is one plain word, long enough to be the beginning of another."""
        last = self.wanted[-1] if self.wanted else ""
        return last if last.isalnum() and len(last) >= SHORTEST_BEGINNING else ""

    @property
    def insists(self) -> bool:
        """Whether a mark says how its words are to be taken."""
        return '"' in self.text or bool(self.unwanted) or any(is_or(token) for token in self.text.split())

    @property
    def is_question(self) -> bool:
        """Whether it is said in a reader's own words: three or more that mean something, and no mark that insists."""
        telling = [word for word in self.wanted if len(word) >= SHORTEST_BEGINNING and word.lower() not in WRAPPING]
        return len(telling) >= TELLING_WORDS and not self.insists and not self.number

    def all_words(self) -> SearchQuery:
        """Match passages with everything wanted, or what is the very same, and nothing unwanted."""
        if self.number or self.insists or self.same == [(word,) for word in self.wanted]:
            return self._query(self.number or self.text)
        return self._each_of(self.same)

    def any_word(self) -> SearchQuery:
        """Match passages with something wanted, in the reader's words or in ours, and nothing unwanted."""
        return self._without(self._query(" OR ".join(quoted(word) for words in self.meanings for word in words)))

    @property
    def same(self) -> list[tuple[str, ...]]:
        """Each thing wanted, with what means the very same."""
        return [(word, *same_as(word, self.language)) for word in self.wanted]

    @property
    def meanings(self) -> list[tuple[str, ...]]:
        """Each thing wanted, with what the handbooks say for it."""
        return [(word, *meanings_of(word, self.language)) for word in self.wanted]

    def each(self, place: str) -> list[str]:
        """Return each thing wanted as a raw query, for where it stands with one of the weights in `place`."""
        return [" | ".join(f"{lexeme(word)}:{place}" for word in words) for words in self.meanings]

    def one(self, word: str) -> SearchQuery:
        """Match one word or phrase."""
        return self._query(quoted(word))

    def beginning(self) -> SearchQuery:
        """Match passages with everything wanted, the last word being only the beginning of one."""
        query = self._endings()
        if rest := self.same[:-1]:
            query = self._each_of(rest) & query
        return self._without(query)

    def shown_in_extracts(self) -> SearchQuery:
        """Match each thing wanted wherever it stands, for marking extracts."""
        if self.number:
            return self._query(quoted(self.number))
        wanted = self.meanings if self.loosely else self.same
        query = self._query(" OR ".join(quoted(word) for words in wanted for word in words))
        return query | self._endings() if self.as_beginning else query

    def _each_of(self, wanted: list[tuple[str, ...]]) -> SearchQuery:
        """Match each thing wanted in one of its words."""
        first, *others = (self._query(" OR ".join(quoted(word) for word in words)) for words in wanted)
        query: SearchQuery = first
        for other in others:
            query = query & other
        return query

    def _endings(self) -> SearchQuery:
        """Match the words that the last one is the beginning of; PostgreSQL looks for those we do not know.

        A beginning costs as much as all the words that begin so are frequent, known words do not.
        """
        if self.endings:
            return self._query(" OR ".join(quoted(word) for word in self.endings))
        return SearchQuery(f"'{self.last_word}':*", config=self.config, search_type="raw")

    def with_words(self, better: dict[str, str]) -> str:
        """Return the text with some of its words replaced."""
        return WORD.sub(lambda match: better.get(match[0].lower(), match[0]), self.text)

    def _query(self, text: str) -> SearchQuery:
        return SearchQuery(text, config=self.config, search_type="websearch")

    def _without(self, query: SearchQuery) -> SearchQuery:
        for word in self.unwanted:
            query = query & ~self._query(quoted(word))
        return query


def quoted(word: str) -> str:
    return f'"{word}"'


def lexeme(word: str) -> str:
    """Return a word or phrase as PostgreSQL's own language of queries writes it."""
    return "'{}'".format(word.replace("'", "''"))


def read(text: str, language: str = "en") -> Asked:
    """Return what `text` asks for, at most 200 characters and 16 words of it."""
    whole = plain(text)
    tokens = [token for token in TOKEN.findall(whole[:MOST_CHARACTERS]) if WORD.search(token)]
    kept = tokens[:MOST_WORDS]
    asked = Asked(text=" ".join(kept), language=language, trimmed=len(whole) > MOST_CHARACTERS or kept != tokens)
    wanted = [word for token in kept if not token.startswith("-") and (word := bare(token)) and not is_or(token)]
    unwanted = [word for token in kept if token.startswith("-") and (word := bare(token))]
    return replace(asked, wanted=tuple(wanted), unwanted=tuple(unwanted))


def is_or(token: str) -> bool:
    return token.lower() == "or"


def bare(token: str) -> str:
    """Return the words of a token, without its marks."""
    return " ".join(WORD.findall(token))


def citable_number(text: str) -> str:
    """Return `lg3.2`, `LG 3 2` or `p 14` as the number is printed, or nothing when it is not one."""
    match = NUMBER.fullmatch(text.strip(" \"'"))
    if match is None:
        return ""
    series, first, second = match["series"].upper(), int(match["first"]), match["second"]
    if series == "P":
        return "" if second else f"P {first}"
    return f"{series} {first}.{int(second)}" if second else ""
