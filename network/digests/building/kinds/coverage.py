"""What outlets printed: the headline, the outlet and the day, with the address where it was printed."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from network.digests.building.choice import Choice, Described, Subject
from network.digests.building.people import People
from portal.newsroom.models import Coverage


def to_tell() -> Any:
    """Return the coverage that is told of: what readers see, whose address answers, and nothing made up."""
    return Coverage.objects.visible_to(None).filter(is_demo=False, dead_since=None)


def describe(choices: Collection[Choice]) -> dict[Subject, Described]:
    rows = to_tell().filter(pk__in={choice.key for choice in choices}).select_related("outlet").in_bulk()
    return {choice.subject: described(rows[choice.key]) for choice in choices if choice.key in rows}


def described(coverage: Coverage) -> Described:
    day = date_format(coverage.printed_on, "j F Y")
    return Described(
        title=coverage.headline,
        url=coverage.url,
        place=coverage.outlet.name,
        line=_("Printed on %(day)s.") % {"day": day},
    )


def readable(people: People, wanted: Collection[tuple[int, Choice]]) -> set[tuple[int, Subject]]:
    rows = to_tell().filter(pk__in={choice.key for _person, choice in wanted})
    there = set(rows.values_list("pk", flat=True))
    return {(person, choice.subject) for person, choice in wanted if choice.key in there}
