"""Editions of plans: everyone reads those of plans that stand."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from cities.plans.models import Edition
from cities.plans.reading.news import item_of_edition
from network.digests.building.choice import LINE, Choice, Described, Subject
from network.digests.building.people import People
from portal.text.cutting import at_a_word


def of_live_plans(keys: Iterable[int]) -> Any:
    return Edition.objects.visible_to().filter(pk__in=set(keys), plan__archived_at=None)


def describe(choices: Collection[Choice]) -> dict[Subject, Described]:
    """Describe editions by their number, their city, and what is new in them."""
    rows = of_live_plans(choice.key for choice in choices).select_related("plan__city").defer("payload")
    editions = rows.in_bulk()
    return {choice.subject: described(editions[choice.key]) for choice in choices if choice.key in editions}


def described(edition: Edition) -> Described:
    item = item_of_edition(edition)
    line = at_a_word(" ".join(item.quote.split()), LINE)
    return Described(title=item.title, url=item.url, place=edition.plan.city.name, line=line)


def readable(people: People, wanted: Collection[tuple[int, Choice]]) -> set[tuple[int, Subject]]:
    there = set(of_live_plans(choice.key for _person, choice in wanted).values_list("pk", flat=True))
    return {(person, choice.subject) for person, choice in wanted if choice.key in there}
