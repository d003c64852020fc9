"""An entry as its readers see it."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.rich_text import expand_db_html

from handbooks.blocks import Section, sections_of
from handbooks.choices import Confidence, EntryKind, EntryStatus, Relation
from handbooks.querysets import public_q
from handbooks.reading.addresses import address_of
from handbooks.reading.cite import Citation, citation_of
from handbooks.reading.law import Base, in_words
from handbooks.reading.meetings import Meeting, OtherNation, meetings_of, other_nations_of
from handbooks.reading.nation import nation_group, reader_of
from handbooks.reading.outline import EntryLine, lines_of
from handbooks.reading.precedent_lines import PrecedentLine, precedents_of
from handbooks.reading.registry import reads
from handbooks.reading.shelf import Shelf, shelf_of
from handbooks.reading.terms import Marker, all_terms
from portal.words.audiences import Audience
from portal.words.nations import Nation
from portal.words.parts import FilterGroup, Link, NationMark

if TYPE_CHECKING:
    from handbooks.models.entry import EntryPage
    from handbooks.models.records import ChangeNote

CHANGES_SHOWN = 5


@reads("handbooks.entrypage")
class EntryReading:
    """What the page of one entry prints. Each property asks the database at most once."""

    def __init__(self, page: EntryPage, request: HttpRequest) -> None:
        self.page = page
        self.user = getattr(request, "user", None)
        self.reader = reader_of(request)
        self.is_preview = getattr(request, "is_preview", False)
        self.kind = EntryKind(page.kind)
        self.status = EntryStatus(page.status)
        self.confidence = Confidence(page.confidence) if page.confidence else None
        self._marker = Marker([term for term in all_terms() if page.audience in term.audiences])
        self._mark_in_reading_order()

    def _mark_in_reading_order(self) -> None:
        """Mark terms from the top of the page down, so that each is explained where it is first met."""
        mark = self._marker
        self.what_it_lets_you_do: SafeString = mark.html(expand_db_html(self.page.what_it_lets_you_do))
        self.steps = [{"title": step.heading, "body": mark.text(step.text)} for step in self.page.steps.all()]
        self.limits = [mark.text(limit.text) for limit in self.page.limits.all()]

    @property
    def terms(self) -> list:
        """The terms marked on the page, for the notes that are printed with it."""
        return self._marker.used

    # --- Where it stands ----------------------------------------------------------------------
    @cached_property
    def shelf(self) -> Shelf:
        return shelf_of(self.page.path, self.page.audience, self.reader.nation)

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
    def other_nations(self) -> list[OtherNation]:
        """The groups of equivalents that the entry is in, with the entries that do the same work elsewhere."""
        return other_nations_of(self.page, self.page.equivalent_links.model.objects.all(), self.reader)

    @property
    def equivalents_here(self) -> list[Link]:
        """The entries that do the same work in the reader's nation."""
        if self.nation is None:
            return []
        links = [link for group in self.other_nations for link in group.links_in(self.nation)]
        return list({link.number: link for link in links}.values())

    # --- Facts --------------------------------------------------------------------------------
    @cached_property
    def law(self) -> list[Base]:
        bases = self.page.legal_bases.select_related("provision", "scheme")
        return [Base(basis, self.page.nations) for basis in bases.all()]

    @property
    def is_overdue(self) -> bool:
        return self.page.is_review_overdue()

    @cached_property
    def citation(self) -> Citation | None:
        return citation_of(self.page, str(self.shelf.handbook.title))

    @cached_property
    def changes(self) -> list[ChangeNote]:
        notes = self.page.change_notes.model.objects.filter(page=self.page.pk)  # a new page is previewed without a key
        return list(notes[:CHANGES_SHOWN])

    # --- Connections --------------------------------------------------------------------------
    @cached_property
    def meetings(self) -> list[Meeting]:
        """The counterparts in the other handbook, whichever side they were set on."""
        if self.is_preview:
            return self._draft_meetings()
        return meetings_of(self.page, self.page.counterparts_set.model.objects.all(), self.reader)

    def _draft_meetings(self) -> list[Meeting]:
        """The counterparts of a draft: those that its form holds, and those set on the other side."""
        rows = self.page.counterparts_received.model.objects.filter(other=self.page.pk)
        set_here = [row for row in self.page.counterparts_set.all() if row.other_id and row.other.number]
        drafted = [
            Meeting(
                Link(title=row.other.title, url=address_of(row.other), number=row.other.number, ink=row.other.ink),
                row.text_for(self.page.audience) or row.other.summary,
            )
            for row in set_here
        ]
        return [*drafted, *meetings_of(self.page, rows, self.reader)]

    @cached_property
    def _precedents(self) -> list[tuple[PrecedentLine, str]]:
        return precedents_of(self.page.precedent_links.model.objects.filter(entry=self.page.pk), self.reader)

    @property
    def precedents_used(self) -> list[PrecedentLine]:
        return [line for line, relation in self._precedents if relation == Relation.USED]

    @property
    def precedents_related(self) -> list[PrecedentLine]:
        return [line for line, relation in self._precedents if relation == Relation.RELATED]

    @cached_property
    def related(self) -> list[Link]:
        if self.is_preview:
            entries = [entry for entry in self.page.related.all() if entry.live and entry.number]
            return [
                Link(title=entry.title, url=address_of(entry), number=entry.number, ink=entry.ink) for entry in entries
            ]
        entries = type(self.page).objects.filter(public_q(), related_from=self.page).in_reading_order()
        return [line.link_for(self.reader, self._elsewhere(line)) for line in lines_of(entries, nations=True)]

    def _elsewhere(self, line: EntryLine) -> str:
        """Say where a related entry applies, when that is not where the reader is."""
        return "" if self.nation is None or self.nation in line.nations else line.where

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
            ("how", _("How to use it"), bool(self.steps)),
            ("rely", _("Before you rely on this"), bool(self.limits)),
            ("counterpart", _("The other half"), bool(self.meetings)),
            ("precedents", _("Precedents"), True),
            *[(section.key, section.link.title, True) for section in self.sections],
            ("reading", _("Further reading"), bool(self.page.further_reading)),
            ("changes", _("What changed"), bool(self.changes)),
        ]
        return [Link(title=title, url=f"#{key}") for key, title, shown in listed if shown]
