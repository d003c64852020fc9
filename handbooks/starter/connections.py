"""Load what connects the pages: equivalents in other nations, and tasks."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from handbooks.models import EquivalentEntry, EquivalentGroup, Task, TaskEntry, TaskPrecedent
from handbooks.starter.files import Row, read, themes
from handbooks.starter.ledger import Ledger, RowKind


class Equivalents(RowKind[Row, EquivalentGroup]):
    """Groups of entries that do the same work in other nations."""

    name = _("Groups of equivalents")
    model = EquivalentGroup
    columns = ("slug", "audience", "name", "sentence")

    def key(self, item: Row) -> str:
        return f"equivalents:{item['slug']}"

    def fields(self, item: Row) -> Row:
        texts = {name: item[name] for name in ("slug", "name", "sentence")}
        return {**texts, "audience": item["handbook"]}

    def fixed(self, item: Row) -> Row:
        return {"locale": Locale.get_default()}

    def links(self, item: Row) -> Row:
        keys = (f"entry:{item['handbook']}:{slug}" for slug in item["entries"])
        return {"entries": self.ledger.found(keys)}

    def stored_links(self, thing: EquivalentGroup) -> Row:
        return {"entries": [member.entry_id for member in thing.members.order_by("sort_order")]}

    def connect(self, thing: EquivalentGroup, item: Row) -> None:
        pks = self.links(item)["entries"]
        thing.members = [EquivalentEntry(entry_id=pk, sort_order=place) for place, pk in enumerate(pks)]
        thing.save()

    def twin(self, item: Row) -> EquivalentGroup | None:
        return EquivalentGroup.objects.filter(slug=item["slug"]).first()


class Tasks(RowKind[Row, Task]):
    """“I want to …”: each with the entries and precedents that serve it, in order."""

    name = _("Tasks")
    model = Task
    columns = ("text", "theme_id")

    def key(self, item: Row) -> str:
        return f"task:{item['audience']}:{item['theme']}:{item['slug']}"

    def fields(self, item: Row) -> Row:
        return {"text": item["task"], "theme_id": self._theme(item)}

    def fixed(self, item: Row) -> Row:
        return {"locale": Locale.get_default(), "sort_order": item["place"]}

    def make(self, item: Row) -> Task | None:
        return super().make(item) if self._theme(item) else None

    def links(self, item: Row) -> Row:
        entries = (f"entry:{item['audience']}:{slug}" for slug in item["entries"])
        precedents = (f"precedent:{slug}" for slug in item["precedents"])
        return {"entries": self.ledger.found(entries), "precedents": self.ledger.found(precedents)}

    def stored_links(self, thing: Task) -> Row:
        return {
            "entries": [link.entry_id for link in thing.entry_links.order_by("sort_order")],
            "precedents": [link.precedent_id for link in thing.precedent_links.order_by("sort_order")],
        }

    def connect(self, thing: Task, item: Row) -> None:
        links = self.links(item)
        thing.entry_links = [TaskEntry(entry_id=pk, sort_order=place) for place, pk in enumerate(links["entries"])]
        thing.precedent_links = [
            TaskPrecedent(precedent_id=pk, sort_order=place) for place, pk in enumerate(links["precedents"])
        ]
        thing.save()

    def twin(self, item: Row) -> Task | None:
        return Task.objects.filter(theme_id=self._theme(item), text=item["task"]).first()

    def _theme(self, item: Row) -> int | None:
        return self.ledger.ids.get(f"theme:{item['audience']}:{item['theme']}")


def tasks() -> Iterator[Row]:
    """Yield each task with its place and theme."""
    for audience, theme in themes():
        for place, task in enumerate(theme["tasks"]):
            yield {**task, "audience": audience, "theme": theme["slug"], "place": place}


def load_connections(ledger: Ledger) -> None:
    """Load equivalents and tasks, once the pages are there."""
    Equivalents(ledger).load(read("links")["equivalents"])
    Tasks(ledger).load(tasks())
