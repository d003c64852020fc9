"""What an address or a form says that a new thread is about, as far as its writer reads it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q, Subquery
from django.utils.translation import gettext as _

from cities.plans.models import Action, EditionAction
from handbooks.models import EntryPage, PrecedentPage, ThemePage
from network.forum.choices import Kind
from network.forum.models import Thread
from network.forum.querysets import THINGS
from portal.newsroom.models import ArticlePage


@dataclass(frozen=True, slots=True)
class Thing:
    """One thing that a thread is to be about: the field of its link, its key, how it is called, and its themes."""

    name: str
    pk: int
    title: str
    themes: tuple[str, ...] = ()


def things_asked(about: Sequence[tuple[str, int]], user: Any) -> list[Thing]:
    """Return the things that `user` reads, in the order in which they were named."""
    found = [thing for name in THINGS for thing in of_kind(name, [pk for kind, pk in about if kind == name], user)]
    return sorted(found, key=lambda thing: about.index((thing.name, thing.pk)))


def of_kind(name: str, keys: list[int], user: Any) -> list[Thing]:
    if not keys:
        return []
    rows = ROWS[name](user)
    return [Thing(name, row.pk, titled(name, row), themes_of(row)) for row in rows.filter(pk__in=keys)]


def entries(user: Any) -> Any:
    """Return entries with the theme under which they stand."""
    above = ThemePage.objects.filter(audience=OuterRef("audience"), number=OuterRef("theme_number"))
    return EntryPage.objects.visible_to(user).annotate(theme=Subquery(above.values("theme")[:1]))


def precedents(user: Any) -> Any:
    return PrecedentPage.objects.visible_to(user)


def actions(user: Any) -> Any:
    """Return the actions that stand in an edition, with the theme that they have there, or that `user` works on."""
    published = EditionAction.objects.filter(action=OuterRef("pk"))
    newest = published.filter(pk__in=EditionAction.objects.visible_to(user)).order_by("-edition__number")
    own = Action.objects.visible_to(user).values("pk")
    found = Action.objects.filter(Q(Exists(published)) | Q(pk__in=own)).select_related("plan__city")
    return found.annotate(theme=Subquery(newest.values("theme")[:1]))


def events(user: Any) -> Any:
    return Thread.objects.visible_to(user).listed().filter(kind=Kind.EVENT)


ROWS = {
    "entry": entries,
    "precedent": precedents,
    "action": actions,
    "article": ArticlePage.objects.visible_to,
    "event": events,
}


def titled(name: str, row: Any) -> str:
    """Return how a thing is called; an action by its city and number alone, because its title may not be public."""
    if name == "action":
        return _("Action %(number)s of %(city)s") % {"number": row.number, "city": row.plan.city.name}
    return row.title if name in ("article", "event") else f"{row.number} {row.title}".strip()


def themes_of(row: Any) -> tuple[str, ...]:
    """Return the themes of a thing: its own, or the one under which it stands."""
    return tuple(row.themes) if hasattr(row, "themes") else tuple(filter(None, [row.theme]))


def themes_together(things: Sequence[Thing]) -> tuple[str, ...]:
    """Return the themes of some things, each once."""
    return tuple(dict.fromkeys(theme for thing in things for theme in thing.themes))
