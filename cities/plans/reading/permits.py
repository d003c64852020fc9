"""The Acts and sections that give the powers which actions rest on, in the nation of their city."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from cities.plans.reading.links import BasisLink
from cities.plans.reading.text import BasisText
from handbooks.choices import BasisRole
from handbooks.models import LegalBasis
from handbooks.reading.nation import Reader
from portal.words.nations import Nation, nation_or_none
from portal.words.parts import Link


@dataclass(frozen=True)
class Given:
    """What gives the power of an entry in one nation; `elsewhere` says where it is given, if only in others."""

    links: tuple[Link, ...]
    elsewhere: str = ""


Powers = Mapping[int, Given]


def powers_of(bases: Iterable[BasisText], nation: str = "") -> Powers:
    """Return the provisions that give the power in `nation`, by the entries that some bases name; one query."""
    found: defaultdict[int, list[LegalBasis]] = defaultdict(list)
    entries = {basis.page for basis in bases if basis.is_entry}
    if entries:
        rows = LegalBasis.objects.filter(entry__in=entries, role=BasisRole.GIVES, provision__isnull=False)
        for row in rows.select_related("provision").order_by("sort_order", "pk"):
            found[row.entry_id].append(row)
    return {entry: given_in(rows, Reader(nation_or_none(nation))) for entry, rows in found.items()}


def given_in(rows: list[LegalBasis], reader: Reader) -> Given:
    """Return what of some provisions holds in the nation of `reader`."""
    here = [Link(title=str(row.source), url=row.address) for row in rows if reader.is_in(row.nations)]
    everywhere = {nation for row in rows for nation in row.nations}
    return Given(tuple(here), "" if here else reader.elsewhere([nation for nation in Nation if nation in everywhere]))


def with_powers(bases: Iterable[BasisLink], powers: Powers) -> list[BasisLink]:
    """Return bases with what gives each its power; an entry that is not published now keeps it to itself."""
    return [with_power(basis, powers.get(basis.text.page or 0)) if is_read(basis) else basis for basis in bases]


def with_power(basis: BasisLink, given: Given | None) -> BasisLink:
    """Return an entry with its Acts and sections, or with why none is named, as its own page says it."""
    if given is None:
        return basis
    return replace(basis, powers=given.links, why_none="", elsewhere=basis.elsewhere or given.elsewhere)


def is_read(basis: BasisLink) -> bool:
    return basis.text.is_entry and bool(basis.url)
