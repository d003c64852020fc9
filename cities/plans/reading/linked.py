"""What the page of a link in a reminder says of its action, for the person whom the link is for."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from cities.plans.models import Action, EditionAction, Update, UpdateLink
from cities.plans.reading.people import Names
from cities.plans.reading.state import State


@dataclass
class LinkReading:
    """The action of a link as it stands; `viewer` is whoever opened it, signed in or not."""

    link: UpdateLink
    state: State
    viewer: Any

    @property
    def action(self) -> Action:
        return self.link.action

    @property
    def last(self) -> Update | None:
        """The last update, which may be without its words where an administrator took them away."""
        return self.state.update

    @cached_property
    def answered_by(self) -> str:
        """Who else has told of the action since the letter; nothing where nobody has. One query."""
        last = self.last
        if last is None or last.published_at is None or last.by_id == self.link.person_id:
            return ""
        if last.published_at <= self.link.made_at:
            return ""
        return Names(self.viewer).signed(Update.objects.select_related("by", "partner__organisation").get(pk=last.pk))

    @cached_property
    def is_open_to_viewer(self) -> bool:
        """Whether whoever opened the link reads the page of the action as they are: it is public, or they signed in."""
        return (
            self.viewer.is_authenticated
            or EditionAction.objects.visible_to().current().filter(action=self.action).exists()
        )
