"""Parts of plans' pages, and what pages of the rooms below show of plans."""

from __future__ import annotations

from typing import Any

from django import template
from django.db.models import Model
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.places.models import AdviceRequest, City
from cities.plans.reading.plan import Line
from cities.plans.reading.state import sign_of
from cities.plans.reading.text import ActionText
from cities.plans.reading.using import action_of, brief_of, uses_of
from portal.words.parts import Link
from portal.words.templatetags.ui import status

register = template.Library()


@register.simple_tag
def stage_mark(said: str) -> SafeString:
    """Print a stage or an outlook as shape, colour and word."""
    mark = sign_of(said)
    return status(mark.sign, mark.label)


@register.inclusion_tag("plans/marks.html")
def line_marks(line: Line) -> dict[str, Any]:
    """Print the stage of an action, and what is to be said beside it."""
    return {"marks": line.marks}


@register.inclusion_tag("plans/uses.html")
def actions_using(page: Model) -> dict[str, Any]:
    """Print the actions of all cities that use an entry or follow a precedent, for its page in the room below."""
    return {"uses": uses_of(page) if page.pk else []}


@register.inclusion_tag("plans/card.html")
def plan_card(city: City) -> dict[str, Any]:
    """Print a city's published plan in brief, for the page of the city in the room below."""
    return {"brief": brief_of(city), "city": city}


@register.simple_tag
def action_of_advice(asked: AdviceRequest, user: Any) -> Link | None:
    """Return the action that advice was asked for, for the page of the request in the room below."""
    return action_of(asked, user)


@register.simple_tag
def who_is_asked(action: ActionText) -> str:
    """Say who answers for an action: its owner's organisation, else its lead, else the coordinators."""
    if action.lead and action.lead.is_accepted:
        return _("%(name)s leads it and is asked for an update.") % {"name": action.lead.name}
    if action.owner_for:
        return _("A member of %(name)s answers for it and is asked for an update.") % {"name": action.owner_for}
    if action.owner:
        return _("A member of the network answers for it and is asked for an update.")
    return _("Nobody leads it yet: the coordinators of the network are asked for an update.")


@register.simple_tag
def actions_in_words(count: int) -> str:
    return ngettext("%(count)s action", "%(count)s actions", count) % {"count": count}
