"""Small parts of the handbooks' pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cities.places.models import City
from handbooks.models import PrecedentPage
from handbooks.reading.precedent_lines import COLUMNS, PrecedentLine, precedent_line
from portal.words.audiences import Audience
from portal.words.parts import Text
from portal.words.templatetags.ui import icon

register = template.Library()


@register.simple_tag
def audience_words(audience: str) -> Text:
    """Say whom a handbook is for."""
    if audience == Audience.LOCAL_GOVERNMENT:
        return _("For councillors and officers")
    return _("For charities, groups and residents")


@register.simple_tag
def theme_icon(theme: str, ink: str = "lg") -> SafeString:
    """Draw the symbol of a theme: on a square for councils, on a round for communities."""
    return icon(f"{ink}-{theme}")


@register.inclusion_tag("components/slip.html")
def precedent_slip(line: PrecedentLine) -> dict[str, str]:
    """Print one precedent in a list of many."""
    meta = line.where_and_when + (f" · {_('Cautionary')}" if line.is_cautionary else "")
    return {"number": line.number, "title": line.title, "url": line.url, "text": line.brief, "meta": meta}


@register.inclusion_tag("handbooks/precedents-from.html", takes_context=True)
def precedents_from(context: Context, city: City) -> dict[str, Any]:
    """Print the precedents from a city, for the page of the city below this room."""
    pages = PrecedentPage.objects.visible_to(context["user"]).filter(city=city, item_number__isnull=False)
    rows = pages.order_by("item_number").values_list(*COLUMNS)
    return {"lines": [precedent_line(row) for row in rows], "city": city}
