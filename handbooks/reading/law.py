"""The law behind an entry in the words of a page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from handbooks.choices import BasisRole
from portal.words.nations import Nation
from portal.words.parts import Text

if TYPE_CHECKING:
    from handbooks.models.entry import EntryPage


def in_words(nations: Iterable[str]) -> str:
    """Return nations as a list in words."""
    return get_text_list([str(Nation(nation).label) for nation in nations], _("and"))


@dataclass(frozen=True, kw_only=True)
class Base:
    """One legal basis: what is cited, what it does, where and since when."""

    citation: str
    url: str
    role_value: str
    note: str
    since: date | None
    since_words: str
    is_statute: bool
    where: str

    @property
    def role(self) -> Text:
        return BasisRole(self.role_value).phrase


def bases_of(page: EntryPage) -> list[Base]:
    """Return the legal bases of a page, stored or of its form, in one query; `where` only where it differs."""
    return [
        Base(
            citation=str(basis.source),
            url=basis.address,
            role_value=basis.role,
            note=basis.note,
            since=basis.in_force_on,
            since_words=basis.in_force_words,
            is_statute=basis.provision_id is not None,
            where="" if set(basis.nations) == set(page.nations) else in_words(basis.nations),
        )
        for basis in page.legal_bases.select_related("provision", "scheme").all()
    ]
