"""What came out of a thread, in the words of its page."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import F, OuterRef

from handbooks.querysets import Unrestricted
from handbooks.reading.addresses import address
from network.forum.models import Outcome
from network.forum.reading.addresses import on_page
from network.forum.reading.people import short_name
from portal.words.parts import Link, Text


@dataclass(frozen=True, slots=True)
class OutcomeShown:
    """The record, the posts that show it, and the precedent that was made of it once it is published."""

    asked: str
    result: Text
    summary: str
    where: str
    by: str
    posts: Sequence[Link]
    precedent: Link | None


def outcome_of(thread: int, url: str) -> OutcomeShown:
    """Return the outcome of a thread that the reader reads, whose page is at `url`, in one query."""
    through = Outcome.posts.through.objects.filter(outcome=OuterRef("pk"), post__number__isnull=False)
    shown_by = through.filter(post__thread=OuterRef("thread")).order_by("post__number").values("post__number")
    found = Outcome.objects.select_related("city", "by").annotate(
        shown_by=ArraySubquery(shown_by),
        precedent_title=F("precedent__title"),
        precedent_path=F("precedent__url_path"),
        is_live=F("precedent__live"),
        is_open=Unrestricted("precedent__path"),
    )
    record = found.get(thread=thread)
    path = record.precedent_path if record.is_live and record.is_open else ""
    return OutcomeShown(
        asked=record.asked,
        result=record.get_result_display(),
        summary=record.summary,
        where=", ".join(filter(None, (record.place, record.city.name if record.city else ""))),
        by=short_name(record.by.display_name, record.by.anonymised_at),
        posts=[Link(title=f"#{number}", url=on_page(url, number)) for number in record.shown_by],
        precedent=Link(title=record.precedent_title, url=address(path)) if path else None,
    )
