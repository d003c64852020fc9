"""The live pages of the entries and precedents that actions rest on. One that was unpublished is said, not linked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from cities.plans.reading.text import BasisText
from handbooks.models import EntryPage, PrecedentPage
from handbooks.reading.addresses import address
from portal.words.parts import Ink

Key = tuple[str, int | None]


@dataclass(frozen=True)
class BasisLink:
    """A basis as a page prints it; `url` is empty where nothing is to be read there any more."""

    text: BasisText
    url: str

    @property
    def ink(self) -> str:
        return Ink.of(self.text.number)


class BasisLinks:
    """The addresses of bases, asked in one query for entries and one for precedents."""

    def __init__(self, bases: Iterable[BasisText]) -> None:
        found: dict[str, set[int]] = {"entry": set(), "precedent": set()}
        for basis in bases:
            if basis.page is not None:
                found[basis.kind].add(basis.page)
        self.urls: dict[Key, str] = {}
        for kind, model in (("entry", EntryPage), ("precedent", PrecedentPage)):
            if found[kind]:
                rows = model.objects.visible_to().filter(pk__in=found[kind]).values_list("pk", "url_path")
                self.urls |= {(kind, pk): address(path) for pk, path in rows}

    def of(self, bases: Iterable[BasisText]) -> list[BasisLink]:
        return [BasisLink(basis, self.urls.get((basis.kind, basis.page), "")) for basis in bases]
