"""The law behind an entry in the words of a page."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from handbooks.choices import BasisRole
from portal.words.nations import Nation
from portal.words.parts import Text

if TYPE_CHECKING:
    from handbooks.models.law import LegalBasis


def in_words(nations: list[str] | tuple[str, ...]) -> str:
    """Return nations as a list in words."""
    return get_text_list([str(Nation(nation).label) for nation in nations], _("and"))


class Base:
    """One legal basis: what is cited, what it does, where and since when."""

    def __init__(self, basis: LegalBasis, entry_nations: list[str]) -> None:
        self.citation = str(basis.source)
        self.url = basis.address
        self.role: Text = BasisRole(basis.role).phrase
        self.note = basis.note
        self.since: date | None = basis.in_force_on
        self.since_words = basis.in_force_words
        self.is_statute = basis.provision_id is not None
        self.where = "" if set(basis.nations) == set(entry_nations) else in_words(basis.nations)
