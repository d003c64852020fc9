"""An entry as its readers see it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.translation import gettext as _

from handbooks.blocks import Section, sections_of
from handbooks.choices import Confidence, EntryKind, EntryStatus, Relation
from handbooks.reading.addresses import address_of
from handbooks.reading.cite import Citation, citation_of
from handbooks.reading.facts import facts_of
from handbooks.reading.law import in_words
from handbooks.reading.meetings import Meeting, OtherNation
from handbooks.reading.nation import nation_group, reader_of
from handbooks.reading.precedent_lines import PrecedentLine
from handbooks.reading.registry import reads
from handbooks.reading.shelf import Shelf, shelf_of
from portal.words.audiences import Audience
from portal.words.nations import Nation
from portal.words.parts import FilterGroup, Link, NationMark

if TYPE_CHECKING:
    from handbooks.models.entry import EntryPage


@reads("handbooks.entrypage")
class EntryReading:
    """What the page of one entry prints. What differs by reader is made here, the rest is in its facts."""

    def __init__(self, page: EntryPage, request: HttpRequest) -> None:
        self.page = page
        self.user = getattr(request, "user", None)
        self.reader = reader_of(request)
        self.is_preview = getattr(request, "is_preview", False)
        self.kind = EntryKind(page.kind)
        self.status = EntryStatus(page.status)
        self.confidence = Confidence(page.confidence) if page.confidence else None
        self.facts = facts_of(page, is_preview=self.is_preview)

    # --- Where it stands ----------------------------------------------------------------------
    @cached_property
    def shelf(self) -> Shelf:
        return shelf_of(self.page.path, self.page.audience, self.reader)

    @property
    def crumbs(self) -> list[Link]:
        home = Link(title=_("Home"), url=self.reader.link("/"))
        return [home, self.shelf.handbook, self.shelf.theme, Link(title=self.page.title)]

    @property
    def place(self) -> str:
        """The running head: “Entry 21 of 69”."""
        if not self.shelf.place:
            return _("Draft")
        return _("Entry %(place)s of %(total)s") % {"place": self.shelf.place, "total": self.shelf.total}

    # --- Nations ------------------------------------------------------------------------------
    @property
    def nation(self) -> Nation | None:
        return self.reader.nation

    @property
    def unknown_values(self) -> list[str]:
        return [self.reader.unknown] if self.reader.unknown else []

    @property
    def applies_here(self) -> bool:
        """Whether it applies where the reader reads from; true when they have not said."""
        return self.nation is None or self.page.applies_in(self.nation)

    @property
    def nation_marks(self) -> list[NationMark]:
        return [NationMark(label=nation.label, applies=self.page.applies_in(nation)) for nation in Nation]

    @property
    def where(self) -> str:
        return in_words(self.page.nations)

    @cached_property
    def nation_filter(self) -> list[FilterGroup]:
        return [nation_group(self.nation)]

    @cached_property
    def other_nations(self) -> list[tuple[OtherNation, list[Link]]]:
        """The groups of equivalents that the entry is in, each with links to what does the same work elsewhere."""
        return [(group, group.links(self.reader)) for group in self.facts.other_nations]

    @property
    def equivalents_here(self) -> list[Link]:
        """The entries that do the same work in the reader's nation."""
        if self.nation is None:
            return []
        links = [link for group in self.facts.other_nations for link in group.links(self.reader, self.nation)]
        return list({link.number: link for link in links}.values())

    # --- Facts --------------------------------------------------------------------------------
    @property
    def is_overdue(self) -> bool:
        return self.page.is_review_overdue()

    @cached_property
    def citation(self) -> Citation | None:
        return citation_of(self.page, str(self.shelf.handbook.title))

    # --- Connections --------------------------------------------------------------------------
    @cached_property
    def meetings(self) -> list[Meeting]:
        """The counterparts in the other handbook, whichever side they were set on."""
        return [counterpart.meeting(self.reader) for counterpart in self.facts.counterparts]

    @cached_property
    def precedents_used(self) -> list[PrecedentLine]:
        return self._precedents(Relation.USED)

    @cached_property
    def precedents_related(self) -> list[PrecedentLine]:
        return self._precedents(Relation.RELATED)

    def _precedents(self, wanted: Relation) -> list[PrecedentLine]:
        return [line.for_reader(self.reader) for line, relation in self.facts.precedents if relation == wanted]

    @cached_property
    def related(self) -> list[Link]:
        return [line.link_for(self.reader) for line in self.facts.related]

    @property
    def handbook_url(self) -> str:
        return self.shelf.handbook.url

    @property
    def ink(self) -> str:
        return Audience(self.page.audience).ink

    @property
    def url(self) -> str:
        return address_of(self.page)

    # --- Contents of the page -----------------------------------------------------------------
    @property
    def sections(self) -> list[Section]:
        return sections_of(self.page.body)

    @property
    def contents(self) -> list[Link]:
        """The in-page contents, from data and never from parsed HTML."""
        listed = [
            ("glance", _("At a glance"), True),
            ("lets", _("What it lets you do"), True),
            ("how", _("How to use it"), bool(self.facts.steps)),
            ("rely", _("Before you rely on this"), bool(self.facts.limits)),
            ("counterpart", _("The other half"), bool(self.meetings)),
            ("precedents", _("Precedents"), True),
            *[(section.key, section.link.title, True) for section in self.sections],
            ("reading", _("Further reading"), bool(self.page.further_reading)),
            ("changes", _("What changed"), bool(self.facts.changes)),
        ]
        return [Link(title=title, url=f"#{key}") for key, title, shown in listed if shown]
