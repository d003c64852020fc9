"""Load the ten cities and the organisations that could be partners there."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.utils.text import slugify
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from cities.places.models import City, CityFact, Organisation
from handbooks.starter.files import Row, read
from handbooks.starter.ledger import Ledger, RowKind

FACT_COLUMNS = ("name", "year", "area", "rounding", "source", "certainty")
TEN_METRES = Decimal("0.0001")
HUNDREDTH = Decimal("0.01")


class Cities(RowKind[Row, City]):
    """Cities, with their facts."""

    name = _("Cities")
    model = City
    texts = (
        "slug",
        "name",
        "nation",
        "region",
        "council",
        "combined_authority",
        "combined_authority_note",
        "profile",
        "check_before_use",
        "editor_notes",
    )
    columns = (*texts, "latitude", "longitude", "last_reviewed", "review_due")

    def key(self, item: Row) -> str:
        return f"city:{item['slug']}"

    def fields(self, item: Row) -> Row:
        return {
            **{name: item.get(name) or "" for name in self.texts},
            "latitude": Decimal(str(item["latitude"])).quantize(TEN_METRES),
            "longitude": Decimal(str(item["longitude"])).quantize(TEN_METRES),
            "last_reviewed": item["last_reviewed"],
            "review_due": item["review_due"],
        }

    def fixed(self, item: Row) -> Row:
        return {"locale": Locale.get_default()}

    def links(self, item: Row) -> Row:
        return {"facts": sorted((fact_values(fact) for fact in item["facts"]), key=str)}

    def stored_links(self, thing: City) -> Row:
        columns = (*FACT_COLUMNS, "value")
        facts = [{name: getattr(fact, name) for name in columns} for fact in thing.facts.all()]
        return {"facts": sorted(facts, key=str)}

    def connect(self, thing: City, item: Row) -> None:
        thing.facts.all().delete()
        for fact in self.links(item)["facts"]:
            CityFact.objects.create(city=thing, **fact)

    def twin(self, item: Row) -> City | None:
        return City.objects.filter(slug=item["slug"]).first()


def fact_values(fact: Row) -> Row:
    """Return a fact as it is stored."""
    values = {name: fact.get(name) or "" for name in FACT_COLUMNS}
    return {**values, "value": Decimal(str(fact["value"])).quantize(HUNDREDTH)}


class Organisations(RowKind[Row, Organisation]):
    """Organisations, each with the city that names it."""

    name = _("Organisations")
    model = Organisation
    columns = ("slug", "name", "kind", "website", "note")

    def key(self, item: Row) -> str:
        return f"organisation:{item['slug']}"

    def fields(self, item: Row) -> Row:
        return {name: item[name] for name in self.columns}

    def links(self, item: Row) -> Row:
        return {"cities": self.ledger.found(f"city:{slug}" for slug in item["cities"])}

    def stored_links(self, thing: Organisation) -> Row:
        return {"cities": sorted(thing.cities.values_list("pk", flat=True))}

    def connect(self, thing: Organisation, item: Row) -> None:
        thing.cities.set(self.links(item)["cities"])

    def twin(self, item: Row) -> Organisation | None:
        return Organisation.objects.filter(slug=item["slug"]).first()


def organisations() -> Iterator[Row]:
    """Yield every organisation of every city, with its kind."""
    for city in read("cities")["cities"]:
        for kind, rows in city["organisations"].items():
            for row in rows:
                yield {
                    "slug": slugify(row["name"]),
                    "name": row["name"],
                    "kind": kind,
                    "website": row.get("website", ""),
                    "note": row.get("note", ""),
                    "cities": [city["slug"]],
                }


def load_places(ledger: Ledger) -> None:
    """Load cities, then organisations."""
    Cities(ledger).load(read("cities")["cities"])
    Organisations(ledger).load(organisations())
