"""One switch for each kind of letters at once: those that are written from notices, and those that rooms write.

The choice is kept in `Preference.at_once`. Who has no preference has what everybody has at first.
"""

from __future__ import annotations

from collections.abc import Collection
from functools import partial

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from network.digests.choices import SWITCHED, NoticeKind, at_once_at_first
from network.digests.models import Preference
from network.digests.services.preferring import locked
from portal.mail.switches import Switch, register_switch
from portal.mail.tokens import OneClick, Undo, register_one_click

KIND_PREFIX = "notice."
KINDS: dict[str, Collection[str]] = {
    NoticeKind.HANDSHAKE: ("plans.asked", "plans.asked_of_many", "plans.answered", "plans.new_edition"),
    NoticeKind.RESPONSE: ("plans.answerable", "plans.disputed"),
    NoticeKind.INVITATION: ("places.request", "places.joined"),
    NoticeKind.EVENT: ("events.place", "events.change", "events.cancelled", "events.reminder"),
    NoticeKind.MODERATION: ("forum.unanswered",),
}
"""The letters that the rooms write, by the kind of notice that tells the same.

All others go in any case: about signing in and accounts, what one's part in a network is and whether one may write,
what moderators decided on one's own text, an appeal, which nothing but the letter tells of, and what was asked for: a
day to be reminded on, advice, an answer.
"""


def purpose_of(kind: str) -> str:
    """Return the purpose of the one-click token that turns letters of a kind off; it names the letters too."""
    return f"{KIND_PREFIX}{kind}"


def register() -> None:
    """Enter a switch for each kind, and the links that turn it off."""
    for kind in SWITCHED:
        purpose = purpose_of(kind)
        kinds = frozenset([purpose, *KINDS.get(kind, ())])
        register_switch(Switch(purpose=purpose, kinds=kinds, off_for=partial(off_for, kind)))
        register_one_click(one_click_of(kind, purpose))


def one_click_of(kind: NoticeKind, purpose: str) -> OneClick:
    return OneClick(
        purpose=purpose,
        act=partial(turn_off, kind),
        title=kind.label,
        question=_("Do you want no more letters of this kind? In the portal you are told of it as before."),
        button=_("Send me no more of them"),
        done=_("You get no more letters of this kind. In your preferences you can turn them on again."),
        undo=Undo(former=partial(is_on, kind), restore=partial(turn_back, kind)),
    )


def wanting(people: Collection[int]) -> dict[int, set[str]]:
    """Return the kinds of which each of some people gets letters at once."""
    chosen = dict(Preference.objects.filter(person__in=people).values_list("person", "at_once"))
    return {person: set(chosen.get(person, at_once_at_first())) for person in people}


def off_for(kind: str, people: Collection[int]) -> set[int]:
    """Return those of some people who do not want letters of a kind."""
    return {person for person, kinds in wanting(people).items() if kind not in kinds}


def is_on(kind: str, person: int) -> bool:
    return kind in wanting([person])[person]


@transaction.atomic
def turn_back(kind: str, person: int, was_on: bool) -> None:
    """Send a person letters of a kind again where they got them before."""
    row = locked(person) if was_on else None
    if row and kind not in row.at_once:
        row.at_once = sorted([*row.at_once, kind])
        row.save(update_fields=["at_once"])


@transaction.atomic
def turn_off(kind: str, person: int) -> None:
    """Send a person no more letters of a kind. Who is gone stays gone; who had chosen nothing still gets no digest."""
    row = locked(person)
    if row and kind in row.at_once:
        row.at_once = [other for other in row.at_once if other != kind]
        row.save(update_fields=["at_once"])
