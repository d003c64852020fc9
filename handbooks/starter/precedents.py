"""Load precedents, with the entries of either handbook that they used or that are related."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext_lazy as _

from handbooks.choices import Relation
from handbooks.models import PrecedentEntry, PrecedentIndexPage, PrecedentPage
from handbooks.starter.files import Row, day, read
from handbooks.starter.law import entry_keys
from handbooks.starter.ledger import Ledger
from handbooks.starter.pages import PageKind, ordered
from handbooks.streams import links

TEXTS = (
    "title",
    "summary",
    "place",
    "nation",
    "years",
    "outcome",
    "certainty",
    "check_before_use",
    "editor_notes",
)
LISTS = ("lead_organisations", "what_was_done", "lessons")


class Precedents(PageKind[Row, PrecedentPage]):
    """Precedents. One that is held back stays a draft until an editor has checked it."""

    name = _("Precedents")
    model = PrecedentPage

    def key(self, item: Row) -> str:
        return f"precedent:{item['slug']}"

    def slug(self, item: Row) -> str:
        return item["slug"]

    def values(self, item: Row) -> Row:
        return item

    def is_held(self, item: Row) -> bool:
        return item.get("hold", False)

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self.index_id = PrecedentIndexPage.objects.values_list("pk", flat=True).get()

    def parent_id(self, item: Row) -> int | None:
        return self.index_id

    def bare(self, item: Row) -> PrecedentPage:
        page = PrecedentPage(slug=item["slug"])
        self._write_fields(page, item)
        return page

    def write(self, page: PrecedentPage, item: Row) -> None:
        self._write_fields(page, item)
        page.search_description = item["summary"]
        page.last_reviewed, page.review_due = day(item["last_reviewed"]), day(item["review_due"])
        page.sources = links(page.sources.stream_block, item["sources"])
        page.entry_links = ordered(self._entry_links(item), "precedent")

    def _write_fields(self, page: PrecedentPage, item: Row) -> None:
        for name in TEXTS:
            setattr(page, name, item.get(name, ""))
        for name in LISTS:
            setattr(page, name, "\n".join(item.get(name, [])))
        page.themes = item["themes"]
        page.city_id = self.ledger.ids.get(f"city:{item.get('city')}")
        page.is_cautionary, page.is_held = item["cautionary"], self.is_held(item)

    def _entry_links(self, item: Row) -> Iterator[PrecedentEntry]:
        lists: dict[Relation, Any] = {
            Relation.USED: item["entries_used"],
            Relation.RELATED: item.get("entries_related", {}),
        }
        for relation, by_audience in lists.items():
            for pk in self.ledger.found(entry_keys(by_audience)):
                yield PrecedentEntry(entry_id=pk, relation=relation)


def load_precedents(ledger: Ledger) -> None:
    """Load every precedent."""
    Precedents(ledger).load(read("precedents")["precedents"])
