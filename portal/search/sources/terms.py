"""What readers find of the glossary."""

from __future__ import annotations

from django.db.models import QuerySet

from handbooks.fields import lines
from handbooks.models import GlossaryPage, GlossaryTerm
from handbooks.querysets import unrestricted_q
from portal.search.choices import PassageKind
from portal.search.sources.base import Description, Part, Source, language_of
from portal.search.texts import plain, sentence


class TermSource(Source):
    """The terms of the glossary, as long as its page can be read."""

    kind = PassageKind.TERM
    model = GlossaryTerm

    def visible(self) -> QuerySet[GlossaryTerm]:
        pages = GlossaryPage.objects.filter(unrestricted_q(), live=True)
        return GlossaryTerm.objects.visible_to(None).filter(locale__in=pages.values("locale")).select_related("locale")

    def describe(self, owner: GlossaryTerm) -> Description:
        page = glossary_of(owner)
        return Description(
            title=owner.term,
            lead=Part(f"term-{owner.slug}", "", plain(owner.definition)),
            also=plain(sentence([*lines(owner.other_forms), owner.check_before_use])),
            handbooks=owner.handbooks,
            language=language_of(owner),
            page_id=page and page.pk,
        )


def glossary_of(term: GlossaryTerm) -> GlossaryPage | None:
    """Return the page that shows a term."""
    return GlossaryPage.objects.filter(locale=term.locale_id).first()
