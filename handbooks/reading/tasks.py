"""“I want to …”: the jobs in front of readers, with the entries that serve them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from handbooks.querysets import public_q
from handbooks.reading.addresses import address_of
from handbooks.reading.nation import Reader
from portal.words.audiences import Audience
from portal.words.parts import Link

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from handbooks.models.connections import Task, TaskEntry


@dataclass(frozen=True)
class ReadingTask:
    """A task as the pages print it."""

    title: str
    theme: str
    audience: str
    entries: list[tuple[Link, list[str]]] = field(default_factory=list)

    @property
    def links(self) -> list[Link]:
        return [link for link, _nations in self.entries]

    @property
    def local(self) -> list[Link]:
        """The entries for the council's column."""
        return self.links if self.audience == Audience.LOCAL_GOVERNMENT else []

    @property
    def civil(self) -> list[Link]:
        """The entries for the community's column."""
        return self.links if self.audience == Audience.CIVIL_SOCIETY else []


def tasks_of(links: QuerySet[TaskEntry], reader: Reader) -> list[ReadingTask]:
    """Return the tasks behind rows of task entries, in order, in one query.

    For a reader in one nation a task lists the entries that apply there; a task with none is left out.
    """
    rows = links.filter(public_q("entry")).select_related("task__theme", "entry")
    found: dict[int, ReadingTask] = {}
    for row in rows.order_by("task__theme__path", "task__sort_order", "sort_order"):
        if reader.nation and not row.entry.applies_in(reader.nation):
            continue
        task = found.setdefault(row.task_id, as_read(row.task))
        link = Link(
            title=row.entry.title, url=reader.link(address_of(row.entry)), number=row.entry.number, ink=row.entry.ink
        )
        task.entries.append((link, row.entry.nations))
    return list(found.values())


def as_read(task: Task) -> ReadingTask:
    """Return a task without its entries."""
    return ReadingTask(title=task.text, theme=task.theme.theme, audience=task.theme.audience)


def in_theme(tasks: Iterable[ReadingTask], theme: str) -> list[ReadingTask]:
    return [task for task in tasks if task.theme == theme]
