"""Posts that concern somebody: they are named, answered, or follow the thread; and a reply that became the answer."""

from __future__ import annotations

from typing import Any

from django.utils.text import Truncator
from django.utils.translation import gettext as _

from network.digests.choices import NoticeKind
from network.digests.describing.line import Causes, Line, keys_of, who
from network.forum.models import Post
from network.forum.querysets import PostQuerySet
from network.forum.reading.addresses import on_page, thread_address
from portal.text.markdown import plain

POST, ANSWER = "post", "answer"
FIELDS = (
    *("pk", "number", "body", "thread__title", "thread__pk", "thread__board__slug", "city__name"),
    *("author__display_name", "author__anonymised_at"),
)
LOOKED_AT = 800
LINE = 160


def readable(user: Any) -> PostQuerySet:
    return Post.objects.visible_to(user).readable()


def accepted(user: Any) -> PostQuerySet:
    return readable(user).filter(answers__isnull=False)


READABLE: dict[str, Causes] = {POST: readable, ANSWER: accepted}


def described(notices: list[Any], user: Any) -> dict[int, Line]:
    keys = keys_of(notices, POST) | keys_of(notices, ANSWER)
    posts = {row["pk"]: row for row in Post.objects.filter(pk__in=keys).values(*FIELDS)}
    return {one.pk: line_of(posts[one.object_id], one) for one in notices if one.object_id in posts}


def line_of(row: dict[str, Any], notice: Any) -> Line:
    name, place = who(row["author__display_name"], row["author__anonymised_at"]), row["city__name"] or ""
    told = {"who": ", ".join(filter(None, (name, place))), "thread": row["thread__title"]}
    address = thread_address(row["thread__board__slug"], row["thread__pk"], row["thread__title"])
    words = Truncator(" ".join(plain(row["body"][:LOOKED_AT]).split())).chars(LINE)
    url = on_page(address, row["number"])
    return Line(said=sentence(notice, row) % told, url=url, words=words, name=name, place=place, about=told["thread"])


def sentence(notice: Any, row: dict[str, Any]) -> str:
    if notice.source == ANSWER:
        return _("Your reply is the accepted answer in “%(thread)s”")
    if notice.kind == NoticeKind.MENTION:
        return _("%(who)s named you in “%(thread)s”")
    if row["number"] == 1:
        return _("%(who)s began “%(thread)s”")
    if notice.kind == NoticeKind.REPLY:
        return _("%(who)s answered in “%(thread)s”")
    return _("%(who)s wrote in “%(thread)s”")
