"""Marks the terms of the glossary at their first use in a page."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from html import escape

from django.utils.safestring import SafeString, mark_safe

from handbooks.models.glossary import GlossaryTerm
from portal.pagecache.parts import kept_part
from portal.words.templatetags.ui import term as term_button

TAGS = re.compile(r"(<[^>]*>)")
NOT_INSIDE = ("a", "button", "h2", "h3", "cite")


@dataclass(frozen=True, kw_only=True)
class Term:
    """A term as the reading pages need it."""

    slug: str
    title: str
    meaning: str
    forms: tuple[str, ...]
    audiences: tuple[str, ...]

    @property
    def url(self) -> str:
        return f"/handbooks/glossary/#term-{self.slug}"


def all_terms() -> list[Term]:
    """Return every term: they are on every entry."""
    return kept_part("terms", read_terms)


def read_terms() -> list[Term]:
    return [
        Term(
            slug=term.slug,
            title=term.term,
            meaning=term.definition,
            forms=tuple(term.forms),
            audiences=tuple(term.handbooks),
        )
        for term in GlossaryTerm.objects.visible_to()
    ]


@lru_cache(maxsize=8)
def forms_of(terms: tuple[Term, ...]) -> tuple[dict[str, Term], re.Pattern[str]]:
    """Return the term of each form as it stands in HTML, and the pattern that finds the longest form first."""
    by_form = {escape(form).lower(): term for term in terms for form in term.forms}
    longest_first = sorted(by_form, key=len, reverse=True)
    words = "|".join(re.escape(form) for form in longest_first) or r"(?!)"
    return by_form, re.compile(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE)


@dataclass
class Marker:
    """Marks each term once for one page, in the order in which the page is printed."""

    terms: Iterable[Term]
    used: list[Term] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.by_form, self.pattern = forms_of(tuple(self.terms))

    def text(self, text: str) -> SafeString:
        """Return plain text as safe HTML with its terms marked."""
        return self.html(escape(text))

    def html(self, html: str) -> SafeString:
        """Return safe HTML with its terms marked, outside links, buttons and headings."""
        closed_by = ""
        parts = []
        for part in TAGS.split(html):
            if part.startswith("<"):
                closed_by = self._after(part, closed_by)
                parts.append(part)
            else:
                parts.append(part if closed_by else self.pattern.sub(self._mark, part))
        return mark_safe("".join(parts))  # noqa: S308 - built from escaped text and cleaned rich text

    @staticmethod
    def _after(tag: str, closed_by: str) -> str:
        """Return the tag that must close before terms are marked again."""
        if closed_by:
            return "" if tag.startswith(closed_by) else closed_by
        name = re.match(r"<(\w+)", tag)
        return f"</{name[1]}" if name and name[1].lower() in NOT_INSIDE else ""

    def _mark(self, match: re.Match[str]) -> str:
        term = self.by_form[match[0].lower()]
        if term in self.used:
            return match[0]
        self.used.append(term)
        return term_button(f"term-{term.slug}", mark_safe(match[0]), term.title, term.meaning, term.url)  # noqa: S308
