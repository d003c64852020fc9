"""What the page of one entry says to every reader alike: kept between requests, wherever they read from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import CharField, Value
from django.db.models.functions import Cast
from django.utils.safestring import SafeString
from wagtail.rich_text import expand_db_html

from handbooks.reading.law import Base, bases_of
from handbooks.reading.meetings import Counterpart, OtherNation, connected_with, drafted_counterparts, other_nations_of
from handbooks.reading.outline import EntryLine, line_of_page
from handbooks.reading.precedent_lines import PrecedentLine, precedents_of
from handbooks.reading.terms import Marker, Term, all_terms
from portal.pagecache.parts import kept_part

if TYPE_CHECKING:
    from handbooks.models.entry import EntryPage

CHANGES_SHOWN = 5


@dataclass(frozen=True)
class Step:
    """One step of how to use an entry."""

    title: str
    body: SafeString


@dataclass(frozen=True)
class Change:
    """What changed in an entry, and when."""

    text: str
    published_at: datetime


@dataclass(frozen=True, kw_only=True)
class EntryFacts:
    """Everything on the page of an entry that does not depend on its reader. Links carry no nation yet."""

    what_it_lets_you_do: SafeString
    steps: list[Step]
    limits: list[SafeString]
    terms: list[Term]
    law: list[Base]
    counterparts: list[Counterpart]
    other_nations: list[OtherNation]
    precedents: list[tuple[PrecedentLine, str]]
    related: list[EntryLine]
    changes: list[Change]


def facts_of(page: EntryPage, *, is_preview: bool) -> EntryFacts:
    """Return the facts of a page; those of a draft are what its form holds."""
    return draft_facts(page) if is_preview else kept_part(f"entry:{page.pk}", lambda: published_facts(page))


def published_facts(page: EntryPage) -> EntryFacts:
    """Read the facts of a published page. Each kind of row costs one query."""
    connected = connected_with(page)
    return read_facts(page, stored_rows(page), counterparts=connected.counterparts, related=connected.related)


def draft_facts(page: EntryPage) -> EntryFacts:
    """Read the facts of a draft, which may not be stored yet."""
    related = [line_of_page(entry) for entry in page.related.all() if entry.live and entry.number]
    changes = page.change_notes.model.objects.filter(page=page.pk)  # a new page is previewed without a key
    rows = Rows(
        [(step.heading, step.text) for step in page.steps.all()],
        [limit.text for limit in page.limits.all()],
        [Change(*row) for row in changes.values_list("text", "published_at")[:CHANGES_SHOWN]],
    )
    return read_facts(page, rows, counterparts=drafted_counterparts(page), related=related)


class Rows(NamedTuple):
    """The steps of an entry, each with its heading, and its limits, in order; what changed, the latest first."""

    steps: list[tuple[str, str]]
    limits: list[str]
    changes: list[Change]


def stored_rows(page: EntryPage) -> Rows:
    """Return the steps and limits of a published page and what changed in it, in one query: all are short texts."""
    none = Value("", output_field=CharField())
    steps = page.steps.model.objects.filter(entry=page.pk).values_list(Value("step"), "sort_order", "heading", "text")
    limits = page.limits.model.objects.filter(entry=page.pk).values_list(Value("limit"), "sort_order", none, "text")
    notes = page.change_notes.model.objects.filter(page=page.pk)
    changes = notes.values_list(Value("change"), Value(0), Cast("published_at", CharField()), "text")[:CHANGES_SHOWN]
    rows = sorted(steps.union(limits, changes, all=True), key=lambda row: row[1] or 0)
    told = [Change(text, datetime.fromisoformat(at)) for kind, _order, at, text in rows if kind == "change"]
    return Rows(
        [(heading, text) for kind, _order, heading, text in rows if kind == "step"],
        [text for kind, _order, _heading, text in rows if kind == "limit"],
        sorted(told, key=lambda change: change.published_at, reverse=True),
    )


def read_facts(page: EntryPage, rows: Rows, *, counterparts: list[Counterpart], related: list[EntryLine]) -> EntryFacts:
    """Read the rest of the facts, which are found the same way for a published page and for a draft."""
    mark = Marker([term for term in all_terms() if page.audience in term.audiences])
    # Terms are marked from the top of the page down, so that each is explained where it is first met.
    return EntryFacts(
        what_it_lets_you_do=mark.html(expand_db_html(page.what_it_lets_you_do)),
        steps=[Step(heading, mark.text(text)) for heading, text in rows.steps],
        limits=[mark.text(text) for text in rows.limits],
        terms=mark.used,
        law=bases_of(page),
        counterparts=counterparts,
        other_nations=other_nations_of(page),
        precedents=precedents_of(page.precedent_links.model.objects.filter(entry=page.pk)),
        related=related,
        changes=rows.changes,
    )
