"""What readers find of a principle of the shared narrative."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handbooks.fields import lines
from portal.newsroom.models import PrinciplePage
from portal.search.choices import PassageKind
from portal.search.sources.base import Description, Part, Source, language_of
from portal.search.texts import plain, plain_from_rich, sentence


class PrincipleSource(Source):
    """Principles that everyone may read."""

    kind = PassageKind.PRINCIPLE
    model = PrinciplePage
    tells_nations = False

    def visible(self) -> QuerySet[PrinciplePage]:
        return PrinciplePage.objects.visible_to(None).select_related("locale")

    def describe(self, owner: PrinciplePage) -> Description:
        return Description(
            title=owner.title,
            lead=Part("", "", plain(owner.statement)),
            parts=[part for part in parts(owner) if part.text],
            also=plain(sentence([plain_from_rich(owner.text), owner.check_before_use])),
            detail=plain(_("The shared narrative")),
            language=language_of(owner),
            page_id=owner.pk,
        )


def parts(owner: PrinciplePage) -> Iterator[Part]:
    """Yield the headed parts of a principle, with the ids of its page."""
    yield Part("evidence", _("Evidence"), plain(sentence(evidence_words(owner))))
    yield Part("council", _("First steps for a council"), plain(sentence(lines(owner.council_steps))))
    yield Part("community", _("First steps for a community group"), plain(sentence(lines(owner.community_steps))))


def evidence_words(owner: PrinciplePage) -> Iterator[str]:
    for block in owner.evidence:
        yield str(block.value["text"])
        yield str(block.value["source"])
