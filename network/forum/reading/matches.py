"""Suggestions in the words of the page: for who asks what may help, and for who may help what is asked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from network.forum.choices import MatchState
from network.forum.models import Listing, Match
from network.forum.reading.addresses import network, thread_act, thread_address
from portal.accounts.models import User
from portal.words.parts import Link, Text

SHOWN = 5
"""Lines on the home page."""
WITH = ("ask__thread__board", "ask__thread__city", "offer__thread__board", "offer__thread__city", "person")


@dataclass(frozen=True, slots=True)
class Suggestion:
    """A suggestion as one of its two sides reads it. `is_asker` says which; `then` is where taking it up leads."""

    pk: int
    is_asker: bool
    title: str
    url: str
    note: str
    says: str
    state: str
    state_label: Text
    ask: Link
    then: str

    @property
    def is_open(self) -> bool:
        return self.state == MatchState.SUGGESTED


def suggestions_of(listing: Listing, user: Any) -> list[Suggestion]:
    """Return what was suggested for an ask, or which asks for an offer, to its author; nothing to anybody else."""
    if listing.thread.author_id != user.pk:
        return []
    own = Match.objects.visible_to(user)
    found = own.filter(ask=listing) | own.filter(offer=listing)
    rows = found.exclude(state=MatchState.DECLINED).select_related(*WITH)
    return [shown(row, user) for row in rows]


def suggestion_for(pk: int, user: Any) -> Suggestion | None:
    """Return a suggestion that is made to `user`, or None."""
    row = Match.objects.visible_to(user).filter(pk=pk).select_related(*WITH).first()
    return shown(row, user) if row else None


def shown(match: Match, user: Any) -> Suggestion:
    """Put a suggestion into words for one of its sides."""
    ask = match.ask.thread
    ask_link = Link(title=ask.title, url=thread_address(ask.board.slug, ask.pk, ask.title))
    is_asker = ask.author_id == user.pk
    if not is_asker:
        title, url, then = ask.title, str(ask_link.url), thread_act(ask.pk, "reply")
        says = (
            _("Your offer may be what they need.") if match.offer else _("You said that you can help with such things.")
        )
        note = place_of(ask)
    elif match.offer:
        offer = match.offer.thread
        title, url = offer.title, thread_address(offer.board.slug, offer.pk, offer.title)
        note, then, says = place_of(offer), thread_act(offer.pk, "reply"), _("An offer that may help.")
    else:
        person: Any = match.person
        title, url, note = person.display_name, f"{network()}people/{person.pk}/", person.offers
        then, says = reverse("person_write", args=[person.pk]), _("Somebody who may help.")
    state = MatchState(match.state)
    return Suggestion(match.pk, is_asker, title, url, note, says, state, state.label, ask_link, then)


def place_of(thread: Any) -> str:
    return thread.city.name if thread.city else ""


def suggestion_lines(person: User) -> Sequence[Link]:
    """Lead to what is suggested to a person and to what was suggested for what they asked; two queries at most."""
    waiting: QuerySet[Match] = Match.objects.visible_to(person).waiting().select_related(*WITH)
    return [
        Link(title=line_of(shown(match, person)), url=reverse("match", args=[match.pk]))
        for match in waiting.order_by("-at", "-pk")[:SHOWN]
    ]


def line_of(suggestion: Suggestion) -> str:
    said = {"title": suggestion.title, "ask": suggestion.ask.title, "city": suggestion.note}
    if suggestion.is_asker:
        return _("For what you asked, “%(ask)s”: %(title)s") % said
    return (
        _("%(city)s asks: “%(ask)s”. Could you help?") % said if said["city"] else _("Could you help? “%(ask)s”") % said
    )
