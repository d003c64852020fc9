"""What readers find of the forum: posts, each for the audience of the board that its thread stands on.

The title of a thread is kept with its first post alone, or a long thread would fill every search for its words.
What a result says beside the extract is read when it is shown: threads move, and people leave.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from network.forum.choices import Audience
from network.forum.models import Board, Post
from network.forum.querysets import cities_named
from network.forum.reading.addresses import on_page, thread_address
from network.forum.reading.people import short_name
from network.forum.rules import named_cities
from portal.search.choices import AudienceKey, PassageKind
from portal.search.sources.base import Description, Part, Shown, Source
from portal.search.texts import plain
from portal.text import markdown

KEYS = {
    Audience.PUBLIC: AudienceKey.PUBLIC,
    Audience.NETWORK: AudienceKey.NETWORK,
    Audience.CITIES: AudienceKey.CITY,
}


class PostSource(Source):
    """Posts that their readers may read: published, and neither hidden nor deleted."""

    kind = PassageKind.POST
    model = Post
    tells_nations = False

    def visible(self) -> QuerySet[Post]:
        posts = Post.objects.readable().select_related("thread__board", "city")
        return posts.annotate(**cities_named("thread__board"))

    def describe(self, owner: Any) -> Description:
        thread = owner.thread
        audience = audience_of(thread.board, getattr(owner, "city_keys", None))
        return Description(
            title=plain(thread.title) if owner.number == 1 else "",
            lead=Part("", "", plain(markdown.plain(owner.body))),
            themes=thread.themes,
            nations=[owner.city.nation] if owner.city else (),
            page_id=None,
            **audience,
        )

    def shown(self, owners: Sequence[int], user: Any) -> dict[int, Shown]:
        posts = Post.objects.visible_to(user).readable().filter(pk__in=owners)
        rows = posts.select_related("thread__board", "author", "city").only(
            *("number", "published_at", "thread__title", "thread__board__title", "thread__board__slug", "city__name"),
            *("author__display_name", "author__anonymised_at"),
        )
        return {post.pk: shown(post) for post in rows}


def audience_of(board: Board, cities: list[int] | None = None) -> dict[str, Any]:
    """Return who finds what stands on a board: the key, and the cities where it is for some."""
    key = KEYS[Audience(board.audience)]
    if key != AudienceKey.CITY:
        return {"audience_key": key, "cities": []}
    return {"audience_key": key, "cities": sorted(named_cities(board) if cities is None else cities)}


def shown(post: Any) -> Shown:
    thread = post.thread
    name = short_name(post.author.display_name, post.author.anonymised_at)
    signed = ", ".join(filter(None, (name, post.city.name if post.city else "")))
    day = date_format(localtime(post.published_at), "j F Y")
    place = (
        thread.title
        if post.number == 1
        else _("%(title)s, #%(number)s") % {"title": thread.title, "number": post.number}
    )
    address = thread_address(thread.board.slug, thread.pk, thread.title)
    return Shown(url=on_page(address, post.number), title=place, detail=f"{thread.board.title} · {signed} · {day}")
