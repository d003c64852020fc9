"""Entries and precedents to choose from: by number, by words in any form, by theme; those of a city's nation first."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.aggregates import StringAgg
from django.contrib.postgres.search import SearchQuery, SearchRank, SearchVector
from django.db.models import Case, F, Model, OuterRef, Q, QuerySet, Subquery, TextField, Value, When
from django.db.models.functions import Cast, Concat
from django.utils.translation import gettext as _

from handbooks.models import EntryLimit, EntryPage, EntryStep, PrecedentPage, Task, ThemePage
from handbooks.reading.law import in_words
from handbooks.reading.nation import Reader
from handbooks.reading.tasks import equivalents_in
from portal.accounts.models import User
from portal.words.audiences import Audience
from portal.words.nations import Nation

MOST, MOST_OF_THEME = 20, 80
"""Entries, and precedents, that one search shows: of a theme all that a handbook has."""

ENOUGH = 5
"""So many that have all words are an answer; with fewer, what has some of them is shown too."""
CONFIG = "english"
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"(?P<series>[A-Za-z]{1,2})\s*(?P<theme>\d{1,4})(?:\s*\.\s*(?P<item>\d{1,4}))?")


@dataclass(frozen=True)
class Found:
    """One page that a search found, for a city of `nation`."""

    page: EntryPage | PrecedentPage
    nation: Nation

    @property
    def key(self) -> str:
        return str(self.page.pk)

    @property
    def label(self) -> str:
        """Number, title and where it applies, or where a precedent was set."""
        return f"{self.page.number} {self.page.title}".strip() + f" ({self.elsewhere or in_words(self.nations)})"

    @property
    def nations(self) -> list[str]:
        return self.page.nations if isinstance(self.page, EntryPage) else [self.page.nation]

    @property
    def elsewhere(self) -> str:
        """“Not England: Wales” of an entry that does not apply in the nation; a precedent may be from anywhere."""
        return Reader(self.nation).elsewhere(self.nations) if self.is_entry else ""

    @property
    def warning(self) -> str:
        """What is said before an entry is named that does not apply in the city's nation; nothing of any other page."""
        if not self.elsewhere:
            return ""
        names = {"number": self.page.number, "where": in_words(self.nations), "here": self.nation.label}
        said = _("%(number)s applies in %(where)s, not in %(here)s.") % names
        instead = equivalents_in(self.nation, [self.page.pk]).get(self.page.pk, [])
        if instead:
            others = ", ".join(f"{entry.number} {entry.title}" for entry in instead)
            said += " " + _("Its equivalent for %(here)s: %(others)s.") % {"here": self.nation.label, "others": others}
        return said + " " + _("Press “Name it” once more if you mean this one.")

    @property
    def is_entry(self) -> bool:
        return isinstance(self.page, EntryPage)


def find_bases(words: str, viewer: User, nation: str, theme: str = "") -> list[Found]:
    """Return the entries and precedents that are published and fit the words, in a theme where one is given.

    What applies in `nation`, that of the city, stands first, then what fits best. For neither words nor a theme
    there are none.
    """
    if not words and not theme:
        return []
    here, most = Nation(nation), MOST if words else MOST_OF_THEME
    kinds = [
        Kind(EntryPage.objects.visible_to(viewer), Q(nations__contains=[here]), ENTRY_TEXT, ENTRY_ORDER),
        Kind(PrecedentPage.objects.visible_to(viewer), Q(nation=here), PRECEDENT_TEXT, PRECEDENT_ORDER),
    ]
    if theme:
        in_theme = (theme_q(theme), Q(themes__contains=[theme]))
        kinds = [replace(kind, pages=kind.pages.filter(of)) for kind, of in zip(kinds, in_theme, strict=True)]
    return [Found(page, here) for rows in fitting(words, kinds, most) for page in rows]


def fitting(words: str, kinds: list[Kind], most: int) -> list[list[Any]]:
    """Return what fits of each kind, at most so much: by a number, else by all words in any form.

    Where that is little, what has any of the words follows.
    """
    if not words:
        return [list(kind.sorted(kind.pages)[:most]) for kind in kinds]
    if conditions := numbered(words):
        return [list(kind.sorted(kind.pages.filter(of))[:most]) for kind, of in zip(kinds, conditions, strict=True)]
    every = [list(kind.with_all(words)[:most]) for kind in kinds]
    if sum(map(len, every)) >= ENOUGH:
        return every
    some = [kind.with_any(words)[:most] for kind in kinds]
    return [list(dict.fromkeys([*best, *others])) for best, others in zip(every, some, strict=True)]


@dataclass(frozen=True)
class Kind:
    """Entries or precedents to search: where they are of the city's nation, their text, and their order."""

    pages: QuerySet
    is_here: Q
    text: Any
    order: tuple[str, ...]

    def sorted(self, rows: QuerySet, *first: Any) -> QuerySet:
        return rows.order_by(Case(When(self.is_here, then=Value(0)), default=Value(1)), *first, *self.order)

    def with_all(self, words: str) -> QuerySet:
        """Return the pages that have all words somewhere, or as parts of words in their title."""
        return self.matching(SearchQuery(words, config=CONFIG, search_type="websearch"), title_q(words))

    def with_any(self, words: str) -> QuerySet:
        return self.matching(SearchQuery(" OR ".join(WORD.findall(words)), config=CONFIG, search_type="websearch"), Q())

    def matching(self, query: SearchQuery, or_else: Q) -> QuerySet:
        fits = Q(words_of=query) | or_else if or_else else Q(words_of=query)
        rows = self.pages.annotate(words_of=self.text).filter(fits)
        return self.sorted(rows.annotate(rank=SearchRank(F("words_of"), query)), "-rank")


def rows_of(model: type[Model], link: str, *names: str) -> Subquery:
    """Return what the rows below a page say, as one text."""
    rows = model._default_manager.filter(**{link: OuterRef("pk")}).order_by().values(link)
    said = Concat(*(part for name in names for part in (name, Value(" "))), output_field=TextField())
    return Subquery(rows.annotate(words=StringAgg(said, " ")).values("words"))


ENTRY_ORDER = ("audience", "theme_number", "item_number")
ENTRY_TEXT = (
    SearchVector("title", weight="A", config=CONFIG)
    + SearchVector("summary", weight="B", config=CONFIG)
    + SearchVector(
        rows_of(Task, "entry_links__entry", "text"), "what_it_lets_you_do", "who_can_use", weight="C", config=CONFIG
    )
    + SearchVector(
        rows_of(EntryStep, "entry", "heading", "text"),
        rows_of(EntryLimit, "entry", "text"),
        Cast("body", TextField()),
        weight="D",
        config=CONFIG,
    )
)
PRECEDENT_ORDER = ("item_number",)
PRECEDENT_TEXT = (
    SearchVector("title", "place", weight="A", config=CONFIG)
    + SearchVector("summary", weight="B", config=CONFIG)
    + SearchVector(
        rows_of(Task, "precedent_links__precedent", "text"), "what_was_done", "outcome", weight="C", config=CONFIG
    )
    + SearchVector("went_wrong", "lessons", "lead_organisations", Cast("body", TextField()), weight="D", config=CONFIG)
)


def theme_q(theme: str) -> Q:
    """Match the entries below a theme, in both handbooks."""
    places = ThemePage.objects.filter(theme=theme).values_list("audience", "number")
    found = Q(pk=None)
    for audience, number in places:
        found |= Q(audience=audience, theme_number=number)
    return found


def numbered(words: str) -> tuple[Q, Q] | None:
    """Return what matches the entries and the precedents that a number names; None where the words are no number."""
    match = NUMBER.fullmatch(words)
    if match is None:
        return None
    nothing, audience = Q(pk=None), audience_of(match["series"])
    if audience:
        wanted = {"audience": audience, "theme_number": int(match["theme"])}
        return Q(**wanted, item_number=int(match["item"])) if match["item"] else Q(**wanted), nothing
    if match["series"].upper() == "P" and not match["item"]:
        return nothing, Q(item_number=int(match["theme"]))
    return None


def audience_of(series: str) -> Any:
    return next((audience for audience in Audience if audience.prefix == series.upper()), None)


def title_q(words: str) -> Q:
    """Match titles that hold every word, or begin of a word."""
    found = Q()
    for word in words.split()[:10]:
        found &= Q(title__icontains=word)
    return found
