"""What of a plan waits for who manages the network of its city, on the page of that city."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q
from django.urls import reverse
from django.utils.translation import ngettext
from rules import has_perm

from cities.places.models import City
from cities.plans.choices import ENDED
from cities.plans.models import Action, ActionPartner
from portal.accounts.models import User
from portal.words.parts import Link


def waiting_in_plan(user: User, city: City) -> list[Link]:
    """Return what waits in the plan of a city: actions past their date, and partners who have not answered.

    One query; nothing for who may not change the plan.
    """
    if not has_perm("plans.edit_plan", user, city):
        return []
    actions = Action.objects.visible_to(user).live().filter(plan__city=city).with_stage()
    asked = Exists(ActionPartner.objects.asked().filter(action=OuterRef("pk")))
    goes_on = Q(stage=None) | ~Q(stage__in=ENDED)
    counted = actions.annotate(waits=asked).aggregate(
        overdue=Count("pk", filter=Q(pk__in=actions.overdue().values("pk"))),
        unanswered=Count("pk", filter=goes_on & Q(waits=True)),
    )
    url = reverse("plan_manage", args=[city.slug])
    overdue = ngettext(
        "%(count)s action of the plan is overdue", "%(count)s actions of the plan are overdue", counted["overdue"]
    )
    unanswered = ngettext(
        "%(count)s action waits for a partner to accept its part",
        "%(count)s actions wait for a partner to accept its part",
        counted["unanswered"],
    )
    lines = [(overdue, counted["overdue"]), (unanswered, counted["unanswered"])]
    return [Link(title=words % {"count": count}, url=url) for words, count in lines if count]
