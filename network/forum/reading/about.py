"""What a thread is about, as links for its margin: only things that the reader may read, by titles that they may read.

An action is named as its last edition names it; only who works on the plan reads the title of one without an edition.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.plans.models import EditionAction
from handbooks.reading.addresses import address, entry_number, precedent_number
from network.forum.models import ThreadLink
from network.forum.reading.addresses import event_address
from portal.words.parts import Ink, Link

COLUMNS = {
    "entry": tuple(f"entry__{name}" for name in ("title", "url_path", "audience", "theme_number", "item_number")),
    "precedent": ("precedent__title", "precedent__url_path", "precedent__item_number"),
    "action": ("action", "action_title", "action__plan__city__slug", "action__plan__city__name"),
    "article": ("article__title", "article__url_path"),
    "event": ("event", "event__title"),
}
"""What is read of each kind of thing."""
KINDS = tuple(COLUMNS)


def things_of(thread: int, user: Any, kinds: Collection[str] = KINDS) -> list[Link]:
    """Return what a thread that `user` reads is about, in one query. `kinds` are those of its links, where known."""
    return [link_of(row) for row in rows_of(thread, user, kinds)]


def rows_of(thread: int, user: Any, kinds: Collection[str] = KINDS) -> QuerySet[Any, dict[str, Any]]:
    """Return the links of a thread to things that `user` reads, as `link_of` takes them."""
    links = ThreadLink.objects.filter(thread=thread).to_things_of(user, kinds).order_by("pk")
    if "action" in kinds:
        published = (
            EditionAction.objects.visible_to(user).filter(action=OuterRef("action")).order_by("-edition__number")
        )
        links = links.annotate(action_title=Coalesce(Subquery(published.values("title")[:1]), F("action__title")))
    return links.values("pk", *(column for kind in set(kinds) for column in COLUMNS[kind]))


def link_of(row: dict[str, Any]) -> Link:
    if row.get("entry__title"):
        number = entry_number(row["entry__audience"], row["entry__theme_number"], row["entry__item_number"])
        return Link(title=row["entry__title"], url=address(row["entry__url_path"]), number=number, ink=Ink.of(number))
    if row.get("precedent__title"):
        number = precedent_number(row["precedent__item_number"])
        return Link(title=row["precedent__title"], url=address(row["precedent__url_path"]), number=number, ink=Ink.BOTH)
    if row.get("action"):
        url = reverse("action", args=[row["action__plan__city__slug"], row["action"]])
        told = {"city": row["action__plan__city__name"], "title": row["action_title"]}
        return Link(title=_("Action of %(city)s: %(title)s") % told, url=url)
    if row.get("article__title"):
        title = _("Article: %(title)s") % {"title": row["article__title"]}
        return Link(title=title, url=address(row["article__url_path"]), ink=Ink.BOTH)
    return Link(
        title=_("Event: %(title)s") % {"title": row["event__title"]},
        url=event_address(row["event"], row["event__title"]),
    )
