"""The narrative and its principles as their readers see them."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from django.http import HttpRequest
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cities.plans.freezing import checksum
from handbooks.reading.nation import reader_of
from handbooks.reading.outline import EntryLine, line_of_page, lines_of
from handbooks.reading.precedent_lines import COLUMNS, PrecedentLine, precedent_line
from handbooks.reading.registry import reads
from portal.newsroom.freezing import entries_behind, expanded, payload_of, precedents_behind, principle_data
from portal.newsroom.models import NarrativeEdition, NarrativePage, PrinciplePage
from portal.newsroom.reading.editions import NarrativeCitation, citation_of, crumbs_to, narrative_link
from portal.newsroom.reading.narrative_text import (
    NarrativeText,
    PrincipleText,
    harmless,
    narrative_text,
    principle_text,
)
from portal.newsroom.services.narrative import reads_the_same
from portal.words.audiences import Audience
from portal.words.parts import Link

EDITIONS_SHOWN = 5


@reads("newsroom.narrativepage")
class NarrativeReading:
    """The whole narrative."""

    def __init__(self, page: NarrativePage, request: HttpRequest) -> None:
        self.page = page
        self.reader = reader_of(request)
        self.pages = siblings_below(page, getattr(request, "user", None))
        self.payload = payload_of(page, self.pages)
        self.text: NarrativeText = narrative_text(self.payload)

    @property
    def principles(self) -> list[tuple[PrincipleText, str]]:
        """Each principle with the address of its page."""
        base = self.reader.link
        return [(one, base(f"/news/narrative/{one.slug}/")) for one in self.text.principles]

    @property
    def contents(self) -> list[Link]:
        return self.text.contents

    @property
    def how_to_quote(self) -> SafeString:
        return harmless(expanded([self.page.how_to_use])[0])

    @cached_property
    def editions(self) -> list[NarrativeEdition]:
        """The newest editions; the text of the last comes with it."""
        return list(NarrativeEdition.objects.visible_to()[:EDITIONS_SHOWN])

    @property
    def last(self) -> NarrativeEdition | None:
        return self.editions[0] if self.editions else None

    @cached_property
    def differs(self) -> bool:
        """Whether this reads otherwise than the last edition."""
        return self.last is not None and not reads_the_same(self.last, self.payload)

    @property
    def checksum(self) -> str:
        return checksum(self.payload)

    @property
    def citation(self) -> NarrativeCitation | None:
        return citation_of(self.last) if self.last else None

    @property
    def crumbs(self) -> list[Link]:
        return crumbs_to(self.reader, Link(title=self.page.title))

    @property
    def running_head(self) -> str:
        if self.last is None:
            return _("The shared narrative")
        said = _("Changed since edition %(number)s") if self.differs else _("Edition %(number)s")
        return said % {"number": self.last.number}


@reads("newsroom.principlepage")
class PrincipleReading:
    """One principle, with what shows that it holds and how to begin."""

    def __init__(self, page: PrinciplePage, request: HttpRequest) -> None:
        self.page = page
        self.user = getattr(request, "user", None)
        self.reader = reader_of(request)
        self.is_preview = getattr(request, "is_preview", False)

    @cached_property
    def siblings(self) -> list[tuple[int, str, str]]:
        """The key, title and address of every principle that readers open, in their order."""
        found = PrinciplePage.objects.visible_to(self.user).filter(path__startswith=self.page.path[:-4])
        rows = found.order_by("path").values_list("pk", "title", "slug") if self.page.path else []
        return [(pk, title, self.reader.link(f"/news/narrative/{slug}/")) for pk, title, slug in rows]

    @property
    def place(self) -> int | None:
        """Its number, counted from one; None for a draft."""
        return next((place for place, row in enumerate(self.siblings, 1) if row[0] == self.page.pk), None)

    @property
    def number(self) -> str:
        return str(self.place) if self.place else ""

    @cached_property
    def text(self) -> PrincipleText:
        (meaning,) = expanded([self.page.text])
        return principle_text(principle_data(self.page, self.place or 0, meaning, [], []))

    @cached_property
    def entries(self) -> list[EntryLine]:
        if self.is_preview:  # what the form holds
            return [line_of_page(entry) for entry in self.page.entries.all() if entry.live and entry.number]
        return lines_of(entries_behind(self.page), nations=True)

    @property
    def shelves(self) -> list[tuple[Audience, list[Link]]]:
        """The entries of each handbook that names any, with the nations that each applies in."""
        found: dict[Audience, list[Link]] = {book: [] for book in Audience}
        for line in self.entries:
            note = "" if self.reader.nation else line.where
            found[Audience(line.audience)].append(line.link_for(self.reader, note=note))
        return [(book, links) for book, links in found.items() if links]

    @cached_property
    def precedents(self) -> list[PrecedentLine]:
        if self.is_preview:
            keys = [page.pk for page in self.page.precedents.all()]
            pages = self.page.precedents.model.objects.visible_to(self.user).filter(pk__in=keys).order_by("item_number")
        else:
            pages = precedents_behind(self.page)
        rows = pages.filter(item_number__isnull=False).values_list(*COLUMNS)
        return [precedent_line(row).for_reader(self.reader) for row in rows]

    @property
    def contents(self) -> list[Link]:
        """The parts that this principle has, for the contents in the margin."""
        parts: list[tuple[Any, str, str]] = [
            (True, "meaning", _("What it means")),
            (self.text.evidence, "evidence", _("Evidence")),
            (self.text.council_steps or self.text.community_steps, "steps", _("First steps")),
            (self.entries, "entries", _("In the handbooks")),
            (self.precedents, "precedents", _("Precedents")),
        ]
        return [Link(title=title, url=f"#{anchor}") for has, anchor, title in parts if has]

    @cached_property
    def quotable(self) -> tuple[NarrativeEdition, PrincipleText] | None:
        """The last edition with this principle as it stands there; None where it is not in it."""
        edition = NarrativeEdition.objects.visible_to().first()
        frozen = narrative_text(edition.payload).principle(self.page.pk) if edition else None
        return (edition, frozen) if edition and frozen else None

    @property
    def citation(self) -> NarrativeCitation | None:
        return citation_of(*self.quotable) if self.quotable else None

    @property
    def previous(self) -> Link | None:
        return self.beside(-1)

    @property
    def next(self) -> Link | None:
        return self.beside(1)

    def beside(self, step: int) -> Link | None:
        """Return the link to the principle before or after this one."""
        at = (self.place or 0) + step
        if self.place is None or not 1 <= at <= len(self.siblings):
            return None
        _pk, title, url = self.siblings[at - 1]
        return Link(title=f"{at}. {title}", url=url)

    @property
    def narrative(self) -> Link:
        """The whole narrative, which it is a part of."""
        return narrative_link(self.reader)

    @property
    def crumbs(self) -> list[Link]:
        return crumbs_to(self.reader, self.narrative, Link(title=self.page.title))

    @property
    def running_head(self) -> str:
        if self.place is None:
            return _("Draft")
        return _("Principle %(place)s of %(total)s") % {"place": self.place, "total": len(self.siblings)}


def siblings_below(page: NarrativePage, user: Any) -> list[PrinciplePage]:
    """Return the principles that `user` reads, in the order that editors gave them."""
    return list(PrinciplePage.objects.visible_to(user).child_of(page).order_by("path"))
