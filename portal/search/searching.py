"""The search itself: from what a reader asked to one page of results."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

from django.contrib.postgres.search import SearchQuery
from django.core.paginator import Paginator
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext as _
from psycopg.errors import QueryCanceled

from handbooks.models import PageNumber
from portal.search.filters import Facet, Filters
from portal.search.hits import ENOUGH, MOST_LISTED, Hits, facets_shown
from portal.search.models import Passage
from portal.search.phrasing import Asked
from portal.search.results import Count, Matched, Results
from portal.search.shown import Showing
from portal.search.spelling import Lexicon
from portal.words.parts import Choice, FilterGroup

ON_A_PAGE = 10
PATIENCE = 2_000  # milliseconds
ROOM_TO_SORT = "16MB"  # the newest matches of every kind with their vectors, without a file on disk


@contextmanager
def patience(milliseconds: int) -> Iterator[None]:
    """Run queries in one transaction that the database ends when it takes longer."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT set_config('statement_timeout', %s, true), set_config('work_mem', %s, true)",
            [str(milliseconds), ROOM_TO_SORT],
        )
        yield


def search_passages(user: Any, asked: Asked, filters: Filters | None = None, page: str | int = 1) -> Results:
    """Return one page of what `user` may read and asked for. Never raises for anything that was typed."""
    filters = filters or Filters()
    if not asked.wanted:
        return Results(asked=asked, filters=filters)
    try:
        with patience(PATIENCE):
            return found(user, asked, filters, page)
    except OperationalError as error:
        if not isinstance(error.__cause__, QueryCanceled):
            raise
        return Results(asked=asked, filters=filters, took_too_long=True)


def found(user: Any, asked: Asked, filters: Filters, page: str | int) -> Results:
    """Find by all words, else by the beginning of the last, else by any of them.

    A question in a reader's own words needs more than one or two chance hits to be answered by all of them.
    """
    asked = with_current_number(user, asked)
    latest = Passage.objects.latest_key()
    lexicon = Lexicon(user, asked, latest)
    some = False
    for way in ways(asked, lexicon):
        hits = Hits(user, way.asked, way.query, filters, latest, weighs_words=way.matched is Matched.ANY)
        if hits.suffice(way.least):
            suggested = [] if way.matched is Matched.ALL else lexicon.suggestions()
            return results(user, replace(way, matched=Matched.SOME) if some else way, hits, page, suggested)
        some = some or bool(hits.every)
    return Results(asked=asked, filters=filters, suggestions=lexicon.suggestions())


def results(user: Any, way: Way, hits: Hits, page: str | int, suggested: list[str]) -> Results:
    """Return one page of `hits`, with what narrows them."""
    filters, count = hits.filters, hits.count()
    listed = Paginator(hits.best(), ON_A_PAGE).get_page(page)
    showing = Showing(user, way.asked, way.query, nation=filters.nation)
    return Results(
        asked=way.asked,
        filters=filters,
        matched=way.matched,
        count=count,
        items=showing.results(list(listed)),
        page=listed,
        groups=[group(hits, facet) for facet in facets_shown()],
        elsewhere=elsewhere(hits, filters),
        without_filters=hits.count(Filters()),
        suggestions=suggested,
        is_bounded=count.number > MOST_LISTED,
        are_closest=hits.are_closest,
    )


def with_current_number(user: Any, asked: Asked) -> Asked:
    """Return the search for the number that a page carries now, when it asks for an earlier one."""
    if not asked.number:
        return asked
    series, _space, counted = asked.number.partition(" ")
    theme, _dot, item = counted.rpartition(".")
    given = PageNumber.objects.filter(series=series, theme_number=int(theme or 0), item_number=int(item))
    passages = Passage.objects.visible_to(user).leads().exclude(number="").filter(page__in=given.values("page"))
    return replace(asked, current_number=passages.values_list("number", flat=True).first() or "")


@dataclass(frozen=True)
class Way:
    """A way to match, with the search as it is read that way, and how many hits make it the one."""

    matched: Matched
    asked: Asked
    query: SearchQuery
    least: int = 1


def ways(asked: Asked, lexicon: Lexicon) -> Iterator[Way]:
    """Yield the ways to match, from strict to loose. A last word that stands somewhere is no beginning."""
    least = ENOUGH if asked.is_question else 1
    yield Way(Matched.ALL, asked, asked.all_words(), least)
    if asked.last_word.lower() in lexicon.missing:
        begun = replace(asked, as_beginning=True, endings=lexicon.endings())
        yield Way(Matched.BEGINNING, begun, begun.beginning(), least)
    if len(asked.wanted) > 1 or " " in asked.wanted[0]:
        yield Way(Matched.ANY, replace(asked, loosely=True), asked.any_word())


def elsewhere(hits: Hits, filters: Filters) -> Count:
    """Return how many results apply only in other nations than the chosen one."""
    if not filters.nation:
        return Count(0)
    everywhere, here = hits.count(filters.without("nation")), hits.count(filters)
    return Count(everywhere.number - here.number, everywhere.is_exact)


def group(hits: Hits, facet: Facet) -> FilterGroup:
    """Return one question of the filter form, with the values that leave something and the chosen one."""
    chosen = getattr(hits.filters, facet.name)
    counts = hits.facet_counts(facet)
    choices = [
        choice(facet, value, count, value == chosen)
        for value, count in counts.items()
        if count.number or value == chosen
    ]
    return FilterGroup(
        name=facet.name,
        label=facet.label,
        choices=[Choice(value="", label=facet.everything, chosen=not chosen), *choices],
    )


def choice(facet: Facet, value: str, count: Count, chosen: bool) -> Choice:
    label = facet.vocabulary(value).label
    if count.is_over:
        label = _("%(label)s (over %(count)s)") % {"label": label, "count": f"{count.floor:,}"}
    return Choice(
        value=facet.address_value(value),
        label=label,
        count=None if count.is_over else count.number,
        chosen=chosen,
    )
