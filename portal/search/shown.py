"""The results of one page: their addresses, extracts and the sections in which the words stand.

Extracts are made for the rows that are shown and for no other: PostgreSQL parses the text for each.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from django.contrib.postgres.search import SearchConfig, SearchQuery, SearchRank
from django.db.models import BooleanField, Case, Exists, ExpressionWrapper, F, Func, OuterRef, Q, TextField, Value, When
from django.db.models.functions import Left, Length, Right
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from wagtail.models import Page

from handbooks.querysets import unrestricted_q
from handbooks.reading.addresses import address_of
from portal.search.choices import PassageKind
from portal.search.models import Passage
from portal.search.phrasing import Asked
from portal.search.querysets import PassageQuerySet
from portal.search.results import Result, SectionHit
from portal.search.sources import BY_KIND
from portal.search.sources.base import Shown
from portal.search.texts import START, STOP, is_marked, marked
from portal.words.audiences import Audience
from portal.words.nations import Nation
from portal.words.parts import Ink, Text
from portal.words.themes import Theme

MOST_SECTIONS = 2
SHORT_TEXT = 210
MARKS = f'StartSel="{START}", StopSel="{STOP}"'
WHOLE = f"HighlightAll=true, {MARKS}"
EDGE = 12  # characters that tell whether an extract begins or ends with its text
FRAGMENTS = f"MaxFragments=1, MaxWords=34, MinWords=16, {MARKS}"

Owner = tuple[int, int]


class Showing:
    """Turns the hits of one page into results, in a constant number of queries."""

    def __init__(self, user: Any, asked: Asked, query: SearchQuery, *, nation: str = "") -> None:
        self.visible: PassageQuerySet = Passage.objects.visible_to(user)
        self.user = user
        self.asked, self.query = asked, query
        self.marking = asked.shown_in_extracts()
        self.nation = nation

    def results(self, ids: Sequence[int]) -> list[Result]:
        """Return the results for leading passages in their order; a page that may no longer be read is left out."""
        passages = self._with_extracts([*ids, *self._sections(ids)])
        pages = self._pages({passage.page_id for passage in passages})
        sections: dict[Owner, list[Any]] = defaultdict(list)
        for passage in passages:
            if not passage.is_lead and is_marked(passage.headline):
                sections[owner_of(passage)].append(passage)
        leads = {passage.pk: passage for passage in passages if passage.is_lead}
        found = (leads[pk] for pk in ids if pk in leads)
        places = self._places([lead for lead in leads.values() if lead.page_id is None])
        at = ((lead, pages.get(lead.page_id) or places.get(owner_of(lead))) for lead in found)
        return [self._result(lead, shown, sections[owner_of(lead)]) for lead, shown in at if shown]

    def _sections(self, ids: Sequence[int]) -> list[int]:
        """Return the best sections of each owner: those with everything that was asked, else with some of it."""
        same_owner = {"content_type": OuterRef("content_type"), "object_id": OuterRef("object_id")}
        leads = Passage.objects.filter(pk__in=ids, **same_owner)
        whole = ExpressionWrapper(Q(vector=self.query), output_field=BooleanField())
        rows = (
            self.visible.filter(Exists(leads), is_lead=False, vector=self.marking)
            .annotate(whole=whole, rank=SearchRank(F("vector"), self.marking))
            .order_by("-whole", "-rank", "position")
            .values_list("pk", "content_type_id", "object_id", "whole")
        )
        return best_of_each(rows)

    def _with_extracts(self, ids: Sequence[int]) -> list[Any]:
        """Return passages with their extracts, those of one owner in the order of its page."""
        return list(
            self.visible.filter(pk__in=ids)
            .alias(characters=Length("text"))
            .annotate(headline=headline(self.asked.config, self.marking))
            .annotate(opening=Left("text", EDGE), closing=Right("text", EDGE))
            .defer("vector", "slices", "also", "text", "bodies")
            .order_by("position")
        )

    def _pages(self, ids: set[int | None]) -> dict[int, Shown]:
        """Return the address of each page that may be read now, with the reader's nation."""
        pages = Page.objects.filter(unrestricted_q(), pk__in=ids, live=True).only("url_path")
        nation = f"?nation={self.nation}" if self.nation else ""
        return {page.pk: Shown(url=address_of(page) + nation) for page in pages}

    def _places(self, leads: list[Any]) -> dict[Owner, Shown]:
        """Return how each owner that no page shows is shown, asked once for each kind."""
        found: dict[Owner, Shown] = {}
        for kind in {lead.kind for lead in leads}:
            types = {lead.object_id: lead.content_type_id for lead in leads if lead.kind == kind}
            shown = BY_KIND[PassageKind(kind)].shown(list(types), self.user)
            found |= {(types[pk], pk): one for pk, one in shown.items()}
        return found

    def _result(self, lead: Any, shown: Shown, sections: list[Any]) -> Result:
        source = BY_KIND[PassageKind(lead.kind)]
        return Result(
            title=shown.title or lead.title,
            url=with_anchor(shown.url, lead.anchor),
            kind=lead.kind,
            kind_label=PassageKind(lead.kind).singular,
            detail=shown.detail or source.detail_label(lead.detail),
            number=lead.number,
            ink=ink_of(lead),
            standing=source.standing_label(lead.standing),
            nations=nation_words(lead.nations) if source.tells_nations else (),
            themes=[Theme(theme).label for theme in lead.themes],
            extract=extract_of(lead),
            sections=[
                SectionHit(section.heading, with_anchor(shown.url, section.anchor), extract_of(section))
                for section in sections
            ],
            is_best=is_exact(lead, self.asked),
        )


def best_of_each(rows: Any) -> list[int]:
    """Return at most two sections of each owner, from rows with the best first."""
    chosen: dict[Owner, list[int]] = defaultdict(list)
    satisfied: set[Owner] = set()
    for pk, content_type, object_id, whole in rows:
        owner = (content_type, object_id)
        if whole:
            satisfied.add(owner)
        if len(chosen[owner]) < MOST_SECTIONS and (whole or owner not in satisfied):
            chosen[owner].append(pk)
    return [pk for those in chosen.values() for pk in those]


def headline(config: str, query: SearchQuery) -> Func:
    """Return an extract of the text, its matches between sentinels: all of a short text, else fragments."""
    short = When(characters__lte=SHORT_TEXT, then=Value(WHOLE))
    options = Case(short, default=Value(FRAGMENTS), output_field=TextField())
    configuration = SearchConfig.from_parameter(config)
    return Func(configuration, F("text"), query, options, function="ts_headline", output_field=TextField())


def extract_of(passage: Any) -> SafeString:
    """Return the extract of a passage as HTML, with an ellipsis where the text was cut."""
    words = passage.headline.replace(START, "").replace(STOP, "")
    before = "" if words.startswith(passage.opening.strip()) else "…\u00a0"
    after = "" if words.endswith(passage.closing.strip()) else "\u00a0…"
    return marked(f"{before}{passage.headline}{after}")


def owner_of(passage: Passage) -> Owner:
    return (passage.content_type_id, passage.object_id)


def with_anchor(address: str, anchor: str) -> str:
    return f"{address}#{anchor}" if anchor else address


def nation_words(nations: Sequence[str]) -> list[Text]:
    """Return the names of nations, or one word for all of them."""
    return [_("All nations")] if len(nations) == len(Nation) else [Nation(nation).label for nation in nations]


def ink_of(passage: Passage) -> str:
    """Return the ink that a result is printed in: its handbook's, or the overprint where it belongs to both."""
    return Audience(passage.handbooks[0]).ink if len(passage.handbooks) == 1 else Ink.BOTH


def is_exact(lead: Passage, asked: Asked) -> bool:
    """Return whether the number or title of a passage is what was asked for."""
    return lead.title.lower() in asked.titles or bool(asked.number and lead.number == asked.number)
