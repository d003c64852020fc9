"""The panels of the one page of preferences. Rooms add theirs from `AppConfig.ready`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from portal.accounts.models import User
from portal.accounts.signed_in import SignedInRequest
from portal.words.parts import Link, Text


def always(person: User) -> bool:
    return True


def nothing(person: User) -> Text:
    return ""


def no_ways(person: User) -> Sequence[Link]:
    return ()


@dataclass(frozen=True, kw_only=True)
class Panel:
    """One part of the page: a form made as `form(person=…, prefix=name, data=…, files=…)` that has `save()`.

    `order` places it: the portal's own have 10 and 90. `is_for` leaves it out for whom it does not concern. `told`
    says how things are for a person as it is saved, and `ways` lead to more about it.
    """

    name: str
    title: Text
    form: Callable[..., Any]
    order: int = 50
    intro: Text = ""
    is_for: Callable[[User], bool] = always
    told: Callable[[User], Text] = nothing
    ways: Callable[[User], Sequence[Link]] = no_ways


@dataclass(frozen=True)
class FilledPanel:
    """A panel with its form for one person, as the page shows it."""

    panel: Panel
    form: Any
    told: Text = ""
    ways: Sequence[Link] = ()


_panels: dict[str, Panel] = {}


def register_panel(panel: Panel) -> None:
    _panels[panel.name] = panel


def panels_for(request: SignedInRequest) -> list[FilledPanel]:
    """Return the panels of the person who asks, filled with what was sent, in their order."""
    person = User.objects.get(pk=request.user.pk)  # forms write on a copy, so that a refused name greets nobody
    sent = {"data": request.POST, "files": request.FILES} if request.method == "POST" else {}
    mine = sorted((panel for panel in _panels.values() if panel.is_for(person)), key=lambda panel: panel.order)
    return [
        FilledPanel(
            panel,
            panel.form(person=person, prefix=panel.name, **sent),
            panel.told(request.user),
            panel.ways(request.user),
        )
        for panel in mine
    ]
