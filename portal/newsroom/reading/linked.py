"""What an article shows of other rooms: entries, precedents and actions as cards and links, each kind in one query.

Nobody is shown a draft, a withdrawn page, or the working text of an action: what everybody reads is all there is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from wagtail.models import Page

from cities.plans.choices import Stage
from cities.plans.models import EditionAction
from cities.plans.reading.using import COLUMNS as ACTION_COLUMNS
from cities.plans.reading.using import Use
from handbooks.querysets import open_to_all
from handbooks.reading import precedent_lines
from handbooks.reading.addresses import address
from handbooks.reading.nation import Reader
from handbooks.reading.outline import LINK_FIELDS, line_of
from handbooks.reading.sentences import first_sentences
from portal.newsroom.models import ArticlePage
from portal.words.navigation import carried
from portal.words.parts import Link, Text

BRIEF = 220
ENTRY_COLUMNS = tuple(f"entrypage__{name}" for name in LINK_FIELDS)
PRECEDENT_COLUMNS = tuple(f"precedentpage__{name}" for name in precedent_lines.COLUMNS)
ENTRY_NUMBER, PRECEDENT_NUMBER = LINK_FIELDS.index("item_number"), precedent_lines.COLUMNS.index("item_number")


@dataclass(frozen=True)
class PageCard:
    """An entry or a precedent as a card."""

    link: Link
    text: str
    meta: Text


@dataclass(frozen=True)
class LinkedPages:
    """The pages that a reader may be sent to: cards and links of the handbooks, and the addresses of all."""

    cards: dict[int, PageCard]
    addresses: dict[int, str]
    entries: list[int]
    precedents: list[int]


def pages_of(keys: Iterable[int], related: Q, reader: Reader) -> LinkedPages:
    """Return the readable pages with these keys, and those that match `related`, in one query."""
    found = Page.objects.filter(Q(pk__in=list(keys)) | related, open_to_all()).order_by("path")
    linked = LinkedPages({}, {}, [], [])
    for pk, url_path, *columns in found.values_list("pk", "url_path", *ENTRY_COLUMNS, *PRECEDENT_COLUMNS):
        linked.addresses[pk] = carried(address(url_path), reader.nation or "")
        entry, precedent = columns[: len(ENTRY_COLUMNS)], columns[len(ENTRY_COLUMNS) :]
        if entry[ENTRY_NUMBER] is not None:
            linked.cards[pk] = entry_card(entry, reader)
            linked.entries.append(pk)
        elif precedent[PRECEDENT_NUMBER] is not None:
            linked.cards[pk] = precedent_card(precedent, reader)
            linked.precedents.append(pk)
    return linked


def entry_card(columns: list[Any], reader: Reader) -> PageCard:
    line = line_of(LINK_FIELDS, columns)
    return PageCard(line.link_for(reader), first_sentences(line.summary, BRIEF), line.where)


def precedent_card(columns: list[Any], reader: Reader) -> PageCard:
    line = precedent_lines.precedent_line(columns).for_reader(reader)
    return PageCard(line.link, line.brief, line.where_and_when)


def related_to(article: ArticlePage, *, is_draft: bool) -> Q:
    """Match the entries and precedents that an article names in its fields; a draft's are not stored yet."""
    if is_draft:
        return Q(pk__in=[page.pk for page in (*article.entries.all(), *article.precedents.all())])
    entries = ArticlePage.entries.through.objects.filter(articlepage=article.pk).values("entrypage")
    precedents = ArticlePage.precedents.through.objects.filter(articlepage=article.pk).values("precedentpage")
    return Q(pk__in=entries) | Q(pk__in=precedents)


def actions_of(keys: Iterable[int]) -> dict[int, Use]:
    """Return actions as their cities published them last, by primary key; what is not published is not there."""
    wanted = list(keys)
    if not wanted:
        return {}
    found = EditionAction.objects.visible_to().current().filter(action__in=wanted).with_stage()
    rows = found.values_list(*ACTION_COLUMNS)
    uses = [Use._make([*columns, stage or Stage.PROPOSED]) for *columns, stage in rows]
    return {use.action: use for use in uses}
