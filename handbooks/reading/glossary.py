"""The glossary as its readers see it."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest
from django.utils.translation import gettext as _

from handbooks.models import GlossaryPage, GlossaryTerm
from handbooks.reading.letters import letters_of, under_letters
from handbooks.reading.registry import reads
from portal.words.audiences import Audience
from portal.words.parts import Letter, Link


@dataclass(frozen=True)
class ReadingTerm:
    """A term as the glossary prints it."""

    slug: str
    title: str
    meaning: str
    notice: str
    handbooks: list[Audience]


@reads("handbooks.glossarypage")
class GlossaryReading:
    """Every term, A to Z."""

    def __init__(self, page: GlossaryPage, request: HttpRequest) -> None:
        self.page = page
        terms = [
            ReadingTerm(
                slug=term.slug,
                title=term.term,
                meaning=term.definition,
                notice=term.check_before_use,
                handbooks=[Audience(handbook) for handbook in term.handbooks],
            )
            for term in GlossaryTerm.objects.visible_to(getattr(request, "user", None))
        ]
        self.count = len(terms)
        self.groups = under_letters(terms, lambda term: term.title)

    @property
    def letters(self) -> list[Letter]:
        return letters_of(self.groups)

    @property
    def crumbs(self) -> list[Link]:
        return [Link(title=_("Home"), url="/"), Link(title=self.page.title)]

    @property
    def running_head(self) -> str:
        return _("%(count)s terms") % {"count": self.count}
