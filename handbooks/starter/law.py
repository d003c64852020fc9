"""Load the law: provisions with an identifier, schemes without one, and what to watch."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from django.utils.translation import gettext_lazy as _

from handbooks.models import LegalBasis, Provision, Scheme, WatchTopic
from handbooks.starter.files import Row, entries, read
from handbooks.starter.ledger import Ledger, RowKind

NOT_RECORDED = "not recorded"
ISO_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


class Provisions(RowKind[Row, Provision]):
    """Provisions of statute, one for each identifier."""

    name = _("Provisions")
    model = Provision
    columns = ("url", "citation", "statute", "section")

    def key(self, item: Row) -> str:
        return f"provision:{item['url']}"

    def fields(self, item: Row) -> Row:
        return {name: item.get(name, "") for name in self.columns}

    def twin(self, item: Row) -> Provision | None:
        return Provision.objects.filter(url=item["url"]).first()


class Schemes(RowKind[Row, Scheme]):
    """Consents, policies and programmes, one for each name and kind."""

    name = _("Schemes")
    model = Scheme
    columns = ("name", "kind", "url")

    def key(self, item: Row) -> str:
        return scheme_key(item)

    def fields(self, item: Row) -> Row:
        return {name: item.get(name, "") for name in self.columns}

    def twin(self, item: Row) -> Scheme | None:
        return Scheme.objects.filter(name=item["name"], kind=item["kind"]).first()


class WatchTopics(RowKind[Row, WatchTopic]):
    """Law on the move, with the entries and cities that depend on it."""

    name = _("Watch topics")
    model = WatchTopic
    columns = ("slug", "title", "why", "action", "due", "statutes")

    def key(self, item: Row) -> str:
        return f"watch:{item['slug']}"

    def fields(self, item: Row) -> Row:
        texts = {name: item[name] for name in ("slug", "title", "why", "action")}
        return {**texts, "due": item.get("due"), "statutes": item.get("statutes", [])}

    def links(self, item: Row) -> Row:
        keys = entry_keys(item.get("entries", {}))
        cities = (f"city:{slug}" for slug in item.get("cities", []))
        return {"entries": sorted(self.ledger.found(keys)), "cities": sorted(self.ledger.found(cities))}

    def stored_links(self, thing: WatchTopic) -> Row:
        return {
            "entries": sorted(thing.entries.values_list("pk", flat=True)),
            "cities": sorted(thing.cities.values_list("pk", flat=True)),
        }

    def connect(self, thing: WatchTopic, item: Row) -> None:
        links = self.links(item)
        thing.entries.set(links["entries"])
        thing.cities.set(links["cities"])

    def twin(self, item: Row) -> WatchTopic | None:
        return WatchTopic.objects.filter(slug=item["slug"]).first()


def scheme_key(row: Row) -> str:
    return f"scheme:{row['kind']}:{row['name']}"[:200]


def entry_keys(by_audience: dict[str, list[str]]) -> list[str]:
    """Return the ledger's names of entries that are given by handbook."""
    return [f"entry:{audience}:{slug}" for audience, slugs in by_audience.items() for slug in slugs]


def provisions() -> Iterator[Row]:
    """Yield each provision once, as the first entry cites it."""
    rows = (row for _audience, entry in entries() for row in entry.get("provisions", []))
    yield from {row["url"]: row for row in reversed(list(rows))}.values()


def schemes() -> Iterator[Row]:
    """Yield each scheme once."""
    rows = (row for _audience, entry in entries() for row in entry.get("schemes", []))
    yield from {scheme_key(row): row for row in reversed(list(rows))}.values()


def legal_bases(ledger: Ledger, item: Row) -> list[LegalBasis]:
    """Return the legal bases of an entry: its provisions, then its schemes."""
    rows = [(row, "provision", f"provision:{row['url']}") for row in item.get("provisions", [])]
    rows += [(row, "scheme", scheme_key(row)) for row in item.get("schemes", [])]
    return [basis(row, source, ledger.ids[key]) for row, source, key in rows if key in ledger.ids]


def basis(row: Row, source: str, source_id: int) -> LegalBasis:
    """Return what one provision or scheme does for an entry."""
    on, words = in_force(row.get("in_force_from", NOT_RECORDED))
    return LegalBasis(
        **{f"{source}_id": source_id},
        role=row["role"],
        nations=row["nations"],
        in_force_on=on,
        in_force_words=words,
        note=row.get("note", ""),
    )


def in_force(text: str) -> tuple[date | None, str]:
    """Return the day of a start, or its words where the day is not known; neither where nothing is recorded."""
    if text == NOT_RECORDED:
        return None, ""
    if ISO_DATE.fullmatch(text):
        return date.fromisoformat(text), ""
    return None, text


def load_law(ledger: Ledger) -> None:
    """Load what the entries rest on."""
    Provisions(ledger).load(provisions())
    Schemes(ledger).load(schemes())


def load_watch(ledger: Ledger) -> None:
    """Load what to watch, once the entries are there."""
    WatchTopics(ledger).load(read("law_watch")["topics"])
