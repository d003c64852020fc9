"""The addresses outside the portal that published pages cite, and whether they still answer.

Collected from legal bases, schemes, further reading, sources, and rich text. Checked politely: a few at a
time, a pause between two requests to one host, HEAD before GET, little read, nothing private opened. What
fails once may be a bad day: an address counts as broken when it has failed for two weeks.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from html import unescape
from typing import Any

from django.db import transaction
from django.db.models import F, Q, URLField
from django.utils import timezone
from wagtail.blocks import StreamValue
from wagtail.fields import RichTextField
from wagtail.models import Page

from handbooks.models import (
    EntryPage,
    HandbookPage,
    HandbooksPage,
    LegalBasis,
    LinkCheck,
    PrecedentIndexPage,
    PrecedentPage,
    ThemePage,
)
from portal.fetching import Answer

BROKEN_AFTER = timedelta(days=14)
CHECK_EVERY = timedelta(days=7)
LONGEST = 500
HREF = re.compile(r"""\bhref=["'](https?://[^"'\s<>]+)["']""", re.IGNORECASE)
WHOLE = re.compile(r"https?://\S+$")
WITH_TEXT: list[type[Page]] = [EntryPage, PrecedentPage, ThemePage, HandbookPage, HandbooksPage, PrecedentIndexPage]


def register_citing(*page_types: type[Page]) -> None:
    """Have the pages of a higher room read for the addresses that they cite, too."""
    WITH_TEXT.extend(page_type for page_type in page_types if page_type not in WITH_TEXT)


def broken_q(on: datetime | None = None) -> Q:
    """Match addresses that have failed for two weeks."""
    return Q(failing_since__lte=(on or timezone.now()) - BROKEN_AFTER)


def collect() -> dict[str, set[int]]:
    """Return every outside address that published pages cite, with the pages."""
    cited: dict[str, set[int]] = defaultdict(set)
    bases = LegalBasis.objects.filter(entry__live=True).select_related("provision", "scheme")
    for basis in bases:
        if basis.address:
            cited[basis.address].add(basis.entry_id)
    for page_type in WITH_TEXT:
        for page in page_type.objects.live().iterator(chunk_size=50):
            for address in addresses_in(page):
                cited[address].add(page.pk)
    return {address: pages for address, pages in cited.items() if len(address) <= LONGEST}


def addresses_in(page: Page) -> Iterator[str]:
    """Yield the outside addresses in the fields, the rich text and the blocks of a page."""
    for field in page._meta.get_fields():
        value = getattr(page, field.name, None) if field.concrete else None
        if isinstance(value, StreamValue):
            yield from addresses_in_value(value.raw_data)
        elif isinstance(field, RichTextField | URLField):
            yield from addresses_in_value(value or "")


def addresses_in_value(value: Any) -> Iterator[str]:
    """Yield the outside addresses in what is stored of a block, however deep; pages in it are not followed."""
    if isinstance(value, str):
        yield from [value] if WHOLE.match(value) else map(unescape, HREF.findall(value))
    elif isinstance(value, Mapping):
        for part in value.values():
            yield from addresses_in_value(part)
    elif isinstance(value, Sequence):
        for part in value:
            yield from addresses_in_value(part)


@transaction.atomic
def record(cited: dict[str, set[int]]) -> None:
    """Keep one row for each cited address, and forget those that nothing cites any more."""
    LinkCheck.objects.exclude(url__in=cited).delete()
    there = set(LinkCheck.objects.values_list("url", flat=True))
    LinkCheck.objects.bulk_create(
        [LinkCheck(url=address, checked_at=None) for address in cited if address not in there], ignore_conflicts=True
    )
    relation = LinkCheck.pages.through
    wanted = {
        (check, page)
        for check, address in LinkCheck.objects.values_list("pk", "url")
        for page in cited.get(address, ())
    }
    kept = set(relation.objects.values_list("linkcheck_id", "page_id"))
    gone = [
        pk
        for pk, check, page in relation.objects.values_list("pk", "linkcheck_id", "page_id")
        if (check, page) not in wanted
    ]
    relation.objects.filter(pk__in=gone).delete()
    relation.objects.bulk_create([relation(linkcheck_id=check, page_id=page) for check, page in wanted - kept])


def due(limit: int, on: datetime | None = None) -> Iterable[LinkCheck]:
    """Return up to `limit` addresses that have not been asked for a week, those never asked first."""
    before = (on or timezone.now()) - CHECK_EVERY
    waiting = LinkCheck.objects.filter(Q(checked_at__isnull=True) | Q(checked_at__lte=before))
    return waiting.order_by(F("checked_at").asc(nulls_first=True), "pk")[:limit]


def settle(check: LinkCheck, answer: Answer, at: datetime | None = None) -> None:
    """Write down how an address answered."""
    check.status, check.error, check.checked_at = answer.status, answer.error[:200], at or timezone.now()
    check.failing_since = None if answer.is_well else (check.failing_since or check.checked_at)
    check.save(update_fields=["status", "error", "checked_at", "failing_since"])
