"""The nation that a reader reads from: in the address only, never in a cookie, never set silently."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from cities.places.models import City
from handbooks.reading.memory import remembered
from portal.words.nations import Nation, nation_or_none
from portal.words.parts import Choice, FilterGroup


@dataclass(frozen=True)
class Reader:
    """Where a reader reads from, and the value of `?nation=` that named no nation."""

    nation: Nation | None = None
    unknown: str = ""

    @property
    def query(self) -> str:
        """What links on the page carry: `?nation=scotland`, or nothing."""
        return f"?nation={self.nation}" if self.nation else ""

    def link(self, url: str) -> str:
        """Return `url` with the choice, before any fragment."""
        page, mark, fragment = url.partition("#")
        return f"{page}{self.query}{mark}{fragment}"


def reader_of(request: HttpRequest) -> Reader:
    """Return the reader of a request; the last of several values counts."""
    value = request.GET.get("nation", "")
    nation = nation_or_none(value)
    return Reader(nation, "" if nation else value[:40])


def city_choices() -> list[Choice]:
    """Return the ten cities, each of which implies a nation."""
    return [
        Choice(value=nation, label=_("%(city)s (%(nation)s)") % {"city": name, "nation": Nation(nation).label})
        for name, nation in remembered("cities", read_cities)
    ]


def read_cities() -> list[tuple[str, str]]:
    """Return the name and the nation of each city."""
    return list(City.objects.order_by("name").values_list("name", "nation"))


def nation_group(chosen: Nation | None) -> FilterGroup:
    """Return the question “where are you?”: the nations, then the cities."""
    nations = [Choice(value=nation.value, label=nation.label, chosen=nation == chosen) for nation in Nation]
    anywhere = Choice(value="", label=_("Any nation"), chosen=chosen is None)
    return FilterGroup(name="nation", label=_("I am in"), choices=[anywhere, *nations, *city_choices()])
