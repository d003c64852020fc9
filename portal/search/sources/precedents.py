"""What readers find of a precedent."""

from __future__ import annotations

from collections.abc import Iterator

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from handbooks.fields import lines
from handbooks.models import PrecedentPage
from portal.search.choices import PassageKind
from portal.search.sources.base import Description, Part, Source, language_of, link_titles, sections
from portal.search.texts import plain, sentence
from portal.words.audiences import Audience


class PrecedentSource(Source):
    """Precedents that everyone may read; one that is held back is found by nobody."""

    kind = PassageKind.PRECEDENT
    model = PrecedentPage

    def visible(self) -> QuerySet[PrecedentPage]:
        return PrecedentPage.objects.visible_to(None).filter(is_held=False).select_related("locale", "city")

    def describe(self, owner: PrecedentPage) -> Description:
        return Description(
            title=owner.title,
            number=owner.number,
            lead=Part("", "", plain(owner.summary)),
            parts=[part for part in parts(owner) if part.text],
            also=unshown(owner),
            detail=plain(owner.place),
            themes=owner.themes,
            nations=[owner.nation],
            handbooks=Audience.values,
            language=language_of(owner),
            page_id=owner.pk,
        )


def parts(owner: PrecedentPage) -> Iterator[Part]:
    """Yield the sections of a precedent in the order of the page, with the page's own ids."""
    yield Part("what", _("What was done"), plain(sentence(lines(owner.what_was_done))))
    yield Part("outcome", _("Outcome"), plain(owner.outcome))
    yield Part("wrong", _("What went wrong"), plain(sentence(lines(owner.went_wrong))))
    yield Part("lessons", _("Lessons"), plain(sentence(lines(owner.lessons))))
    yield from sections(owner.body)


def unshown(owner: PrecedentPage) -> str:
    """Return the words of the page that stand outside its sections."""
    city = owner.city.name if owner.city else ""
    words = [owner.place, city, owner.years, *lines(owner.lead_organisations), *link_titles(owner.sources)]
    return plain(sentence([*words, owner.check_before_use]))
