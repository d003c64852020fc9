"""Parts of the editor's forms that are only read: the network that a city or an organisation has."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.db.models import Count, Q
from wagtail.admin.panels import Panel

from cities.places.choices import MembershipState
from cities.places.models import City, Membership, Organisation, Partner

Reads = Callable[[Any, Any], dict[str, Any]]
WORKING = Count("memberships", filter=Q(memberships__state=MembershipState.ACTIVE))


class ReadOnlyPanel(Panel):
    """Shows a template with what `reads(instance, user)` returns; nothing on a thing that is not saved yet."""

    def __init__(self, template: str, *, reads: Reads, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.template = template
        self.reads = reads

    def clone_kwargs(self) -> dict[str, Any]:
        return {**super().clone_kwargs(), "template": self.template, "reads": self.reads}

    @property
    def clean_name(self) -> str:
        return super().clean_name or self.template.rpartition("/")[2].removesuffix(".html")

    class BoundPanel(Panel.BoundPanel):
        def __init__(self, **kwargs: Any) -> None:
            super().__init__(**kwargs)
            self.template_name = self.panel.template

        def is_shown(self) -> bool:
            return bool(self.instance is not None and self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            context = super().get_context_data(parent_context)
            return {**context, **self.panel.reads(self.instance, self.request.user)}


def seats_of(organisation: Organisation, user: Any) -> dict[str, Any]:
    """The networks that an organisation sits in."""
    seats = Partner.objects.visible_to(user).filter(organisation=organisation).select_related("city")
    return {
        "seats": seats.annotate(people=WORKING).order_by("left_on", "city__name"),
    }


def network_of(city: City, user: Any) -> dict[str, Any]:
    """The partners of a city, how many people there are in each role, and the names that `user` may read."""
    active = Membership.objects.active().of(city)
    named = Membership.objects.visible_to(user).active().of(city).select_related("user", "partner__organisation")
    return {
        "city": city,
        "partners": Partner.objects.visible_to(user).current().filter(city=city).select_related("organisation"),
        "total": active.count(),
        "named": named,
    }
