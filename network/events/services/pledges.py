"""What cities will do after an event; one step makes an action of a plan of it, or an ask in the forum."""

from __future__ import annotations

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cities.places.models import City
from cities.places.roles import roles_of
from cities.places.services.door import lock_city
from cities.plans.models import Action, ActionPlan, Objective
from cities.plans.services.actions import add_action
from network.events.models import Event, Pledge
from network.events.services.door import open_event
from network.forum.choices import Kind
from network.forum.models import Thread
from network.forum.services.door import check
from network.forum.services.posting import Opening, Written, start_thread
from portal.accounts.models import User

MOST_PLEDGES = 200
TITLE = Action._meta.get_field("title").max_length or 160


@transaction.atomic
def pledge(event: Event, *, city: City, text: str, by: User) -> Pledge:
    """Say what one's city will do. Raises PermissionDenied for another city, ValidationError."""
    event = open_event(event, "events.pledge", by)
    if city.pk not in roles_of(by):
        raise PermissionDenied
    if event.pledges.count() >= MOST_PLEDGES:
        raise ValidationError(_("This list is full."))
    made = Pledge(event=event, city=city, text=text, by=by)
    made.full_clean(exclude=["event", "by"])
    made.save()
    return made


@transaction.atomic
def take_back(pledge: Pledge, *, by: User) -> None:
    """Take back what a city said that it will do. What was made of it stays. Raises PermissionDenied."""
    opened(pledge, by).delete()


@transaction.atomic
def to_action(pledge: Pledge, objective: Objective, *, by: User) -> Action:
    """Make an action of the city's plan of a pledge, once. Raises PermissionDenied, ValidationError."""
    lock_city(pledge.city_id)  # before the event, as where a membership of the city ends
    pledge = opened(pledge, by)
    if pledge.action is not None:
        return pledge.action
    plan: ActionPlan = objective.plan
    if plan.city_id != pledge.city_id:
        raise PermissionDenied
    told = _("%(city)s said so after “%(event)s”: %(text)s") % {
        "city": pledge.city,
        "event": pledge.event.thread.title,
        "text": pledge.text,
    }
    pledge.action = add_action(plan, objective=objective, title=short(pledge.text, TITLE), summary=told, by=by)
    pledge.save(update_fields=["action"])
    return pledge.action


@transaction.atomic
def to_ask(pledge: Pledge, *, by: User) -> Thread:
    """Ask for help with a pledge, once, on the board of the event. Raises PermissionDenied, ValidationError."""
    pledge = opened(pledge, by)
    if pledge.ask is not None:
        return pledge.ask
    thread = pledge.event.thread
    told = _("After an event we said what we will do, and we ask for help with it.")
    written = Written(body=f"{told}\n\n> {pledge.text}")
    opening = Opening(
        title=short(pledge.text, 200), kind=Kind.ASK, themes=thread.themes, about=[("event", pledge.event.pk)]
    )
    pledge.ask = start_thread(thread.board, opening, written, by=by)
    pledge.save(update_fields=["ask"])
    return pledge.ask


def opened(pledge: Pledge, by: User) -> Pledge:
    """Return a pledge as it is now, locked, where `by` is of its city. Raises PermissionDenied, ValidationError.

    What was said stands even where the event was cancelled afterwards.
    """
    event = open_event(pledge.event, "events.pledge", by, even_cancelled=True)
    found = Pledge.objects.select_for_update(of=["self"]).select_related("city", "action", "ask").get(pk=pledge.pk)
    check("events.turn_pledge", by, found)
    found.event = event
    return found


def short(text: str, most: int) -> str:
    return Truncator(text).chars(most)
