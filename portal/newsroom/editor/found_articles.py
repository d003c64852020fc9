"""Ticking the articles that coverage is about: those chosen, the newest, and those that some words find."""

from __future__ import annotations

from collections.abc import Mapping
from functools import reduce
from operator import and_
from typing import Any

from django.db.models import Q, QuerySet
from django.forms import CheckboxSelectMultiple, Field, ModelMultipleChoiceField
from django.utils.formats import date_format
from django.utils.timezone import localtime

from portal.newsroom.models import ArticlePage
from portal.text.hidden import one_line, storable

NEWEST, MOST_FOUND = 20, 50
MOST_WORDS, LONGEST_QUERY = 10, 200
FIND = "find-articles"
"""Of the button: what it sends is shown again with what was found, and neither checked nor saved."""
WORDS = "article-words"


class FoundArticlesWidget(CheckboxSelectMultiple):
    """A list to tick, with a search for more below it. What was ticked stays in the list."""

    template_name = "newsroom/editor/found-articles.html"
    words, is_finding, count = "", False, 0

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        found = {"words": self.words, "is_finding": self.is_finding, "count": self.count, "most": MOST_FOUND}
        names = {"words_name": WORDS, "find_name": FIND, "longest": LONGEST_QUERY}
        return {**super().get_context(name, value, attrs), **found, **names}


class ArticlesField(ModelMultipleChoiceField):
    """Any article that everybody reads may be chosen; so many of them are listed."""

    def __init__(self, old: Field, kept: QuerySet, given: Mapping[str, Any], ticked: list[str]) -> None:
        """`kept` are those of the record, also where nobody reads them now; `ticked` those of a form that was sent."""
        public = ArticlePage.objects.visible_to().values("pk")
        allowed = ArticlePage.objects.filter(Q(pk__in=public) | Q(pk__in=kept))
        words = {"label": old.label, "help_text": old.help_text}
        super().__init__(allowed, required=False, widget=FoundArticlesWidget, **words)
        rows = allowed.order_by("-first_published_at", "-pk").values_list("pk", "title", "first_published_at")
        widget = self.widget
        widget.is_finding = FIND in given
        widget.words = one_line(storable(given.get(WORDS, "")))[:LONGEST_QUERY]
        found = list(rows.filter(with_words(widget.words))[:MOST_FOUND]) if widget.words else []
        widget.count = len(found)
        chosen = rows.filter(Q(pk__in=kept) | Q(pk__in=[key for key in ticked if is_key(key)]))
        self.choices = [(pk, said(title, at)) for pk, title, at in dict.fromkeys([*chosen, *found, *rows[:NEWEST]])]


def with_words(words: str) -> Q:
    """Return what is true of an article with each of these words in its title."""
    return reduce(and_, (Q(title__icontains=word) for word in words.split()[:MOST_WORDS]))


def said(title: str, at: Any) -> str:
    """Return a title with its day, which tells two apart that are called the same."""
    return f"{title} ({date_format(localtime(at), 'j F Y')})" if at else title


def is_key(written: str) -> bool:
    """Whether something that came from outside may be a key of the database."""
    return written.isascii() and written.isdigit() and len(written) < 10
