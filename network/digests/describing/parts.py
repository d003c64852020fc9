"""Parts in actions: an organisation is asked to carry one, or has answered."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.plans.models import ActionPartner
from cities.plans.querysets import ActionPartnerQuerySet
from network.digests.describing.line import Causes, Line, keys_of, who

ASKED, ANSWERED = "part", "part_answer"


def asked(user: Any) -> ActionPartnerQuerySet:
    return ActionPartner.objects.visible_to(user).for_members(user)


def answered(user: Any) -> ActionPartnerQuerySet:
    has_answer = Q(accepted_at__isnull=False) | Q(declined_at__isnull=False)
    return ActionPartner.objects.visible_to(user).filter(has_answer)


READABLE: dict[str, Causes] = {ASKED: asked, ANSWERED: answered}


def described(notices: list[Any], user: Any) -> dict[int, Line]:
    keys = keys_of(notices, ASKED) | keys_of(notices, ANSWERED)
    rows = ActionPartner.objects.filter(pk__in=keys)
    parts = rows.select_related("action__plan__city", "partner__organisation", "asked_by", "answered_by").in_bulk()
    return {one.pk: line_of(parts[one.object_id], one) for one in notices if one.object_id in parts}


def line_of(part: ActionPartner, notice: Any) -> Line:
    city, action = part.action.plan.city, part.action
    person = part.asked_by if notice.source == ASKED else part.answered_by
    told = {"city": city.name, "organisation": str(part.partner), "action": action.title}
    return Line(
        said=sentence(part, notice) % told,
        url=reverse("action", args=[city.slug, action.pk]),
        name=who(person.display_name, person.anonymised_at) if person else "",
        place=city.name,
        about=action.title,
    )


def sentence(part: ActionPartner, notice: Any) -> str:
    if notice.source == ASKED:
        return _("%(city)s asks %(organisation)s to take part in “%(action)s”")
    if part.is_accepted:
        return _("%(organisation)s accepts its part in “%(action)s”")
    return _("%(organisation)s takes no part in “%(action)s”")
