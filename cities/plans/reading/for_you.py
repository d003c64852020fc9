"""What of plans waits for one person, on the home page: parts to answer, actions that are overdue, and disputes."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places.roles import coordinated_cities, partners_of
from cities.plans.models import Action, ActionPartner, Response
from portal.accounts.models import User
from portal.words.parts import Link

SHOWN = 5
"""Lines of each kind; the pages that they lead to show the rest."""


def lines_of(person: User) -> list[Link]:
    """Lead to what waits for a person in the plans of their cities; three queries at most."""
    return [*parts_to_answer(person), *overdue_actions(person), *disputed_actions(person)]


def parts_to_answer(person: User) -> list[Link]:
    """Return the parts that a person's own organisations are asked to take."""
    if not partners_of(person):
        return []
    asked = ActionPartner.objects.visible_to(person).for_members(person).asked().filter(action__plan__archived_at=None)
    rows = asked.select_related("action__plan__city", "partner__organisation").order_by("asked_at")[:SHOWN]
    words = _("%(organisation)s is asked to take part in “%(action)s”")
    return [
        Link(
            title=words % {"organisation": row.partner.organisation.name, "action": row.action.title},
            url=reverse("part_answer", args=[row.action.plan.city.slug, row.pk]),
        )
        for row in rows
    ]


def overdue_actions(person: User) -> list[Link]:
    """Return the actions that a person answers for and that are past their date."""
    own = Action.objects.visible_to(person).live().filter(owner__user=person.pk, owner__ended_at=None)
    rows = own.with_stage().overdue().select_related("plan__city").order_by("due_on")[:SHOWN]
    return [Link(title=_("Overdue: “%(action)s”") % {"action": row.title}, url=row.get_absolute_url()) for row in rows]


def disputed_actions(person: User) -> list[Link]:
    """Return the actions of which an organisation disputes an update, for who coordinates their city."""
    cities = coordinated_cities(person)
    if not cities:
        return []
    plans = {"update__action__plan__city__in": cities, "update__action__plan__archived_at": None}
    rows = Response.objects.visible_to(person).open_disputes().filter(**plans).order_by("-at")
    words = _("%(organisation)s disputes an update of “%(action)s”")
    return [
        Link(
            title=words % {"organisation": row.partner.organisation.name, "action": row.update.action.title},
            url=f"{row.update.action.get_absolute_url()}#update-{row.update_id}",
        )
        for row in rows.select_related("update__action__plan__city", "partner__organisation")[:SHOWN]
    ]
