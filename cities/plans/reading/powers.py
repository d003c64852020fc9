"""The matrix of powers and cities: which published actions use an entry or follow a precedent, and how far they are."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.models import City
from cities.plans.choices import Stage
from cities.plans.reading.across import Across, Row, themes_in
from cities.plans.reading.filtering import LONGEST_SEARCH
from handbooks.models import EntryPage, PrecedentPage
from handbooks.reading.addresses import address_of
from handbooks.reading.filters import Facet, Filtering
from portal.words.audiences import Audience
from portal.words.nations import Nation
from portal.words.parts import FilterGroup, Ink

MOST_IN_A_CELL = 3
"""Actions that one cell shows; a link to the plan shows the others."""


@dataclass(frozen=True)
class Ground:
    """An entry or a precedent that actions rest on. `order` sorts it as its handbook does."""

    number: str
    title: str
    url: str
    nations: tuple[str, ...]
    handbook: str
    order: tuple[Any, ...]

    @property
    def ink(self) -> str:
        return Ink.of(self.number)


@dataclass(frozen=True)
class Use:
    """One action that rests on one ground."""

    ground: Ground
    row: Row


@dataclass(frozen=True)
class Cell:
    """What one city does with a ground: its actions, the furthest first."""

    city: City
    ground: Ground
    rows: list[Row]

    @property
    def shown(self) -> list[Row]:
        return self.rows[:MOST_IN_A_CELL]

    @property
    def more(self) -> int:
        return max(len(self.rows) - MOST_IN_A_CELL, 0)

    @property
    def more_url(self) -> str:
        """The city's plan with the actions that use it."""
        return f"{reverse('plan', args=[self.city.slug])}?{urlencode({'entry': self.ground.number})}"

    @property
    def furthest(self) -> Row:
        return self.rows[0]


@dataclass(frozen=True)
class Line:
    """One ground, with a cell for each city of the matrix."""

    ground: Ground
    cells: list[Cell]

    @property
    def before_you(self) -> list[Cell]:
        """The cities that use it, whoever came furthest first."""
        return sorted((cell for cell in self.cells if cell.rows), key=lambda cell: cell.furthest.rank)


class Matrix:
    """What an address asks of the matrix. `lines` are entries, `followed` are precedents."""

    def __init__(self, user: Any, asked: QueryDict) -> None:
        self.user = user
        self.across = Across(user)
        self.words = asked.get("q", "").strip()[:LONGEST_SEARCH]
        self.filtering = Filtering(self.facets, self.searched, asked, line_of=lambda use: use.ground)

    @cached_property
    def entries(self) -> dict[int, Ground]:
        used = {pk for row in self.across.rows for pk in row.published.entries}
        pages = EntryPage.objects.visible_to(self.user).filter(pk__in=used)
        return {page.pk: entry_ground(page) for page in pages.only(*PAGE, "audience", "nations", "theme_number")}

    @cached_property
    def precedents(self) -> dict[int, Ground]:
        used = {pk for row in self.across.rows for pk in row.published.precedents}
        pages = PrecedentPage.objects.visible_to(self.user).filter(pk__in=used)
        return {page.pk: precedent_ground(page) for page in pages.only(*PAGE, "nation")}

    @cached_property
    def uses(self) -> list[Use]:
        """Every use of a page that everyone may read."""
        found = []
        for row in self.across.rows:
            grounds = [self.entries.get(pk) for pk in row.published.entries]
            grounds += [self.precedents.get(pk) for pk in row.published.precedents]
            found += [Use(ground, row) for ground in grounds if ground]
        return found

    @property
    def searched(self) -> list[Use]:
        """The uses whose entry, action or city hold every word that was typed."""
        words = self.words.casefold().split()
        return [use for use in self.uses if all(word in haystack(use) for word in words)]

    @property
    def facets(self) -> list[Facet]:
        audiences = [(audience.replace("_", "-"), label) for audience, label in Audience.choices]
        return [
            Facet("theme", _("Theme"), _("Any theme"), themes_in(self.across.rows), has_theme),
            Facet("handbook", _("Handbook"), _("Both handbooks"), audiences, is_of_handbook),
            Facet("nation", _("Nation"), _("Any nation"), Nation.choices, applies_in),
            Facet("stage", _("Stage"), _("Any stage"), Stage.choices, is_at_stage),
        ]

    @property
    def groups(self) -> list[FilterGroup]:
        label = _("Words in an entry, a precedent or an action")
        words = FilterGroup(name="q", label=label, kind="search", value=self.words)
        return [words, *self.filtering.groups()]

    @property
    def is_on(self) -> bool:
        return bool(self.filtering.chosen or self.words)

    @property
    def unknown(self) -> list[str]:
        return self.filtering.unknown

    @cached_property
    def cities(self) -> list[City]:
        """The columns: cities with a published plan."""
        planned = self.across.planned
        return [city for city in self.across.cities if city.pk in planned]

    @property
    def without_plan(self) -> list[City]:
        planned = self.across.planned
        return [city for city in self.across.cities if city.pk not in planned]

    @cached_property
    def lines(self) -> list[Line]:
        """Entries, in the order of the handbooks."""
        return self.lines_of(use for use in self.filtering.kept if use.ground.handbook)

    @cached_property
    def followed(self) -> list[Line]:
        """Precedents, by number."""
        return self.lines_of(use for use in self.filtering.kept if not use.ground.handbook)

    def lines_of(self, uses: Iterable[Use]) -> list[Line]:
        found: dict[Ground, dict[int, list[Row]]] = defaultdict(lambda: defaultdict(list))
        for use in uses:
            found[use.ground][use.row.city.pk].append(use.row)
        return [
            Line(ground, [Cell(city, ground, furthest_first(rows.get(city.pk, []))) for city in self.cities])
            for ground, rows in sorted(found.items(), key=lambda item: item[0].order)
        ]

    @cached_property
    def may_ask(self) -> bool:
        """Whether the reader finds the people of other cities in the directory, and may write to them there."""
        return self.user.is_authenticated and has_perm("places.read_directory", self.user)


PAGE = ("title", "url_path", "item_number")


def entry_ground(page: EntryPage) -> Ground:
    order = (page.audience != Audience.LOCAL_GOVERNMENT, page.theme_number or 0, page.item_number or 0)
    return Ground(page.number, page.title, address_of(page), tuple(page.nations), page.audience, order)


def precedent_ground(page: PrecedentPage) -> Ground:
    return Ground(page.number, page.title, address_of(page), (page.nation,), "", (page.item_number or 0,))


def furthest_first(rows: list[Row]) -> list[Row]:
    return sorted(rows, key=lambda row: row.rank)


def haystack(use: Use) -> str:
    ground, row = use.ground, use.row
    return f"{ground.number} {ground.title} {row.published.title} {row.city.name}".casefold()


def has_theme(use: Use, theme: str) -> bool:
    return use.row.theme == theme


def is_of_handbook(use: Use, handbook: str) -> bool:
    return use.ground.handbook.replace("_", "-") == handbook


def applies_in(use: Use, nation: str) -> bool:
    return nation in use.ground.nations


def is_at_stage(use: Use, stage: str) -> bool:
    return use.row.stage == stage
