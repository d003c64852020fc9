"""The filters above the actions of a plan: kept in the address, each choice with the count that it would leave."""

from __future__ import annotations

from functools import cached_property
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext as _

from cities.plans.choices import Outlook, Stage
from cities.plans.reading.plan import Line, PlanReading
from cities.plans.reading.text import BasisText, ObjectiveText
from handbooks.reading.filters import Facet, Filtering
from portal.words.parts import FilterGroup, Text

LONGEST_SEARCH = 100
NONE = "none"
"""The value of a filter that keeps the actions without something."""


class PlanFilter:
    """The actions of a plan that an address asks for."""

    def __init__(self, reading: PlanReading, asked: QueryDict) -> None:
        self.reading = reading
        self.words = asked.get("q", "").strip()[:LONGEST_SEARCH]
        self.filtering = Filtering(self.facets, self.searched, asked)

    @cached_property
    def searched(self) -> list[Line]:
        """The actions that hold every word that was typed."""
        words = self.words.casefold().split()
        return [line for line in self.reading.lines if all(word in haystack(line) for word in words)]

    @property
    def facets(self) -> list[Facet]:
        lines = self.reading.lines
        return [
            Facet("stage", _("Stage"), _("Any stage"), Stage.choices, lambda line, stage: line.state.stage == stage),
            Facet("outlook", _("Outlook"), _("Any outlook"), Outlook.choices, has_outlook),
            Facet("theme", _("Theme"), _("Any theme"), themes_of(lines), has_theme),
            Facet("objective", _("Objective"), _("Any objective"), objectives_of(lines), is_under),
            Facet("lead", _("Lead"), _("Any lead"), leads_of(lines), has_lead),
            Facet("entry", _("Uses"), _("Any entry or none"), entries_of(lines), uses_entry),
            Facet("time", _("Attention"), _("Needing it or not"), wants(), needs_it),
        ]

    @property
    def groups(self) -> list[FilterGroup]:
        words = FilterGroup(name="q", label=_("Words in an action"), kind="search", value=self.words)
        return [words, *self.filtering.groups()]

    @cached_property
    def kept(self) -> list[Line]:
        return self.filtering.kept

    @cached_property
    def sections(self) -> list[tuple[ObjectiveText, list[Line]]]:
        """The objectives with what the filter leaves; while it is on, only those with something left."""
        wanted = {line.text.id for line in self.kept}
        sections = self.reading.grouped(lambda line: line.text.id in wanted)
        return [(objective, lines) for objective, lines in sections if lines or not self.is_on]

    @property
    def is_on(self) -> bool:
        return bool(self.filtering.chosen or self.words)

    @property
    def chosen(self) -> dict[str, str]:
        """What the address asks for and the filter knows."""
        return self.filtering.chosen | ({"q": self.words} if self.words else {})

    @property
    def query(self) -> str:
        return urlencode(self.chosen)

    @property
    def said(self) -> list[str]:
        """What was chosen, in words: “Theme: Energy”."""
        groups = [group for group in self.groups if group.name in self.filtering.chosen]
        words = [f"{_('Words in an action')}: {self.words}"] if self.words else []
        return [
            f"{group.label}: {choice.label}" for group in groups for choice in group.choices if choice.chosen
        ] + words

    @property
    def unknown(self) -> list[str]:
        return self.filtering.unknown


def haystack(line: Line) -> str:
    text = line.text
    names = " ".join(part.name for part in text.partners)
    return f"{text.number} {text.title} {text.summary} {text.outcome} {names} {text.objective.title}".casefold()


def themes_of(lines: list[Line]) -> list[tuple[str, Text]]:
    return list({line.text.objective.theme: line.text.objective.theme_label for line in lines}.items())


def objectives_of(lines: list[Line]) -> list[tuple[str, Text]]:
    found = {line.text.objective.id: line.text.objective for line in lines}
    return [(str(pk), f"{objective.number}. {objective.title}") for pk, objective in found.items()]


def leads_of(lines: list[Line]) -> list[tuple[str, Text]]:
    found = {str(line.text.lead.partner): line.text.lead.name for line in lines if line.text.lead}
    return [*sorted(found.items(), key=lambda item: item[1].casefold()), (NONE, _("None named"))]


def entries_of(lines: list[Line]) -> list[tuple[str, Text]]:
    """Return the entries and precedents that actions rest on, by their number."""
    found: dict[str, Text] = {}
    for basis in sorted((basis for line in lines for basis in line.text.bases if basis.page), key=numbered):
        found[basis.number] = f"{basis.number} {basis.title}"
    return [*found.items(), (NONE, _("None needed, and why"))]


def numbered(basis: BasisText) -> tuple[str, list[int]]:
    series, _space, rest = basis.number.partition(" ")
    return series, [int(part) for part in rest.split(".") if part.isdecimal()]


def wants() -> list[tuple[str, Text]]:
    return [
        ("overdue", _("Overdue")),
        ("quiet", _("No update within the interval")),
        ("disputed", _("Disputed by a co-owner")),
    ]


def has_outlook(line: Line, outlook: str) -> bool:
    return line.state.outlook == outlook


def has_theme(line: Line, theme: str) -> bool:
    return line.text.objective.theme == theme


def is_under(line: Line, objective: str) -> bool:
    return str(line.text.objective.id) == objective


def has_lead(line: Line, lead: str) -> bool:
    return (str(line.text.lead.partner) if line.text.lead else NONE) == lead


def uses_entry(line: Line, number: str) -> bool:
    if number == NONE:
        return line.text.none_needed is not None
    return any(basis.number == number for basis in line.text.bases)


def needs_it(line: Line, want: str) -> bool:
    return {"overdue": line.is_overdue, "quiet": line.is_stale, "disputed": line.is_disputed}[want]
