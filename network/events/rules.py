"""Who may do what with an event. To read is `visible_to`."""

from __future__ import annotations

from typing import Any

import rules

from cities.places.roles import coordinated_cities, roles_of
from network.events.choices import Coming
from network.events.models import Event, Pledge
from network.forum.rules import belongs_here, may_write, moderates, reads_board


@rules.predicate
def reads_event(user: Any, event: Event) -> bool:
    return reads_board(user, event.thread)


@rules.predicate
def hosts(user: Any, event: Event) -> bool:
    """Who called it, a coordinator of the host city, or who moderates the board."""
    if not belongs_here(user):
        return False
    own = event.thread.author_id == user.pk or event.host_id in coordinated_cities(user)
    return own or moderates(user, event.thread)


@rules.predicate
def is_on(user: Any, event: Event) -> bool:
    """Neither cancelled, over, nor hidden by a moderator."""
    return not (event.is_cancelled or event.is_over or event.thread.is_hidden)


@rules.predicate
def comes(user: Any, event: Any) -> bool:
    """Whoever has a place: one query, none where the event was read `with_own` state of the same person."""
    if not belongs_here(user):
        return False
    if getattr(event, "own_of", None) == user.pk:
        return event.own_state == Coming.GOING
    return event.attendances.filter(person=user.pk, state=Coming.GOING).exists()


@rules.predicate
def is_of_its_city(user: Any, pledge: Pledge) -> bool:
    """A member or coordinator of the city that the pledge is for."""
    return pledge.city_id in roles_of(user)


rules.add_perm("events.manage", hosts & reads_event)
rules.add_perm("events.change", may_write & hosts & reads_event & is_on)
rules.add_perm("events.cancel", hosts & reads_event & is_on)
rules.add_perm("events.join", belongs_here & reads_event & is_on)
rules.add_perm("events.read_place", (comes | hosts) & reads_event)
rules.add_perm("events.write_notes", may_write & reads_event & (comes | hosts))
rules.add_perm("events.pledge", may_write & reads_event)
rules.add_perm("events.turn_pledge", may_write & is_of_its_city)
