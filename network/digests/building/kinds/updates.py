"""Updates of actions: the action, its city, the stage, and the first words.

The public reads of actions that an edition holds, under the title there. The network of a city reads of all its
actions but drafts; nobody is told of drafts.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from cities.plans.choices import Visibility
from cities.plans.models import Update
from cities.plans.reading.news import item_of_update, published_title
from network.digests.building.choice import LINE, Choice, Described, Subject
from network.digests.building.people import People
from portal.text.cutting import at_a_word

READ_BY = ("action__plan__city", "action__visibility", "published_title")
"""What decides who reads of an update."""


def of_live_plans() -> Any:
    """Return the published updates of plans that stand, with the title under which everyone reads of the action."""
    rows = Update.objects.published().filter(action__plan__archived_at=None)
    return rows.annotate(published_title=published_title("action"))


def describe(choices: Collection[Choice]) -> dict[Subject, Described]:
    rows = of_live_plans().filter(pk__in={choice.key for choice in choices})
    updates = rows.select_related("action__plan__city", "partner__organisation").in_bulk()
    return {choice.subject: described(updates[choice.key]) for choice in choices if choice.key in updates}


def described(update: Any) -> Described:
    item = item_of_update(update, update.published_title or update.action.title)
    said = f"{item.said}: {' '.join(item.quote.split())}" if item.quote else item.said
    return Described(title=item.title, url=item.url, place=update.action.plan.city.name, line=at_a_word(said, LINE))


def readable(people: People, wanted: Collection[tuple[int, Choice]]) -> set[tuple[int, Subject]]:
    rows = of_live_plans().filter(pk__in={choice.key for _person, choice in wanted})
    updates = {row["pk"]: row for row in rows.values("pk", *READ_BY)}
    return {
        (person, choice.subject)
        for person, choice in wanted
        if choice.key in updates and reads(people, person, updates[choice.key])
    }


def reads(people: People, person: int, row: dict[str, Any]) -> bool:
    """Return whether a person reads of the update whose `READ_BY` is in `row`."""
    if row["published_title"]:
        return True
    is_of_city = person in people.users and row["action__plan__city"] in people.cities_of(person)
    return is_of_city and row["action__visibility"] != Visibility.DRAFT
