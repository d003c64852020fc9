"""How the views that change a plan find what they change, and refuse."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.decorators import login_required
from django.db.models import QuerySet
from django.http import Http404, HttpResponse
from django.utils.translation import gettext as _

from cities.places.models import City
from cities.places.views.doors import city_or_404, require
from cities.plans.models import Action, ActionPlan, Milestone
from cities.plans.views.doors import own
from cities.plans.views.removed import Removed, removed_page, was_removed
from portal.accounts.signed_in import SignedInRequest

View = Callable[..., HttpResponse]
Wrap = Callable[[View], View]


def plan_of(request: SignedInRequest, city: City) -> ActionPlan:
    """Return the plan of a city that the visitor may know of.

    An archived one opens no form; what was typed into an open one is taken, so that the act can say why not.
    """
    plans = ActionPlan.objects.visible_to(request.user).filter(city=city).order_by("-created_at")
    plan = plans.live().first() or (plans.first() if request.method == "POST" else None)
    if plan is None:
        raise Http404
    plan.city = city
    return plan


def action_of(request: SignedInRequest, city: City, pk: int) -> Action:
    """Return an action of a city whose working text the visitor reads; of an archived plan see `plan_of`.

    Raises Removed where a form comes too late for it.
    """
    rows: QuerySet[Action] = Action.objects.visible_to(request.user).filter(plan__city=city)
    if request.method != "POST":
        rows = rows.live()  # type: ignore[attr-defined]
    action = rows.select_related("plan", "objective", "owner").filter(pk=pk).first()
    if action is None:
        if request.method == "POST" and was_removed("Action", pk, city, request.user):
            raise Removed
        raise Http404
    action.plan.city = city
    return action


def with_plan(permission: str) -> Wrap:
    """Hand a view the live plan of the city in its address, for who has a permission on it."""

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: SignedInRequest, slug: str, *args: Any, **kwargs: Any) -> HttpResponse:
            plan = plan_of(request, city_or_404(slug))
            require(request, permission, plan)
            try:
                return own(request, view(request, plan, *args, **kwargs))
            except Removed as removed:
                return removed_page(request, plan.city, str(removed))

        return guarded

    return wrap


def with_action(permission: str) -> Wrap:
    """Hand a view the action in its address, for who has a permission on it.

    Who sends a form for what was removed meanwhile reads that, and keeps what they typed.
    """

    def wrap(view: View) -> View:
        @login_required
        @wraps(view)
        def guarded(request: SignedInRequest, slug: str, pk: int, *args: Any, **kwargs: Any) -> HttpResponse:
            city = city_or_404(slug)
            try:
                action = action_of(request, city, pk)
                require(request, permission, action)
                return own(request, view(request, action, *args, **kwargs))
            except (Removed, Action.DoesNotExist) as removed:
                return removed_page(request, city, str(removed) if isinstance(removed, Removed) else "")
            except Milestone.DoesNotExist:
                return removed_page(request, city, _("This milestone was removed"))

        return guarded

    return wrap
