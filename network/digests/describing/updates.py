"""Updates of actions: a partner has responded to one, or one is due."""

from __future__ import annotations

from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.plans.choices import Stance
from cities.plans.models import Action, Reminder, Response
from network.digests.describing.line import Causes, Line, keys_of, who

RESPONSE, REMINDER = "response", "reminder"


def own_reminders(user: Any) -> QuerySet[Reminder]:
    return Reminder.objects.filter(person=user.pk)


READABLE: dict[str, Causes] = {RESPONSE: Response.objects.visible_to, REMINDER: own_reminders}


def described(notices: list[Any], user: Any) -> dict[int, Line]:
    return responses(notices) | reminders(notices, user)


def responses(notices: list[Any]) -> dict[int, Line]:
    with_what = ("update__action__plan__city", "partner__organisation", "by")
    keys = keys_of(notices, RESPONSE)
    rows = Response.objects.filter(pk__in=keys).select_related(*with_what).in_bulk() if keys else {}
    own = [one for one in notices if one.source == RESPONSE and one.object_id in rows]
    return {one.pk: response_line(rows[one.object_id]) for one in own}


def response_line(response: Response) -> Line:
    action = response.update.action
    city = action.plan.city
    told = {"organisation": str(response.partner), "action": action.title}
    return Line(
        said=stance_of(response) % told,
        url=reverse("action", args=[city.slug, action.pk]),
        words="" if response.redacted_at else " ".join(response.body.split())[:160],
        name=who(response.by.display_name, response.by.anonymised_at),
        place=city.name,
        about=action.title,
    )


def stance_of(response: Response) -> str:
    if response.stance == Stance.AGREE:
        return _("%(organisation)s agrees to an update of “%(action)s”")
    if response.stance == Stance.DISPUTE:
        return _("%(organisation)s disputes an update of “%(action)s”")
    return _("%(organisation)s agrees in part to an update of “%(action)s”")


def reminders(notices: list[Any], user: Any) -> dict[int, Line]:
    keys = keys_of(notices, REMINDER)
    rows = Reminder.objects.filter(pk__in=keys).in_bulk() if keys else {}
    named = {key for reminder in rows.values() for key in reminder.actions}
    seen = Action.objects.visible_to(user).filter(pk__in=named).select_related("plan__city") if named else []
    actions = {action.pk: action for action in seen}
    own = [one for one in notices if one.source == REMINDER and one.object_id in rows]
    return {one.pk: reminder_line([actions[k] for k in rows[one.object_id].actions if k in actions]) for one in own}


def reminder_line(actions: list[Action]) -> Line:
    """Say which updates are due; of actions that the person does not read any more only that there were some."""
    if not actions:
        return Line(said=_("Updates were due on actions that you do not see any more"), url=reverse("cities"))
    first, count = actions[0], len(actions)
    said = ngettext(
        "An update is due on “%(action)s”", "Updates are due on %(count)s actions, first on “%(action)s”", count
    )
    city = first.plan.city
    url = reverse("action", args=[city.slug, first.pk])
    return Line(said=said % {"action": first.title, "count": count}, url=url, place=city.name, about=first.title)
