"""Precedents as their readers see them: the list with its filters, and one page."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from handbooks.blocks import Section, sections_of
from handbooks.choices import Relation
from handbooks.models import PrecedentEntry, PrecedentIndexPage, PrecedentPage
from handbooks.querysets import public_q
from handbooks.reading.addresses import address_of
from handbooks.reading.cite import Citation, citation_of
from handbooks.reading.contents import NATION
from handbooks.reading.filters import Facet, Filtering
from handbooks.reading.nation import Reader, reader_of
from handbooks.reading.precedent_lines import COLUMNS, PrecedentLine, precedent_line
from handbooks.reading.registry import reads
from handbooks.reading.terms import Marker, all_terms
from portal.words.audiences import Audience
from portal.words.parts import FilterGroup, Link, Sheet
from portal.words.themes import Theme

LIKE_THIS = 4


def public_lines(user: Any, reader: Reader) -> list[PrecedentLine]:
    """Return the precedents that `user` may read, in order of number, in one query."""
    pages = PrecedentPage.objects.visible_to(user).filter(item_number__isnull=False).order_by("item_number")
    return [precedent_line(row).for_reader(reader) for row in pages.values_list(*COLUMNS)]


@reads("handbooks.precedentindexpage")
class PrecedentsReading:
    """The list of precedents."""

    def __init__(self, page: PrecedentIndexPage, request: HttpRequest) -> None:
        self.page = page
        self.reader = reader_of(request)
        self.all_lines = public_lines(getattr(request, "user", None), self.reader)
        cities = sorted({(line.city, line.city_name) for line in self.all_lines if line.city}, key=lambda pair: pair[1])
        self.filtering = Filtering(self._facets(cities), self.all_lines, request.GET)

    @staticmethod
    def _facets(cities: list[tuple[str, str]]) -> list[Facet]:
        kinds = [
            ("cautionary", gettext_lazy("Cautionary: it went wrong")),
            ("working", gettext_lazy("It worked, or still does")),
        ]
        return [
            NATION,
            Facet(
                "theme",
                gettext_lazy("Theme"),
                gettext_lazy("Any theme"),
                Theme.choices,
                lambda row, value: value in row.themes,
            ),
            Facet("city", gettext_lazy("City"), gettext_lazy("Any city"), cities, lambda row, value: row.city == value),
            Facet(
                "outcome",
                gettext_lazy("How it went"),
                gettext_lazy("Any outcome"),
                kinds,
                lambda row, value: row.is_cautionary == (value == "cautionary"),
            ),
        ]

    @property
    def lines(self) -> list[PrecedentLine]:
        return self.filtering.kept

    @property
    def filters(self) -> list[FilterGroup]:
        return self.filtering.groups()

    @property
    def left_out(self) -> int:
        return len(self.all_lines) - len(self.lines)

    @property
    def everything_url(self) -> str:
        return address_of(self.page) if self.filtering.chosen else ""

    @property
    def unknown(self) -> list[str]:
        return self.filtering.unknown

    @property
    def crumbs(self) -> list[Link]:
        return [Link(title=_("Home"), url=self.reader.link("/")), Link(title=self.page.title)]

    @property
    def running_head(self) -> str:
        return _("Shared by both handbooks")


@reads("handbooks.precedentpage")
class PrecedentReading:
    """The page of one precedent."""

    def __init__(self, page: PrecedentPage, request: HttpRequest) -> None:
        self.page = page
        self.user = getattr(request, "user", None)
        self.reader = reader_of(request)
        self.is_preview = getattr(request, "is_preview", False)
        marker = Marker(all_terms())
        self.steps_taken = [marker.text(step) for step in page.steps_taken]
        self.outcome = marker.text(page.outcome)
        self.failings = [marker.text(failing) for failing in page.failings]
        self.lessons = [marker.text(lesson) for lesson in page.lessons_learned]
        self.terms = marker.used

    @cached_property
    def _links(self) -> list[PrecedentEntry]:
        if self.is_preview:
            return [link for link in self.page.entry_links.all() if link.entry.live and link.entry.number]
        return list(self.page.entry_links.filter(public_q("entry")).select_related("entry"))

    def _entries(self, audience: Audience, relation: Relation) -> list[Link]:
        entries = [link.entry for link in self._links if link.relation == relation and link.entry.audience == audience]
        return [
            Link(title=entry.title, url=self.reader.link(address_of(entry)), number=entry.number, ink=entry.ink)
            for entry in sorted(entries, key=lambda entry: entry.path)
        ]

    @cached_property
    def council_sheet(self) -> Sheet:
        return self._sheet(Audience.LOCAL_GOVERNMENT, _("By the council"))

    @cached_property
    def community_sheet(self) -> Sheet:
        return self._sheet(Audience.CIVIL_SOCIETY, _("By the community"))

    def _sheet(self, audience: Audience, title: str) -> Sheet:
        links = self._entries(audience, Relation.USED)
        nothing = "" if links else _("No entry of this handbook was used.")
        return Sheet(ink=audience.ink, title=title, links=links, text=nothing)

    @cached_property
    def related(self) -> list[Link]:
        """Neighbouring or present-day tools that were not used."""
        return [link for audience in Audience for link in self._entries(audience, Relation.RELATED)]

    @cached_property
    def _everything(self) -> list[PrecedentLine]:
        return public_lines(self.user, self.reader)

    @cached_property
    def like_this(self) -> list[Link]:
        """A few precedents with a theme in common, the likest first, each with where it is."""
        others = (other for other in self._everything if other.pk != self.page.pk)
        near = sorted((other for other in others if self._shared_themes(other)), key=self._unlikeness)
        return [replace(other.link, note=other.where) for other in near[:LIKE_THIS]]

    def _shared_themes(self, other: PrecedentLine) -> set[str]:
        return set(other.themes) & set(self.page.themes)

    def _unlikeness(self, other: PrecedentLine) -> tuple[bool, int, bool]:
        """Sort by nation, because law is devolved, then by how many themes are shared, then by city."""
        is_same_city = self.page.city_id is not None and other.city_id == self.page.city_id
        return self.page.nation not in other.nations, -len(self._shared_themes(other)), not is_same_city

    def _beside(self, step: int) -> Link | None:
        place = next((place for place, line in enumerate(self._everything) if line.pk == self.page.pk), None)
        if place is None or not 0 <= place + step < len(self._everything):
            return None
        return self._everything[place + step].link

    @property
    def previous(self) -> Link | None:
        return self._beside(-1)

    @property
    def next(self) -> Link | None:
        return self._beside(1)

    @property
    def theme_labels(self) -> str:
        return ", ".join(str(Theme(theme).label) for theme in self.page.themes)

    @property
    def is_overdue(self) -> bool:
        return self.page.is_review_overdue()

    @cached_property
    def citation(self) -> Citation | None:
        return citation_of(self.page, _("Precedents of both handbooks"))

    @property
    def crumbs(self) -> list[Link]:
        index = self.reader.link("/handbooks/precedents/")
        return [
            Link(title=_("Home"), url=self.reader.link("/")),
            Link(title=_("Precedents"), url=index),
            Link(title=self.page.title),
        ]

    @property
    def running_head(self) -> str:
        return _("Shared by both handbooks")

    @property
    def sections(self) -> list[Section]:
        return sections_of(self.page.body)

    @property
    def contents(self) -> list[Link]:
        listed = [
            ("facts", _("Facts"), True),
            ("what", _("What was done"), bool(self.steps_taken)),
            ("outcome", _("How it turned out"), bool(self.page.outcome)),
            ("wrong", _("What went wrong"), bool(self.failings)),
            ("used", _("Entries used"), True),
            ("lessons", _("Lessons"), bool(self.lessons)),
            *[(section.key, section.link.title, True) for section in self.sections],
            ("sources", _("Sources"), bool(self.page.sources)),
        ]
        return [Link(title=title, url=f"#{key}") for key, title, shown in listed if shown]
