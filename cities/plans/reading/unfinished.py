"""The updates that one person began and left, for the home page."""

from __future__ import annotations

from django.urls import reverse
from django.utils.translation import gettext as _
from rules import has_perm

from cities.plans.models import Update
from portal.accounts.models import User
from portal.words.parts import Link

SHOWN = 5


def drafts_of(person: User) -> list[Link]:
    """Lead to the updates that a person began and may still publish: one query, two where there are some."""
    own = Update.objects.draft_of(person).filter(action__plan__archived_at=None)
    drafts = own.select_related("action__plan__city", "action__owner").prefetch_related("action__partners")
    words = _("You have a draft update of “%(action)s”")
    return [
        Link(
            title=words % {"action": draft.action.title},
            url=reverse("update_add", args=[draft.action.plan.city.slug, draft.action_id]),
        )
        for draft in drafts.order_by("-made_at")[:SHOWN]
        if has_perm("plans.report", person, draft.action)
    ]
