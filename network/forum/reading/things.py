"""Finding what a thread is about by the words that people use: a number, a city and an action, an event."""

from __future__ import annotations

import re
from typing import Any

from django.db.models import QuerySet

from cities.places.models import City
from cities.plans.models import Action, EditionAction
from handbooks.models import EntryPage, PrecedentPage
from handbooks.numbers import page_of_number
from network.forum.choices import Kind
from network.forum.models import Thread

NUMBER = re.compile(
    r"(?P<series>LG|CS)\s*(?P<theme>[0-9]{1,3})\.(?P<item>[0-9]{1,4})|P\s*(?P<precedent>[0-9]{1,4})", re.I
)
EVENTS = 60
"""Events to choose from: those that were talked about last."""


def page_numbered(written: str) -> EntryPage | PrecedentPage | None:
    """Return the page with a number such as LG 3.2, CS 1.4 or P 8 that everyone may read, or None."""
    found = NUMBER.fullmatch(" ".join(written.split()))
    if found is None:
        return None
    if precedent := found["precedent"]:
        page = page_of_number("P", 0, int(precedent))
        return page and PrecedentPage.objects.visible_to().filter(pk=page.pk).first()
    page = page_of_number(found["series"], int(found["theme"]), int(found["item"]))
    return page and EntryPage.objects.visible_to().filter(pk=page.pk).first()


def action_numbered(city: City, number: int, user: Any) -> Action | None:
    """Return the action of a city with a number, as it was published last or as `user` works on it, or None."""
    published = EditionAction.objects.visible_to(user).current().filter(edition__plan__city=city, number=number)
    if (key := published.values_list("action", flat=True).first()) is not None:
        return Action.objects.get(pk=key)
    return Action.objects.visible_to(user).live().filter(plan__city=city, number=number).first()


def events_for(user: Any) -> QuerySet[Thread]:
    """Return the events that `user` may choose."""
    events = Thread.objects.visible_to(user).listed().filter(kind=Kind.EVENT)
    keys = events.order_by("-last_post_at", "-pk").values("pk")[:EVENTS]
    return Thread.objects.filter(pk__in=keys).order_by("title", "pk")
