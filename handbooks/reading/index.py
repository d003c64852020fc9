"""The way into both handbooks: every theme and every task. The home page shows a part of the same."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Q
from django.http import HttpRequest
from django.utils.translation import gettext as _

from handbooks.models import Counterpart, EntryPage, HandbookPage, HandbooksPage, TaskEntry, ThemePage
from handbooks.reading.addresses import address_of
from handbooks.reading.nation import Reader, nation_group, reader_of
from handbooks.reading.precedent_lines import PrecedentLine
from handbooks.reading.precedents import public_lines
from handbooks.reading.registry import reads
from handbooks.reading.tasks import ReadingTask, tasks_of
from portal.words.audiences import Audience
from portal.words.parts import FilterGroup, Link, Text
from portal.words.themes import Theme

SHOWN_PRECEDENTS = 3


@dataclass(frozen=True)
class BookTheme:
    """A theme as a line of its handbook."""

    title: str
    url: str
    theme: str


@dataclass(frozen=True)
class Book:
    """One handbook with its themes, as the ways in show it."""

    page: HandbookPage
    url: str
    ink: str
    entries: int
    total: int
    themes: list[BookTheme]


class Ways:
    """Both handbooks, their tasks, and how many things they hold: for a reader in one nation, what applies there."""

    def __init__(self, user: Any, reader: Reader) -> None:
        self.user = user
        self.reader = reader

    @property
    def unknown_values(self) -> list[str]:
        return [self.reader.unknown] if self.reader.unknown else []

    @cached_property
    def books(self) -> list[Book]:
        """The two handbooks, local government first."""
        here = Q(nations__contains=[self.reader.nation]) if self.reader.nation else None
        entries = EntryPage.objects.visible_to(self.user).filter(item_number__isnull=False).order_by()
        counts = {
            audience: (here, total)
            for audience, here, total in entries.values_list("audience").annotate(
                here=Count("pk", filter=here), total=Count("pk")
            )
        }
        themes = list(ThemePage.objects.visible_to(self.user).order_by("path"))
        pages = {page.audience: page for page in HandbookPage.objects.visible_to(self.user)}
        return [
            Book(
                page=pages[audience],
                url=self.reader.link(address_of(pages[audience])),
                ink=audience.ink,
                entries=counts.get(audience, (0, 0))[0],
                total=counts.get(audience, (0, 0))[1],
                themes=[self._line(theme) for theme in themes if theme.audience == audience],
            )
            for audience in Audience
            if audience in pages
        ]

    def _line(self, theme: ThemePage) -> BookTheme:
        return BookTheme(theme.title, self.reader.link(address_of(theme)), theme.theme)

    @cached_property
    def tasks(self) -> list[ReadingTask]:
        return tasks_of(TaskEntry.objects.filter(task__theme__live=True), self.reader)

    @property
    def tasks_by_theme(self) -> list[tuple[Text, list[tuple[Audience, list[ReadingTask]]]]]:
        """The tasks of each handbook under each theme, local government first."""
        grouped = [(theme.label, self._by_book(theme)) for theme in Theme]
        return [(title, books) for title, books in grouped if books]

    def _by_book(self, theme: Theme) -> list[tuple[Audience, list[ReadingTask]]]:
        books = [
            (audience, [task for task in self.tasks if task.theme == theme and task.audience == audience])
            for audience in Audience
        ]
        return [(audience, tasks) for audience, tasks in books if tasks]

    @cached_property
    def counterparts(self) -> int:
        pairs = Counterpart.objects.filter(entry__live=True, other__live=True)
        if self.reader.nation:
            here = [self.reader.nation]
            pairs = pairs.filter(entry__nations__contains=here, other__nations__contains=here)
        return pairs.count()

    @cached_property
    def _precedent_lines(self) -> Sequence[PrecedentLine]:
        return [line for line in public_lines(self.user, self.reader) if self.reader.is_in(line.nations)]

    @property
    def precedent_count(self) -> int:
        return len(self._precedent_lines)

    @property
    def some_precedents(self) -> list[Link]:
        """A few precedents, from as many places as there are."""
        of_places = {line.city_name or line.place: line for line in reversed(self._precedent_lines)}
        firsts = sorted(of_places.values(), key=self._precedent_lines.index)
        others = [line for line in self._precedent_lines if line not in firsts]
        return [line.link for line in [*firsts, *others][:SHOWN_PRECEDENTS]]


@reads("handbooks.handbookspage")
class HandbooksReading(Ways):
    """The page above both handbooks."""

    def __init__(self, page: HandbooksPage, request: HttpRequest) -> None:
        super().__init__(getattr(request, "user", None), reader_of(request))
        self.page = page

    @property
    def crumbs(self) -> list[Link]:
        return [Link(title=_("Home"), url=self.reader.link("/")), Link(title=self.page.title)]

    @property
    def running_head(self) -> str:
        return _("%(count)s tasks") % {"count": len(self.tasks)}

    @property
    def filters(self) -> list[FilterGroup]:
        return [nation_group(self.reader.nation)]
