"""An article in a list of many: a few columns, where the whole page has fifty. One query, however many there are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from handbooks.reading.addresses import address
from portal.newsroom.counting_words import minutes_for
from portal.newsroom.querysets import ArticleQuerySet
from portal.words.themes import Theme

COLUMNS = (
    *("pk", "title", "url_path", "standfirst", "first_published_at", "words", "themes", "first_ran_in"),
    *("lead_image", "lead_image_alt", "city_names", "author_names"),
)


@dataclass(frozen=True, slots=True)
class ArticleLine:
    """One article in a list."""

    pk: int
    title: str
    url: str
    standfirst: str
    published_at: datetime
    minutes: int
    themes: tuple[str, ...]
    cities: tuple[str, ...]
    authors: tuple[str, ...]
    first_ran_in: str
    image: int | None
    image_alt: str

    @property
    def theme_labels(self) -> list[str]:
        return labels_of(self.themes)

    @property
    def by(self) -> str:
        """The names of its authors in a line."""
        return ", ".join(self.authors)

    @property
    def reading_time(self) -> str:
        return ngettext("%(minutes)s minute to read", "%(minutes)s minutes to read", self.minutes) % {
            "minutes": self.minutes
        }

    @property
    def ran_elsewhere(self) -> str:
        return _("First ran in %(name)s") % {"name": self.first_ran_in} if self.first_ran_in else ""

    @property
    def about(self) -> str:
        """The themes and cities that it is about, in a line."""
        return " · ".join([*self.theme_labels, *self.cities])


def lines_of(articles: ArticleQuerySet, most: int | None = None) -> list[ArticleLine]:
    """Return the articles of a queryset in its order, in one query."""
    return [line_of(row) for row in articles.with_names().values_list(*COLUMNS)[:most]]


def line_of(row: Sequence[Any]) -> ArticleLine:
    pk, title, url_path, standfirst, at, words, themes, first_ran_in, image, alt, cities, authors = row
    return ArticleLine(
        pk=pk,
        title=title,
        url=address(url_path),
        standfirst=standfirst,
        published_at=at,
        minutes=minutes_for(words),
        themes=tuple(themes),
        cities=tuple(cities),
        authors=tuple(authors),
        first_ran_in=first_ran_in,
        image=image,
        image_alt=alt,
    )


def labels_of(themes: Iterable[str]) -> list[str]:
    """Return the themes in the words of the page."""
    return [str(Theme(theme).label) for theme in themes if theme in Theme.values]
