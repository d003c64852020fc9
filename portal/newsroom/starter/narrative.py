"""Load the narrative, its principles, and the first edition of both."""

from __future__ import annotations

from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from handbooks.models import EntryPage, PrecedentPage
from handbooks.starter.files import Row
from handbooks.starter.ledger import Ledger
from handbooks.starter.pages import PageKind
from handbooks.streams import clean_stream, stable_id
from portal.newsroom.models import NarrativeEdition, NarrativePage, NewsPage, PrinciplePage
from portal.newsroom.services.narrative import issue_edition
from portal.newsroom.starter.prose import rich


class Narrative(PageKind[Row, NarrativePage]):
    """The words of the narrative's own page, which is there before. One that an editor touched keeps theirs."""

    name = _("Narrative")
    model = NarrativePage

    def key(self, item: Row) -> str:
        return "narrative"

    def slug(self, item: Row) -> str:
        return "narrative"

    def values(self, item: Row) -> Row:
        return item

    def parent_id(self, item: Row) -> int | None:
        return NewsPage.objects.values_list("pk", flat=True).get()

    def twin(self, item: Row) -> NarrativePage | None:
        return NarrativePage.objects.exclude(latest_revision=None).first()

    def make(self, item: Row) -> NarrativePage:
        return NarrativePage.objects.get()

    def bare(self, item: Row) -> NarrativePage:
        return NarrativePage(title="", slug="narrative")

    def write(self, page: NarrativePage, item: Row) -> None:
        page.standfirst = item["standfirst"]
        page.intro, page.how_to_use = (rich(item[name], self.ledger.ids) for name in ("intro", "how_to_use"))


class Principles(PageKind[Row, PrinciplePage]):
    """The principles, below the narrative in the order of the files."""

    name = _("Principles")
    model = PrinciplePage

    def __init__(self, ledger: Ledger) -> None:
        super().__init__(ledger)
        self.narrative_id = NarrativePage.objects.values_list("pk", flat=True).get()

    def key(self, item: Row) -> str:
        return f"principle:{item['slug']}"

    def slug(self, item: Row) -> str:
        return item["slug"]

    def values(self, item: Row) -> Row:
        return item

    def parent_id(self, item: Row) -> int | None:
        return self.narrative_id

    def bare(self, item: Row) -> PrinciplePage:
        page = PrinciplePage(slug=item["slug"])
        self._write_texts(page, item)
        return page

    def write(self, page: PrinciplePage, item: Row) -> None:
        self._write_texts(page, item)
        page.search_description = item["statement"]
        page.check_before_use = item.get("check_before_use", "")
        page.evidence = clean_stream(
            page.evidence.stream_block, [self._evidence(item, row) for row in item["evidence"]]
        )
        found = self.ledger.found
        page.entries = EntryPage.objects.filter(pk__in=found(item["entries"]))
        page.precedents = PrecedentPage.objects.filter(pk__in=found(f"precedent:{slug}" for slug in item["precedents"]))
        page.council_steps, page.community_steps = (
            "\n".join(item[name]) for name in ("council_steps", "community_steps")
        )

    def _write_texts(self, page: PrinciplePage, item: Row) -> None:
        page.title, page.statement = item["title"], item["statement"]
        page.text = rich(item["text"], self.ledger.ids)

    def _evidence(self, item: Row, row: Row) -> Row:
        key = stable_id("principle", item["slug"], row["text"])
        return {"type": "evidence", "value": {"url": "", "year": "", **row}, "id": key}


def issue_first_edition() -> None:
    """Issue the narrative as it was loaded, for partners to quote, unless there is an edition."""
    if NarrativeEdition.objects.exists() or not PrinciplePage.objects.visible_to().exists():
        return
    issue_edition(note=_now("The first edition."), by=None)
