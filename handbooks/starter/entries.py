"""Load themes and entries, with their steps, limits, legal bases, related entries and counterparts."""

from __future__ import annotations

from collections import defaultdict
from functools import cached_property

from django.utils.translation import gettext_lazy as _

from handbooks.models import Counterpart, EntryLimit, EntryPage, EntryStep, HandbookPage, ThemePage
from handbooks.starter.files import Row, day, entries, read, themes
from handbooks.starter.law import legal_bases
from handbooks.starter.ledger import Ledger
from handbooks.starter.pages import PageKind, ordered, paragraph
from handbooks.streams import links
from portal.words.audiences import Audience

Placed = tuple[str, Row]
"""A row and the audience of its handbook."""

TEXTS = (
    "title",
    "kind",
    "status",
    "summary",
    "who_can_use",
    "in_force_since",
    "no_provision_because",
    "signed_off_by",
    "confidence",
    "certainty",
    "check_before_use",
    "editor_notes",
    "counterpart_note",
)


class Themes(PageKind[Placed, ThemePage]):
    """The themes of both handbooks. They count in the order in which they are made."""

    name = _("Themes")
    model = ThemePage

    def key(self, item: Placed) -> str:
        return f"theme:{item[0]}:{item[1]['slug']}"

    def slug(self, item: Placed) -> str:
        return item[1]["slug"]

    def values(self, item: Placed) -> Row:
        return {name: item[1][name] for name in ("slug", "title", "standfirst", "intro")}

    def parent_id(self, item: Placed) -> int | None:
        return HandbookPage.objects.filter(audience=item[0]).values_list("pk", flat=True).first()

    def bare(self, item: Placed) -> ThemePage:
        return ThemePage(title=item[1]["title"], slug=item[1]["slug"], theme=item[1]["slug"])

    def write(self, page: ThemePage, item: Placed) -> None:
        _audience, row = item
        page.title, page.standfirst, page.intro = row["title"], row["standfirst"], paragraph(row["intro"])


class Entries(PageKind[Placed, EntryPage]):
    """The entries of one handbook, in reading order, so that numbers come out as their places."""

    model = EntryPage

    def __init__(self, ledger: Ledger, audience: Audience) -> None:
        super().__init__(ledger)
        self.name = _("Local government entries") if audience.prefix == "LG" else _("Civil society entries")

    def key(self, item: Placed) -> str:
        return f"entry:{item[0]}:{item[1]['slug']}"

    def slug(self, item: Placed) -> str:
        return item[1]["slug"]

    def values(self, item: Placed) -> Row:
        return {**item[1], "counterparts": self._pairs_of(item), "alone": self._alone.get(self.key(item), "")}

    def parent_id(self, item: Placed) -> int | None:
        audience, row = item
        return self.ledger.ids.get(f"theme:{audience}:{row['theme']}")

    def bare(self, item: Placed) -> EntryPage:
        _audience, row = item
        return EntryPage(
            title=row["title"],
            slug=row["slug"],
            summary=row["summary"],
            nations=row["nations"],
            what_it_lets_you_do=paragraph(row["what_it_lets_you_do"]),
        )

    def write(self, page: EntryPage, item: Placed) -> None:
        _audience, row = item
        for name in TEXTS:
            setattr(page, name, row.get(name, ""))
        page.search_description = row["summary"]
        page.nations, page.usable_by = row["nations"], row["usable_by"]
        page.last_reviewed, page.review_due = day(row["last_reviewed"]), day(row["review_due"])
        page.what_it_lets_you_do = paragraph(row["what_it_lets_you_do"])
        page.further_reading = links(page.further_reading.stream_block, row.get("further_reading", []))
        page.no_counterpart_because = self._alone.get(self.key(item), "")
        self._write_rows(page, item)

    def _write_rows(self, page: EntryPage, item: Placed) -> None:
        audience, row = item
        page.steps = ordered([EntryStep(text=text) for text in row["steps"]], "entry")
        page.limits = ordered([EntryLimit(text=text) for text in row["before_you_rely"]], "entry")
        page.legal_bases = ordered(legal_bases(self.ledger, row), "entry")
        page.counterparts_set = ordered(self._counterparts(item), "entry")
        related = self.ledger.found(f"entry:{audience}:{slug}" for slug in row.get("related", []))
        page.related = EntryPage.objects.filter(pk__in=related)

    def _counterparts(self, item: Placed) -> list[Counterpart]:
        """Return the pairs of an entry, which are stored once, on the council's side."""
        return [
            Counterpart(
                other_id=self.ledger.ids[key],
                council_to_community=pair["council_to_community"],
                community_to_council=pair["community_to_council"],
            )
            for pair in self._pairs_of(item)
            if (key := f"entry:{Audience.CIVIL_SOCIETY}:{pair['civil_society']}") in self.ledger.ids
        ]

    def _pairs_of(self, item: Placed) -> list[Row]:
        audience, row = item
        return self._pairs[row["slug"]] if audience == Audience.LOCAL_GOVERNMENT else []

    @cached_property
    def _pairs(self) -> dict[str, list[Row]]:
        found: dict[str, list[Row]] = defaultdict(list)
        for pair in read("links")["counterparts"]:
            found[pair["local_government"]].append(pair)
        return found

    @cached_property
    def _alone(self) -> dict[str, str]:
        """Why entries have no counterpart, by their name in the ledger."""
        rows = read("links")["without_counterpart"]
        return {
            f"entry:{audience}:{row['entry']}": row["because"] for audience in Audience.values for row in rows[audience]
        }


def load_handbooks(ledger: Ledger) -> None:
    """Load the themes and entries of both handbooks: every entry is made before any is filled."""
    Themes(ledger).load(themes())
    kinds = {audience: Entries(ledger, audience) for audience in Audience}
    rows = {audience: [item for item in entries() if item[0] == audience] for audience in Audience}
    plans = {audience: kind.plans(rows[audience]) for audience, kind in kinds.items()}
    for audience, kind in kinds.items():
        kind.carry_out(plans[audience])
