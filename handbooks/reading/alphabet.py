"""Every entry, precedent and term from A to Z."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

from django.http import HttpRequest
from django.utils.translation import gettext as _

from handbooks.models import AlphabetPage, EntryPage
from handbooks.reading.letters import letters_of, under_letters
from handbooks.reading.nation import reader_of
from handbooks.reading.outline import lines_of
from handbooks.reading.precedent_lines import PrecedentLine
from handbooks.reading.precedents import public_lines
from handbooks.reading.registry import reads
from handbooks.reading.terms import all_terms
from portal.words.parts import Letter, Link


@reads("handbooks.alphabetpage")
class AlphabetReading:
    """One list of everything that has a title."""

    def __init__(self, page: AlphabetPage, request: HttpRequest) -> None:
        self.page = page
        self.user = getattr(request, "user", None)
        self.reader = reader_of(request)

    @cached_property
    def _links(self) -> list[Link]:
        entries = lines_of(EntryPage.objects.visible_to(self.user), nations=True)
        return [
            *(line.link_for(self.reader) for line in entries),
            *(self._precedent(line) for line in public_lines(self.user, self.reader)),
            *(Link(title=term.title, url=term.url) for term in all_terms()),
        ]

    def _precedent(self, line: PrecedentLine) -> Link:
        """Return the link to a precedent, with its place where that is in another nation: it may still teach."""
        return line.link if self.reader.is_in(line.nations) else replace(line.link, note=line.where)

    @cached_property
    def groups(self) -> list[tuple[str, list[Link]]]:
        return under_letters(self._links, lambda link: str(link.title))

    @property
    def letters(self) -> list[Letter]:
        return letters_of(self.groups)

    @property
    def crumbs(self) -> list[Link]:
        return [Link(title=_("Home"), url=self.reader.link("/")), Link(title=self.page.title)]

    @property
    def running_head(self) -> str:
        return _("%(count)s titles") % {"count": len(self._links)}
