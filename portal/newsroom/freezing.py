"""The narrative as plain data: what an edition freezes, and what every page, file and comparison of it prints.

No names of people are in it. Links in it are addresses of this site, as they were on the day.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any

import nh3

from handbooks.fields import lines
from handbooks.models import EntryPage, PrecedentPage
from handbooks.querysets import public_q
from handbooks.reading.addresses import entry_number, precedent_number
from portal.newsroom.models import NarrativePage, PrinciplePage
from portal.newsroom.rich_text import expanded_together

FORMAT = 1
ALLOWED = {"a", "b", "br", "em", "h2", "h3", "i", "li", "ol", "p", "strong", "ul"}
LED_NOWHERE = re.compile(r"<a>(.*?)</a>", re.DOTALL)
Rows = dict[int, list[dict[str, Any]]]


def payload_of(page: NarrativePage, principles: Sequence[PrinciplePage]) -> dict[str, Any]:
    """Return the published text of the narrative, in three queries, however many principles there are."""
    intro, *texts = expanded([page.intro, *(principle.text for principle in principles)])
    keys = [principle.pk for principle in principles]
    entries, precedents = entries_of(keys), precedents_of(keys)
    return {
        "format": FORMAT,
        "title": page.title,
        "standfirst": page.standfirst,
        "intro": intro,
        "principles": [
            principle_data(principle, number, text, entries[principle.pk], precedents[principle.pk])
            for number, (principle, text) in enumerate(zip(principles, texts, strict=True), 1)
        ],
    }


def principle_data(principle: PrinciplePage, number: int, text: str, entries: Any, precedents: Any) -> dict[str, Any]:
    return {
        "id": principle.pk,
        "number": number,
        "slug": principle.slug,
        "title": principle.title,
        "statement": principle.statement,
        "text": text,
        "notice": principle.check_before_use,
        "evidence": [
            {name: block.value.get(name) or "" for name in ("text", "source", "url", "year")}
            for block in principle.evidence
        ],
        "entries": entries,
        "precedents": precedents,
        "council_steps": lines(principle.council_steps),
        "community_steps": lines(principle.community_steps),
    }


def expanded(texts: Iterable[str]) -> list[str]:
    """Return rich texts as harmless HTML, with the addresses of the pages that they link to, in one query.

    Of a link to what not everybody may read, its words alone are left.
    """
    clean = (
        nh3.clean(text, tags=ALLOWED, attributes={"a": {"href"}}, link_rel=None) for text in expanded_together(texts)
    )
    return [LED_NOWHERE.sub(r"\1", text) for text in clean]


def entries_of(principles: Sequence[int]) -> Rows:
    """Return the published entries that each principle names, in reading order."""
    rows = PrinciplePage.entries.through.objects.filter(public_q("entrypage"), principlepage__in=principles)
    found: Rows = defaultdict(list)
    columns = [f"entrypage__{name}" for name in ("audience", "theme_number", "item_number", "title")]
    for principle, pk, audience, theme, item, title in rows.order_by("entrypage__path").values_list(
        "principlepage", "entrypage", *columns
    ):
        found[principle].append({"id": pk, "number": entry_number(audience, theme, item), "title": title})
    return found


def precedents_of(principles: Sequence[int]) -> Rows:
    """Return the published precedents that each principle names, in order of number."""
    rows = PrinciplePage.precedents.through.objects.filter(public_q("precedentpage"), principlepage__in=principles)
    found: Rows = defaultdict(list)
    for principle, pk, number, title in rows.order_by("precedentpage__item_number").values_list(
        "principlepage", "precedentpage", "precedentpage__item_number", "precedentpage__title"
    ):
        found[principle].append({"id": pk, "number": precedent_number(number), "title": title})
    return found


def entries_behind(principle: PrinciplePage) -> Any:
    """Return the entries that a published principle names, as far as everybody reads them, in reading order."""
    return EntryPage.objects.filter(public_q(), principles=principle).in_reading_order()


def precedents_behind(principle: PrinciplePage) -> Any:
    return PrecedentPage.objects.filter(public_q(), principles=principle).order_by("item_number")
