"""The Acts and sections that give the powers which actions rest on, as the pages of the entries cite them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from cities.plans.reading.links import BasisLink
from cities.plans.reading.text import BasisText
from handbooks.choices import BasisRole
from handbooks.models import LegalBasis
from portal.words.parts import Link

Powers = Mapping[int, Sequence[Link]]


def powers_of(bases: Iterable[BasisText]) -> Powers:
    """Return the provisions that give the power, by the entries that some bases name; one query."""
    found: defaultdict[int, list[Link]] = defaultdict(list)
    entries = {basis.page for basis in bases if basis.is_entry}
    if entries:
        rows = LegalBasis.objects.filter(entry__in=entries, role=BasisRole.GIVES, provision__isnull=False)
        for row in rows.select_related("provision").order_by("sort_order", "pk"):
            found[row.entry_id].append(Link(title=str(row.source), url=row.address))
    return found


def with_powers(bases: Iterable[BasisLink], powers: Powers) -> list[BasisLink]:
    """Return bases with what gives each its power; an entry that is not published now keeps it to itself."""
    return [
        replace(basis, powers=tuple(powers.get(basis.text.page or 0, ())) if is_read(basis) else ()) for basis in bases
    ]


def is_read(basis: BasisLink) -> bool:
    return basis.text.is_entry and bool(basis.url)
