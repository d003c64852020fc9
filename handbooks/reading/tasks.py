"""“I want to …”: the jobs in front of readers, with the entries that serve them.

The first entry of a task is its main one. Where that does not apply, what else applies may only stand beside it
(a fund, a form), so a reader in one nation is shown what does the same work there, or is told that nothing does.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from handbooks.models.connections import EquivalentEntry
from handbooks.querysets import public_q
from handbooks.reading.nation import Reader
from handbooks.reading.outline import LINK_FIELDS, EntryLine, line_of, line_of_page, through
from portal.words.nations import Nation
from portal.words.parts import Link

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from handbooks.models.connections import Task, TaskEntry


@dataclass(frozen=True)
class ReadingTask:
    """A task as the pages print it. `note` says what its links are not, where that would mislead."""

    title: str
    theme: str
    audience: str
    links: list[Link] = field(default_factory=list)
    note: str = ""


def tasks_of(links: QuerySet[TaskEntry], reader: Reader) -> list[ReadingTask]:
    """Return the tasks behind rows of task entries, in order, in one query, or two for a reader in one nation.

    There a task lists the entries that apply; a task with none is left out.
    """
    rows = links.filter(public_q("entry")).select_related("task__theme", "entry")
    served: dict[Task, list[EntryLine]] = {}
    for row in rows.order_by("task__theme__path", "task__sort_order", "sort_order"):
        served.setdefault(row.task, []).append(line_of_page(row.entry))
    if reader.nation is None:
        return [as_read(task, lines, reader) for task, lines in served.items()]
    return list(in_nation(served, reader, reader.nation))


def in_nation(served: dict[Task, list[EntryLine]], reader: Reader, nation: Nation) -> Iterable[ReadingTask]:
    """Yield the tasks that something serves in a nation, with what does."""
    away = [lines[0].pk for lines in served.values() if nation not in lines[0].nations]
    equivalents = equivalents_in(nation, away) if away else {}
    for task, (main, *others) in served.items():
        instead = [main] if nation in main.nations else equivalents.get(main.pk, [])
        beside = [line for line in others if nation in line.nations and line not in instead]
        is_direct = bool(instead) or any(stands_in(line, main) for line in beside)
        if (instead or beside) and not names_another(task.text, nation):
            note = (
                "" if is_direct else _("No direct entry in %(nation)s. What may still help:") % {"nation": nation.label}
            )
            yield as_read(task, [*instead, *beside], reader, note)


def stands_in(line: EntryLine, main: EntryLine) -> bool:
    """Whether an entry is a nation's own answer: it applies nowhere that the main entry does."""
    return not set(line.nations) & set(main.nations)


def names_another(text: str, nation: Nation) -> bool:
    """Whether a task is for another nation by its own words."""
    return str(nation.label) not in text and any(str(other.label) in text for other in Nation)


def equivalents_in(nation: Nation, entries: Sequence[int]) -> dict[int, list[EntryLine]]:
    """Return what does the same work in a nation as each of some entries that do not apply there, in one query."""
    members = EquivalentEntry.objects.filter(
        public_q("entry"), group__members__entry__in=entries, entry__nations__contains=[nation]
    )
    rows = members.order_by("group", "sort_order").values_list("group__members__entry", *through("entry"))
    found: dict[int, list[EntryLine]] = {}
    for own, *entry in rows:
        line = line_of(LINK_FIELDS, entry)
        if line not in found.setdefault(own, []):
            found[own].append(line)
    return found


def as_read(task: Task, lines: Iterable[EntryLine], reader: Reader, note: str = "") -> ReadingTask:
    """Return a task with links to entries."""
    links = [line.link_for(reader) for line in lines]
    return ReadingTask(title=task.text, theme=task.theme.theme, audience=task.theme.audience, links=links, note=note)


def in_theme(tasks: Iterable[ReadingTask], theme: str) -> list[ReadingTask]:
    return [task for task in tasks if task.theme == theme]
