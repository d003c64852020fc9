"""What of a plan waits for who manages the network of its city, on the page of that city."""

from __future__ import annotations

from django.db.models import Count, Exists, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from rules import has_perm

from cities.places.models import City
from cities.plans.choices import ENDED
from cities.plans.models import Action, ActionPartner, ActionPlan
from portal.accounts.models import User
from portal.words.parts import Link


def waiting_in_plan(user: User, city: City) -> list[Link]:
    """Return what waits in the plan of a city: actions past their date, and partners who have not answered.

    One query; a city without a plan is asked to begin one, and who may not change the plan for nothing.
    """
    if not has_perm("plans.edit_plan", user, city):
        return []
    actions = Action.objects.visible_to(user).with_stage()
    asked = Exists(ActionPartner.objects.asked().filter(action=OuterRef("pk")))
    goes_on = Q(stage=None) | ~Q(stage__in=ENDED)
    plans = ActionPlan.objects.live().filter(city=city)
    counts = {"overdue": count_of(actions.overdue()), "unanswered": count_of(actions.filter(goes_on & Q(asked)))}
    found = plans.annotate(**counts).values_list(*counts).first()
    if found is None:
        return [Link(title=_("Begin an action plan"), url=reverse("plan_begin", args=[city.slug]))]
    late, silent = found
    url = reverse("plan_manage", args=[city.slug])
    overdue = ngettext("%(count)s action of the plan is overdue", "%(count)s actions of the plan are overdue", late)
    unanswered = ngettext(
        "%(count)s action waits for a partner to accept its part",
        "%(count)s actions wait for a partner to accept its part",
        silent,
    )
    lines = [(overdue, late), (unanswered, silent)]
    return [Link(title=words % {"count": count}, url=url) for words, count in lines if count]


def count_of(actions: QuerySet[Action]) -> Coalesce:
    """Return how many of some actions stand in each plan of a query."""
    rows = actions.filter(plan=OuterRef("pk")).order_by().values("plan")
    return Coalesce(Subquery(rows.annotate(count=Count("pk", distinct=True)).values("count")), 0)
