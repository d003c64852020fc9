"""The nation that a reader reads from: in the address only, never in a cookie, never set silently."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponseRedirect
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from cities.places.models import City
from handbooks.reading.law import in_words
from portal.pagecache.parts import kept_part
from portal.words.nations import Nation, nation_or_none
from portal.words.parts import Choice, FilterGroup


@dataclass(frozen=True)
class Reader:
    """Where a reader reads from, and the value of `?nation=` that named no nation."""

    nation: Nation | None = None
    unknown: str = ""

    def is_in(self, nations: Collection[str]) -> bool:
        """Whether one of `nations` is the reader's, or they have not said."""
        return self.nation is None or self.nation in nations

    def elsewhere(self, nations: Collection[str]) -> str:
        """Return “Not Scotland: England” of what does not apply where the reader is; nothing of what does."""
        if self.nation is None or self.nation in nations or not nations:
            return ""
        return _("Not %(nation)s: %(where)s") % {"nation": self.nation.label, "where": in_words(nations)}

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


def to_nation_of_city(request: HttpRequest) -> HttpResponseRedirect | None:
    """Lead from `?nation=glasgow` to the same page with the city's nation, which every link can then carry.

    The address is given without its path, which a browser fills in: whatever the path is, it is never left.
    """
    slug = request.GET.get("nation", "")
    nation = city_nation(slug) if slug not in Nation.values else None
    if nation is None:
        return None
    asked = request.GET.copy()
    asked["nation"] = nation.value
    return HttpResponseRedirect(f"?{asked.urlencode()}")


def city_nation(slug: str) -> Nation | None:
    """Return the nation of one of the ten cities, or None for anything else."""
    nations = {city: nation for city, _name, nation in kept_part("cities", read_cities)} if slug else {}
    return nation_or_none(nations.get(slug))


def city_choices() -> list[Choice]:
    """Return the ten cities, each of which implies a nation, in the language of the page."""
    return kept_part(f"city-choices:{get_language()}", read_city_choices)


def read_city_choices() -> list[Choice]:
    return [
        Choice(value=slug, label=_("%(city)s (%(nation)s)") % {"city": name, "nation": Nation(nation).label})
        for slug, name, nation in kept_part("cities", read_cities)
    ]


def read_cities() -> list[tuple[str, str, str]]:
    """Return the slug, the name and the nation of each city."""
    return list(City.objects.order_by("name").values_list("slug", "name", "nation"))


def nation_group(chosen: Nation | None) -> FilterGroup:
    """Return the question “where are you?”: the nations, then the cities."""
    nations = [Choice(value=nation.value, label=nation.label, chosen=nation == chosen) for nation in Nation]
    anywhere = Choice(value="", label=_("Any nation"), chosen=chosen is None)
    return FilterGroup(name="nation", label=_("I am in"), choices=[anywhere, *nations, *city_choices()])
