"""The edit history of an action, as its network reads it: who changed what, when, from what and to what.

PostgreSQL writes the events (`cities.plans.history`). They hold ids and no names: a name is found here, for whom it
is shown, and where the person is gone or not shown the organisation that they are there for stands in its place.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from django.apps import apps
from django.db.models import Model
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.places.models import Membership, Partner
from cities.plans.choices import Part, Visibility
from cities.plans.models import Action, Objective
from cities.plans.reading.comparing import Difference
from cities.plans.reading.people import Names
from handbooks.models import EntryPage, PrecedentPage
from portal.accounts.models import User
from portal.words.parts import Text

MOST = 300
PROSE = ("title", "summary", "outcome")
"""The fields whose changes are shown word by word; of others a part says nothing."""

INSERTED, DELETED = "insert", "delete"

Say = Callable[[Any], str]


@dataclass(frozen=True)
class Deed:
    """One change: when, by whom, of what, and both texts of each thing that reads otherwise."""

    at: datetime
    who: str
    what: str
    differences: list[Difference] = field(default_factory=list)


def events(name: str, **of: Any) -> list[Any]:
    """Return the events of a model in the order in which they happened, with whose act each was."""
    model = apps.get_model("plans", f"{name}Event")
    return list(model._default_manager.filter(**of).select_related("pgh_context").order_by("pgh_id"))


def titles(model: type[Model], ids: Iterable[int | None], *path: str) -> dict[int, str]:
    """Return what rows are called, by primary key, in one query."""
    rows = model._default_manager.filter(pk__in={pk for pk in ids if pk}).values_list("pk", *path)
    return {pk: " ".join(map(str, words)) for pk, *words in rows}


class Past:
    """The history of one action for one reader of its working text."""

    def __init__(self, action: Action, viewer: Any) -> None:
        self.action = action
        self.names = Names(viewer)
        self.texts = events("Action", pgh_obj_id=action.pk)
        self.parts = events("ActionPartner", action_id=action.pk)
        self.bases = events("Basis", action_id=action.pk)
        self.steps = events("Milestone", action_id=action.pk)
        self.people = self.find_people()

    @property
    def deeds(self) -> list[Deed]:
        """What was changed, newest first."""
        found = [*self.of_text(), *self.of_parts(), *self.of_bases(), *self.of_steps()]
        return sorted(found, key=lambda deed: deed.at, reverse=True)[:MOST]

    # --- Who ----------------------------------------------------------------------------------
    def find_people(self) -> dict[int, str]:
        """Return what stands for each person who changed something, in two queries and those of the names."""
        every = [*self.texts, *self.parts, *self.bases, *self.steps]
        ids = {event.pgh_context.metadata.get("user") for event in every if event.pgh_context} - {None}
        own = Membership.objects.active().filter(user__in=ids, city=self.action.city_id)
        places = {row.user_id: row.organisation for row in own.select_related("partner__organisation")}
        found = User.objects.filter(pk__in=ids)
        return {user.pk: self.said(user, places.get(user.pk)) for user in found}

    def said(self, user: User, organisation: str | None) -> str:
        if name := self.names.of(user):
            return name
        if organisation:
            return _("A member of %(organisation)s") % {"organisation": organisation}
        return _("A former member")

    def who(self, event: Any) -> str:
        if event.pgh_context is None:
            return _("The portal")
        return self.people.get(event.pgh_context.metadata.get("user"), _("A former member"))

    # --- What ---------------------------------------------------------------------------------
    def of_text(self) -> Iterator[Deed]:
        fields = self.fields()
        for event in self.texts[:1]:
            yield Deed(event.pgh_created_at, self.who(event), _("Added the action"))
        for before, after in pairwise(self.texts):
            changed = [
                Difference(label, say(getattr(before, name)), say(getattr(after, name)), name not in PROSE)
                for name, label, say in fields
                if getattr(before, name) != getattr(after, name)
            ]
            if changed:
                yield Deed(after.pgh_created_at, self.who(after), _("Changed the text"), changed)

    def fields(self) -> list[tuple[str, Text, Say]]:
        objectives = titles(Objective, (event.objective_id for event in self.texts), "title")
        members = Membership.objects.filter(pk__in={event.owner_id for event in self.texts if event.owner_id})
        rows = members.select_related("user", "partner__organisation")
        owners = {row.pk: self.names.signature(row.user, row.organisation) for row in rows}
        return [
            ("title", gettext_lazy("Title"), str),
            ("summary", gettext_lazy("What will be done"), str),
            ("outcome", gettext_lazy("What will be different"), str),
            ("starts_on", gettext_lazy("Starts"), said_day),
            ("due_on", gettext_lazy("Due"), said_day),
            ("owner_id", gettext_lazy("Owner"), lambda pk: owners.get(pk, "")),
            ("objective_id", gettext_lazy("Objective"), lambda pk: objectives.get(pk, "")),
            ("visibility", gettext_lazy("Who reads it"), lambda value: str(Visibility(value).label)),
        ]

    def of_parts(self) -> Iterator[Deed]:
        names = titles(Partner, (event.partner_id for event in self.parts), "organisation__name")
        for event in self.parts:
            given = {"name": names.get(event.partner_id, ""), "part": str(Part(event.part).label).lower()}
            yield Deed(event.pgh_created_at, self.who(event), said_part(event) % given)

    def of_bases(self) -> Iterator[Deed]:
        entries = titles(EntryPage, (event.entry_id for event in self.bases), "title")
        precedents = titles(PrecedentPage, (event.precedent_id for event in self.bases), "title")
        for event in self.bases:
            title = entries.get(event.entry_id) or precedents.get(event.precedent_id) or _("no power is needed")
            said = _("No longer rests on: %(title)s") if event.pgh_label == DELETED else _("Rests on: %(title)s")
            yield Deed(event.pgh_created_at, self.who(event), said % {"title": title})

    def of_steps(self) -> Iterator[Deed]:
        former: dict[int, Any] = {}
        for event in self.steps:
            before = former.get(event.pgh_obj_id)
            former[event.pgh_obj_id] = event
            if event.pgh_label == DELETED:
                yield Deed(event.pgh_created_at, self.who(event), _("Removed the milestone “%(title)s”") % vars(event))
            elif before is None:
                what = _("Added the milestone “%(title)s”") % vars(event)
                yield Deed(event.pgh_created_at, self.who(event), what, step_differences(None, event))
            elif changed := step_differences(before, event):
                what = _("Changed the milestone “%(title)s”") % vars(event)
                yield Deed(event.pgh_created_at, self.who(event), what, changed)


def said_day(day: date | None) -> str:
    return date_format(day, "j F Y") if day else ""


def said_part(event: Any) -> str:
    """Return what happened to an organisation's part, with room for its name and part."""
    if event.pgh_label == INSERTED:
        return _("Asked %(name)s: %(part)s")
    if event.pgh_label == DELETED:
        return _("Took out %(name)s: %(part)s")
    if event.accepted_at:
        return _("%(name)s accepted: %(part)s")
    return _("%(name)s declined: %(part)s") if event.declined_at else _("Asked %(name)s anew: %(part)s")


def step_differences(before: Any, after: Any) -> list[Difference]:
    """Return what of a milestone reads otherwise; for a new one, its day."""
    rows = [
        (_("Title"), before.title if before else after.title, after.title, False),
        (_("Due"), said_day(before.due_on) if before else "", said_day(after.due_on), True),
        (_("Done"), said_day(before.done_on) if before else "", said_day(after.done_on), True),
    ]
    return [Difference(*row) for row in rows if row[1] != row[2]]
