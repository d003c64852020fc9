"""What cities will do after an event, in the words of a page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from rules import has_perm

from network.forum.reading.people import short_name
from portal.words.parts import Link


@dataclass(frozen=True, slots=True)
class PledgeShown:
    """What a city will do, and what became of it."""

    pk: int
    city: str
    text: str
    by: str
    action: Link | None
    ask: Link | None
    may_turn: bool


def pledges_shown(rows: Any, user: Any, *, is_read: bool) -> list[PledgeShown]:
    """Return pledges in the words of a page. Titles of actions and asks are not said: they may not be for everyone."""
    shown = []
    for row in rows:
        may = user.is_authenticated and has_perm("events.turn_pledge", user, row)
        action = reverse("action", args=[row.city.slug, row.action_id]) if row.action_id and may else ""
        ask = reverse("thread_unread", args=[row.ask_id]) if row.ask_id and is_read else ""
        shown.append(
            PledgeShown(
                pk=row.pk,
                city=row.city.name,
                text=row.text,
                by=short_name(row.by.display_name, row.by.anonymised_at) if is_read else "",
                action=Link(title=_("The action in the plan of %(city)s") % {"city": row.city}, url=action)
                if action
                else None,
                ask=Link(title=_("The ask in the forum"), url=ask) if ask else None,
                may_turn=may,
            )
        )
    return shown
