"""Who might help with an ask: offers and people of other cities, each suggested once and to few.

What fits shares a theme, or words of some length. Nobody is suggested an ask that they do not read, or a person whom
they would not find in the directory; who was prompted often lately is left in peace.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Count, Q
from django.utils import timezone

from cities.places.directory.asking import words_query
from cities.places.directory.folding import fold
from cities.places.models import DirectoryLine
from network.forum.choices import Kind, MatchState
from network.forum.models import Listing, Match, Thread
from network.forum.reading.naming import readers_q
from network.forum.rules import reads_board
from network.forum.signals import matched
from portal.accounts.models import User

MOST_OFFERS, MOST_PEOPLE = 3, 2
"""Suggestions of an ask, however long it is open."""
MOST_PROMPTS = 3
QUIET = timedelta(days=30)
"""Nobody is prompted more often than `MOST_PROMPTS` in so many days."""
LOOKED_AT = 200
SHORTEST_WORD = 5
MOST_WORDS = 12
EMPTY_WORDS = frozenset(
    (
        *("about", "anybody", "anyone", "council", "councils", "could", "does", "every", "group", "groups", "happy"),
        *("having", "help", "helps", "looking", "needed", "offer", "offers", "other", "others", "people", "person"),
        *("please", "share", "somebody", "someone", "their", "there", "these", "thing", "things", "those", "using"),
        *("wants", "where", "which", "would", "years"),
    )
)
"""Words that stand in any ask."""


@dataclass(frozen=True, order=True)
class Fit:
    """How well something fits an ask; more is better."""

    score: int
    key: int


@transaction.atomic
def suggest(listing: Listing) -> int:
    """Suggest what fits an ask, or the asks that an offer fits, and return how many are new. Safe to repeat."""
    found = Listing.objects.open().filter(pk=listing.pk, thread__in=Thread.objects.listed())
    current = found.select_related("thread__board", "thread__author").first()
    if current is None:
        return 0
    if current.thread.kind == Kind.ASK:
        return suggest_offers(current) + suggest_people(current)
    return sum(suggest_offers(ask, only=current) for ask in asks_for(current))


def suggest_offers(ask: Listing, only: Listing | None = None) -> int:
    """Suggest open offers of other cities for an ask; `only` is the one to look at."""
    room = MOST_OFFERS - ask.suggestions.filter(offer__isnull=False).count()
    if room < 1:
        return 0
    thread = ask.thread
    offers = Listing.objects.visible_to(thread.author).open().filter(thread__kind=Kind.OFFER)
    offers = offers.exclude(thread__author=thread.author_id).exclude(suggested_for__ask=ask)
    if thread.city_id:
        offers = offers.exclude(thread__city=thread.city_id)
    if only is not None:
        offers = offers.filter(pk=only.pk)
    rows = {row.pk: row for row in offers.select_related("thread__author").order_by("-pk")[:LOOKED_AT]}
    fits = best(Fit(fit_of(thread, row.thread.themes, row.thread.title), row.pk) for row in rows.values())
    chosen = [fit for fit in fits if reads_board(rows[fit.key].thread.author, thread)][:room]
    return keep([Match(ask=ask, offer_id=fit.key, score=fit.score) for fit in chosen])


def suggest_people(ask: Listing) -> int:
    """Suggest people of the directory who say what they can help with, of other cities, for an ask."""
    room = MOST_PEOPLE - ask.suggestions.filter(person__isnull=False).count()
    if room < 1:
        return 0
    thread = ask.thread
    lines = DirectoryLine.objects.visible_to(thread.author).filter(like(thread), offers_help=True)
    if thread.city_id:
        lines = lines.exclude(cities__contains=[thread.city_id])
    readers = User.objects.filter(readers_q(thread.board)).exclude(pk=thread.author_id).exclude(pk__in=prompted())
    known = ask.suggestions.filter(person__isnull=False).values("person")
    people = readers.filter(pk__in=lines.values("pk")).exclude(pk__in=known)
    rows = people.only("interests", "offers", "headline").order_by("-pk")[:LOOKED_AT]
    fits = best(Fit(fit_of(thread, row.interests, f"{row.offers} {row.headline}"), row.pk) for row in rows)
    return keep([Match(ask=ask, person_id=fit.key, score=fit.score) for fit in fits[:room]])


def asks_for(offer: Listing) -> Iterable[Listing]:
    """Return the open asks that an offer may fit, in a fixed order."""
    asks = Listing.objects.visible_to(offer.thread.author).open().filter(thread__kind=Kind.ASK)
    asks = asks.exclude(suggestions__offer=offer).select_related("thread__board", "thread__author")
    fits = best(Fit(fit_of(ask.thread, offer.thread.themes, offer.thread.title), ask.pk) for ask in asks[:LOOKED_AT])
    wanted = sorted(fit.key for fit in fits[: MOST_OFFERS * 2])
    found = {ask.pk: ask for ask in asks.filter(pk__in=wanted)}
    return [found[key] for key in wanted]


def fit_of(thread: Thread, themes: Iterable[str], text: str) -> int:
    """Return how well themes and words fit a thread: 0 where they do not."""
    shared = len(set(thread.themes) & set(themes))
    words = len(words_of(thread.title) & words_of(text))
    return 10 * shared + 3 * min(words, 5) if shared or words > 1 else 0


def words_of(text: str) -> set[str]:
    """Return the words that say what a text is about."""
    return {word for word in fold(text).split() if len(word) >= SHORTEST_WORD} - EMPTY_WORDS


def like(thread: Thread) -> Q:
    """Match lines of the directory that share a theme with a thread, or a word of its title."""
    wanted = Q(themes__overlap=thread.themes) if thread.themes else Q(pk__in=[])
    for word in sorted(words_of(thread.title))[:MOST_WORDS]:
        wanted |= Q(vector=words_query([word]))
    return wanted


def best(fits: Iterable[Fit]) -> list[Fit]:
    return sorted((fit for fit in fits if fit.score), reverse=True)


def prompted() -> list[int]:
    """Return who was prompted so often lately that they are left in peace."""
    since = timezone.now() - QUIET
    rows = Match.objects.filter(person__isnull=False, at__gt=since).values("person").annotate(times=Count("pk"))
    return list(rows.filter(times__gte=MOST_PROMPTS).order_by().values_list("person", flat=True))


def keep(matches: list[Match]) -> int:
    """Save suggestions of one ask, of two at once one, and announce them. Return how many there are."""
    if matches:
        Match.objects.bulk_create(matches, ignore_conflicts=True)
        ask = matches[0].ask
        offers, people = [one.offer_id for one in matches], [one.person_id for one in matches]
        kept = Match.objects.filter(Q(offer__in=filter(None, offers)) | Q(person__in=filter(None, people)), ask=ask)
        matched.send(Match, matches=list(kept.select_related("ask__thread__board")))
    return len(matches)


def suggest_all(at: datetime | None = None) -> int:
    """Look at every open ask again, and return how many suggestions are new. Safe to repeat."""
    asks = Listing.objects.open(timezone.localdate(at)).filter(thread__kind=Kind.ASK)
    rows = asks.filter(thread__in=Thread.objects.listed()).order_by("pk")
    return sum(suggest(ask) for ask in rows.iterator())


@transaction.atomic
def answer(match: Match, state: MatchState, *, by: User) -> bool:
    """Take a suggestion up, or say that it is nothing for one. Return whether it was open to be answered by them."""
    own = Match.objects.visible_to(by).filter(pk=match.pk, state=MatchState.SUGGESTED)
    return bool(Match.objects.filter(pk__in=own.values("pk")).update(state=state, answered_at=timezone.now()))
