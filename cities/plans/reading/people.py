"""Names of people on plans' pages: for whom they are shown, else the organisation that somebody is there for."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext as _

from cities.plans.models import Response, Update
from portal.accounts.models import User
from portal.accounts.visibility import can_see_person


class Names:
    """The names that one reader may see. Each person is asked about once."""

    def __init__(self, viewer: Any) -> None:
        self.viewer = viewer
        self.known: dict[int, str] = {}

    @property
    def has_reader(self) -> bool:
        """Whether there is somebody to whom a name may be shown at all."""
        return getattr(self.viewer, "is_authenticated", False)

    def of(self, person: User | None) -> str:
        """Return the name of a person, or nothing where the reader may not see it."""
        if person is None or not self.has_reader:
            return ""
        if person.pk not in self.known:
            self.known[person.pk] = str(person) if can_see_person(self.viewer, person) else ""
        return self.known[person.pk]

    def signed(self, thing: Update | Response) -> str:
        """Return who signs an update or an answer. The public costs no query for the people whom it does not see."""
        organisation = thing.partner.organisation.name if thing.partner else ""
        return self.signature(thing.by if self.has_reader else None, organisation)

    def signature(self, person: User | None, organisation: str) -> str:
        """Return who signs something: name and organisation, or whom they are there for without the name."""
        name = self.of(person)
        if name:
            return f"{name}, {organisation}" if organisation else name
        if organisation:
            return _("a member of %(organisation)s") % {"organisation": organisation}
        return _("a member of the network")
