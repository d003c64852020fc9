"""What a search gives, in values that travel to a view and its template."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from django.core.paginator import Page
from django.utils.safestring import SafeString

from portal.search.filters import Filters
from portal.search.phrasing import Asked
from portal.words.parts import FilterGroup, Text

MOST_COUNTED = 1_000


class Matched(StrEnum):
    """How the results were found: the further down, the looser."""

    ALL = "all"
    BEGINNING = "beginning"
    SOME = "some"  # few have all of the words, so others follow
    ANY = "any"
    NOTHING = "nothing"


@dataclass(frozen=True)
class Count:
    """A number of results: exact up to 1,000 and while every hit was looked at."""

    number: int
    is_exact: bool = True

    @property
    def is_over(self) -> bool:
        return not self.is_exact or self.number > MOST_COUNTED

    @property
    def floor(self) -> int:
        """The number that it is over, or the number itself."""
        return min(self.number, MOST_COUNTED)


@dataclass(frozen=True)
class SectionHit:
    """A section of a result in which the words stand."""

    heading: str
    url: str
    extract: SafeString


@dataclass(frozen=True, kw_only=True)
class Result:
    """A page or term that was found, with the sections in which the words stand."""

    title: str
    url: str
    kind: str
    kind_label: Text
    detail: Text = ""
    number: str = ""
    ink: str = ""
    standing: Text = ""
    nations: Sequence[Text] = ()
    themes: Sequence[Text] = ()
    extract: Text = ""
    sections: Sequence[SectionHit] = ()
    is_best: bool = False


@dataclass(frozen=True, kw_only=True)
class Results:
    """One page of what was found, the ways to narrow it, and what to try when it is little."""

    asked: Asked
    filters: Filters
    matched: Matched = Matched.NOTHING
    count: Count = Count(0)
    items: Sequence[Result] = ()
    page: Page | None = None
    groups: Sequence[FilterGroup] = ()
    elsewhere: Count = Count(0)
    without_filters: Count = Count(0)
    suggestions: Sequence[str] = ()
    took_too_long: bool = False
    is_bounded: bool = False
    are_closest: bool = False
