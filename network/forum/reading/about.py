"""What a thread is about, as links for its margin: only things that the reader may read, by titles that they may read.

An action is named as its last edition names it; only who works on the plan reads the title of one without an edition.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Case, CharField, F, OuterRef, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.plans.models import EditionAction
from handbooks.reading.addresses import address, entry_number
from network.forum.models import ThreadLink
from network.forum.reading.addresses import event_address
from portal.words.parts import Ink, Link

COLUMNS = (
    *("pk", "entry__title", "entry__url_path", "entry__audience", "entry__theme_number", "entry__item_number"),
    *("precedent__title", "precedent__url_path", "precedent__item_number", "action", "action_title"),
    *("action__plan__city__slug", "action__plan__city__name", "event", "event__title"),
)


KINDS = ("entry", "precedent", "action", "event")


def kind_of_link() -> Case:
    """Return which of its fields a link fills."""
    filled = (When(**{f"{kind}__isnull": False}, then=Value(kind)) for kind in KINDS)
    return Case(*filled, output_field=CharField())


def things_of(thread: int, user: Any, kinds: Collection[str] = KINDS) -> list[Link]:
    """Return what a thread that `user` reads is about, in one query. `kinds` are those of its links, where known."""
    return [link_of(row) for row in rows_of(thread, user, kinds)]


def rows_of(thread: int, user: Any, kinds: Collection[str] = KINDS) -> QuerySet[Any, dict[str, Any]]:
    """Return the links of a thread to things that `user` reads, as `link_of` takes them."""
    links = ThreadLink.objects.filter(thread=thread).to_things_of(user, kinds)
    published = EditionAction.objects.visible_to(user).filter(action=OuterRef("action")).order_by("-edition__number")
    titled = links.annotate(action_title=Coalesce(Subquery(published.values("title")[:1]), F("action__title")))
    return titled.order_by("pk").values(*COLUMNS)


def link_of(row: dict[str, Any]) -> Link:
    if row["entry__title"]:
        number = entry_number(row["entry__audience"], row["entry__theme_number"], row["entry__item_number"])
        return Link(title=row["entry__title"], url=address(row["entry__url_path"]), number=number, ink=Ink.of(number))
    if row["precedent__title"]:
        number = f"P {row['precedent__item_number']}" if row["precedent__item_number"] else ""
        return Link(title=row["precedent__title"], url=address(row["precedent__url_path"]), number=number, ink=Ink.BOTH)
    if row["action"]:
        url = reverse("action", args=[row["action__plan__city__slug"], row["action"]])
        told = {"city": row["action__plan__city__name"], "title": row["action_title"]}
        return Link(title=_("Action of %(city)s: %(title)s") % told, url=url)
    return Link(
        title=_("Event: %(title)s") % {"title": row["event__title"]},
        url=event_address(row["event"], row["event__title"]),
    )
