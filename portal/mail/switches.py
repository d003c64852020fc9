"""Letters that a person can turn off: rooms say which kinds go together, and where the choice is kept.

A letter of a kind that is in no switch goes in any case: about signing in, about decisions on a person, or because
they asked for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass

from django.utils.translation import gettext_lazy as _

from portal.mail.tokens import make_token, one_click_url, unsubscribe_headers, url_of

TURNED_OFF = _("Turned off by the person")


@dataclass(frozen=True, kw_only=True)
class Switch:
    """Kinds of letters that are turned off together.

    `off_for` returns those of some people, by their keys, who did, in one query. `purpose` is that of the one-click
    token that does it: see `portal.mail.tokens`.
    """

    purpose: str
    kinds: frozenset[str]
    off_for: Callable[[Collection[int]], set[int]]


_switches: dict[str, Switch] = {}


def register_switch(switch: Switch) -> None:
    """Let people turn these kinds off; a room calls it from `AppConfig.ready`."""
    for kind in switch.kinds:
        _switches[kind] = switch


def turned_off(letters: Iterable[tuple[str, int]]) -> set[tuple[str, int]]:
    """Return those pairs of a kind and a person of which the person turned the kind off."""
    asked: dict[str, set[int]] = defaultdict(set)
    for kind, person in letters:
        if kind in _switches:
            asked[kind].add(person)
    found: set[tuple[str, int]] = set()
    known: dict[str, set[int]] = {}
    everybody = set().union(*asked.values())
    for kind, people in asked.items():
        switch = _switches[kind]
        if switch.purpose not in known:
            known[switch.purpose] = switch.off_for(everybody)
        found |= {(kind, person) for person in people & known[switch.purpose]}
    return found


def stop_link(kind: str, person: int | None) -> str:
    """Return the link by which a person turns letters of a kind off without signing in, or nothing."""
    switch = _switches.get(kind)
    return one_click_url(switch.purpose, person) if switch and person is not None else ""


def stop_headers(kind: str, person: int | None) -> dict[str, str]:
    """Return the headers by which a mail program offers the same."""
    switch = _switches.get(kind)
    if switch is None or person is None:
        return {}
    token = make_token(switch.purpose, person)
    return unsubscribe_headers(url_of(token), token)
