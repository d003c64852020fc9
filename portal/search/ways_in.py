"""Ways into the handbooks for a reader whose words led nowhere, or who has none yet."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from handbooks.models import EntryPage, TaskEntry
from handbooks.reading.nation import Reader
from handbooks.reading.tasks import ReadingTask, tasks_of
from portal.words.audiences import Audience
from portal.words.nations import nation_or_none
from portal.words.parts import Link


@dataclass(frozen=True)
class WaysIn:
    """A task from each theme of the two handbooks, and the lists that hold everything."""

    local: list[ReadingTask]
    civil: list[ReadingTask]
    lists: list[Link]


def ways_in(nation: str = "") -> WaysIn:
    """Return the ways in for a reader in `nation` or anywhere, in one query."""
    reader = Reader(nation_or_none(nation))
    links = TaskEntry.objects.filter(entry__in=EntryPage.objects.visible_to(None).order_by())
    tasks = one_of_each_theme(tasks_of(links, reader))
    return WaysIn(
        local=[task for task in tasks if task.audience == Audience.LOCAL_GOVERNMENT],
        civil=[task for task in tasks if task.audience == Audience.CIVIL_SOCIETY],
        lists=[Link(title=title, url=reader.link(url)) for title, url in browse()],
    )


def browse() -> list[tuple[str, str]]:
    """Return the pages that list everything, with their titles."""
    return [
        (_("Contents of the local government handbook"), "/handbooks/local-government/#contents"),
        (_("Contents of the civil society handbook"), "/handbooks/civil-society/#contents"),
        (_("All precedents"), "/handbooks/precedents/"),
        (_("Glossary"), "/handbooks/glossary/"),
        (_("Everything from A to Z"), "/handbooks/a-z/"),
    ]


def one_of_each_theme(tasks: list[ReadingTask]) -> list[ReadingTask]:
    """Return the first task of each theme of each handbook."""
    first: dict[tuple[str, str], ReadingTask] = {}
    for task in tasks:
        first.setdefault((task.audience, task.theme), task)
    return list(first.values())
