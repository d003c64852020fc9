"""What readers find of the press kit of a city: what it holds, in the words that journalists search by."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places.models import City
from portal.search.choices import PassageKind
from portal.search.sources.base import Description, Part, Source, language_of
from portal.search.texts import plain


class KitSource(Source):
    """The press kit of each city. It has one whatever there is to say."""

    kind = PassageKind.KIT
    model = City

    def visible(self) -> QuerySet[City]:
        return City.objects.visible_to(None).select_related("locale")

    def describe(self, owner: City) -> Description:
        holds = _("Facts with sources, words to quote, the plan in brief, and a form by which the network answers.")
        return Description(
            title=plain(_("%(city)s: press kit") % {"city": owner.name}),
            lead=Part("", "", plain(holds)),
            also=plain(_("For journalists, the media and newspapers: press office, press contact, enquiries.")),
            detail=plain(owner.council),
            nations=[owner.nation],
            language=language_of(owner),
            page_id=None,
        )

    def addresses(self, owners: Sequence[int]) -> dict[int, str]:
        rows = City.objects.visible_to(None).filter(pk__in=owners)
        return {pk: reverse("city_press", args=[slug]) for pk, slug in rows.values_list("pk", "slug")}
