"""The contents of a handbook and of a theme: themes, their entries, the tasks, and the filters."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handbooks.choices import EntryKind
from handbooks.models import EntryPage, HandbookPage, TaskEntry, ThemePage
from handbooks.reading.addresses import address_of
from handbooks.reading.filters import Facet, Filtering
from handbooks.reading.nation import city_choices, reader_of
from handbooks.reading.outline import EntryLine, by_theme, lines_of
from handbooks.reading.registry import reads
from handbooks.reading.tasks import ReadingTask, in_theme, tasks_of
from portal.words.audiences import Audience
from portal.words.bodies import BodyKind
from portal.words.nations import Nation
from portal.words.parts import FilterGroup, Link


def fits_body(line: EntryLine, body: str) -> bool:
    """Whether a kind of body may use an entry; an entry for anyone fits every kind."""
    return body in line.usable_by or BodyKind.ANYONE in line.usable_by


NATION = Facet(
    "nation",
    gettext_lazy("I am in"),
    gettext_lazy("Any nation"),
    Nation.choices,
    lambda row, value: value in row.nations,
)
KIND = Facet(
    "kind",
    gettext_lazy("Kind of entry"),
    gettext_lazy("Any kind"),
    EntryKind.choices,
    lambda row, value: row.kind == value,
)
BODY = Facet("body", gettext_lazy("Who can use it"), gettext_lazy("Any kind of body"), BodyKind.choices, fits_body)


@dataclass(frozen=True)
class ThemeContents:
    """A theme with the entries that the filter leaves."""

    page: ThemePage
    url: str
    lines: list[EntryLine]
    total: int
    twin: Link | None

    @property
    def left_out(self) -> int:
        return self.total - len(self.lines)


class Contents:
    """What a handbook and its themes have in common: lines, filters, and the reader's nation."""

    audience: str

    def __init__(self, page: Any, request: HttpRequest) -> None:
        self.page = page
        self.user = getattr(request, "user", None)
        self.reader = reader_of(request)
        self.filtering = Filtering(self.facets, self.all_lines, request.GET)

    @property
    def facets(self) -> list[Facet]:
        return [NATION, KIND, BODY]

    @cached_property
    def all_lines(self) -> list[EntryLine]:
        entries = EntryPage.objects.visible_to(self.user).filter(path__startswith=self.page.path)
        return lines_of(entries.in_reading_order(), details=True)

    @cached_property
    def lines(self) -> list[EntryLine]:
        """The lines that the filter leaves, their addresses carrying the nation."""
        return [replace(line, url=self.reader.link(line.url)) for line in self.filtering.kept]

    @property
    def left_out(self) -> int:
        """How many entries the filter leaves out."""
        return len(self.all_lines) - len(self.lines)

    @property
    def left_out_here(self) -> int:
        """How many entries are left out only because they do not apply in the reader's nation."""
        return self.filtering.added_without("nation")

    @property
    def filters(self) -> list[FilterGroup]:
        nation, *others = self.filtering.groups()
        return [replace(nation, choices=[*nation.choices, *city_choices()]), *others]

    @property
    def everything_url(self) -> str:
        """The address with no filter, when there is one to take back."""
        return address_of(self.page) if self.filtering.chosen else ""

    @property
    def other_nations_url(self) -> str:
        """The address with every nation and the other filters kept."""
        return address_of(self.page) + self.filtering.without("nation").rstrip("?")

    @property
    def search_links(self) -> list[Link]:
        """The way to look for words in the whole handbook, for whom the filter leaves nothing."""
        handbook = Audience(self.page.audience)
        query = {
            "handbook": handbook.value.replace("_", "-"),
            **({"nation": nation} if (nation := self.reader.nation) else {}),
        }
        return [Link(title=_("Search the whole handbook"), url=f"/search/?{urlencode(query)}")]

    @property
    def unknown(self) -> list[str]:
        return self.filtering.unknown

    @cached_property
    def tasks(self) -> list[ReadingTask]:
        links = TaskEntry.objects.filter(task__theme__path__startswith=self.page.path, task__theme__live=True)
        return tasks_of(links, self.reader)

    @cached_property
    def all_themes(self) -> list[ThemePage]:
        """The themes of both handbooks, so that each can name its twin."""
        return list(ThemePage.objects.visible_to(self.user).order_by("path"))

    def link_to(self, theme: ThemePage) -> Link:
        return Link(title=theme.title, url=self.reader.link(address_of(theme)), number=theme.label, ink=theme.ink)

    def twin_of(self, theme: ThemePage) -> Link | None:
        """Return the link to the same theme of the other handbook."""
        twins = (other for other in self.all_themes if other.theme == theme.theme and other.audience != theme.audience)
        twin = next(twins, None)
        return self.link_to(twin) if twin else None


@reads("handbooks.handbookpage")
class HandbookReading(Contents):
    """The contents of one handbook."""

    page: HandbookPage

    @property
    def ink(self) -> str:
        return Audience(self.page.audience).ink

    @property
    def facets(self) -> list[Facet]:
        mine = [theme for theme in self.all_themes if theme.audience == self.page.audience]
        by_path = {theme.path: theme.theme for theme in mine}
        choices = [(theme.theme, theme.title) for theme in mine]

        def is_in(line: EntryLine, theme: str) -> bool:
            return by_path.get(line.theme_path) == theme

        return [NATION, Facet("theme", _("Theme"), _("Any theme"), choices, is_in), KIND, BODY]

    @cached_property
    def themes(self) -> list[ThemeContents]:
        kept, everything = by_theme(self.lines), by_theme(self.all_lines)
        mine = [theme for theme in self.all_themes if theme.audience == self.page.audience]
        contents = [
            ThemeContents(
                page=theme,
                url=self.reader.link(address_of(theme)),
                lines=kept.get(theme.path, []),
                total=len(everything.get(theme.path, [])),
                twin=self.twin_of(theme),
            )
            for theme in mine
        ]
        return [theme for theme in contents if theme.lines or not self.filtering.chosen]

    @property
    def tasks_by_theme(self) -> list[tuple[str, list[ReadingTask]]]:
        """The tasks under the title of their theme: of the chosen theme alone, where one is chosen."""
        chosen = self.filtering.chosen.get("theme")
        grouped = (
            (theme.title, in_theme(self.tasks, theme.theme))
            for theme in self.all_themes
            if theme.audience == self.page.audience and chosen in (None, theme.theme)
        )
        return [(title, tasks) for title, tasks in grouped if tasks]

    @property
    def crumbs(self) -> list[Link]:
        return [Link(title=_("Home"), url=self.reader.link("/")), Link(title=self.page.title)]

    @property
    def cover_links(self) -> list[Link]:
        links = [Link(title=_("How entries are written"), url="#about")]
        if self.tasks_by_theme:
            links.insert(0, Link(title=_("Start from a task"), url="#tasks"))
        return [*links, Link(title=_("A to Z"), url=self.reader.link("/handbooks/a-z/"))]

    @property
    def running_head(self) -> str:
        return _("%(count)s entries") % {"count": len(self.all_lines)}


@reads("handbooks.themepage")
class ThemeReading(Contents):
    """The contents of one theme, with the summary of each entry."""

    page: ThemePage

    @cached_property
    def twin(self) -> Link | None:
        return self.twin_of(self.page)

    @property
    def siblings(self) -> list[Link]:
        return [self.link_to(theme) for theme in self.all_themes if theme.audience == self.page.audience]

    @cached_property
    def handbook(self) -> Link:
        page = self.page.get_parent()
        return Link(title=page.title, url=self.reader.link(address_of(page)))

    @property
    def crumbs(self) -> list[Link]:
        return [Link(title=_("Home"), url=self.reader.link("/")), self.handbook, Link(title=self.page.title)]

    @property
    def running_head(self) -> str:
        return _("Theme %(number)s, %(count)s entries") % {"number": self.page.number, "count": len(self.all_lines)}
