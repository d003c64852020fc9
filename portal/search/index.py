"""Writes passages, in the transaction of the act that changed their owner."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from typing import Any, TypeVar

from django.contrib.contenttypes.models import ContentType
from django.db import models, transaction
from django.utils import translation

from portal.search.models import Passage
from portal.search.sources import SOURCES, Source, source_of
from portal.search.sources.base import Description, Part
from portal.search.texts import other_spellings, parted, plain
from portal.words.nations import Nation

Item = TypeVar("Item")

OWNERS_AT_ONCE = 100
WRITTEN = [
    "kind", "page_id", "is_lead", "position", "number", "title", "heading", "text", "also", "detail", "standing",
    "themes", "nations", "handbooks", "bodies", "audience_key", "cities", "language",
]  # fmt: skip
LONGEST_HEADING = 255
# PostgreSQL takes at most a megabyte of lexemes to a vector and notes no position after 16,383.
LONGEST_TEXT = 200_000


@dataclass
class Tally:
    """What a rebuild did."""

    written: int = 0
    unchanged: int = 0
    removed: int = 0
    kinds: dict[str, int] = field(default_factory=dict)


def write(owner: models.Model, tally: Tally | None = None) -> None:
    """Write the passages of `owner` as it stands in memory, or take them away if readers may not find it."""
    source = source_of(type(owner))
    if source is None:
        return
    if source.visible().filter(pk=owner.pk).exists():
        write_described([owner], source, tally or Tally())
    else:
        remove(owner, tally)


def refresh(model: type[models.Model], **lookups: Any) -> None:
    """Write the passages of owners as they stand in the database."""
    for owner in model._default_manager.filter(**lookups).iterator():
        write(owner)


def refresh_many(model: type[models.Model], owners: Iterable[int]) -> None:
    """Write the passages of many owners as they stand in the database, or take them away, a hundred at a time."""
    source = source_of(model)
    if source is None:
        return
    for keys in batched(owners, OWNERS_AT_ONCE):
        found = list(source.visible().filter(pk__in=keys))
        write_described(found, source, Tally())
        hidden = set(keys) - {owner.pk for owner in found}
        Passage.objects.of_model(model).filter(object_id__in=hidden).delete()


@transaction.atomic
def write_described(owners: Sequence[models.Model], source: Source, tally: Tally) -> None:
    """Bring the rows of owners of one kind to what their source says, touching only those that differ."""
    passages = [passage for owner in owners for passage in described(owner, source)]
    rows = Passage.objects.of_model(source.model).filter(object_id__in=[owner.pk for owner in owners])
    known = {(row.object_id, row.anchor): row for row in rows.defer("vector", "slices")}
    changed = [passage for passage in passages if differs(passage, known.get((passage.object_id, passage.anchor)))]
    kept = {(passage.object_id, passage.anchor) for passage in passages}
    gone = [row.pk for key, row in known.items() if key not in kept]
    tally.unchanged += len(passages) - len(changed)
    tally.written += len(changed)
    tally.removed += len(gone)
    if gone:
        Passage.objects.filter(pk__in=gone).delete()
    if changed:
        Passage.objects.bulk_create(
            changed,
            update_conflicts=True,
            unique_fields=["content_type", "object_id", "anchor"],
            update_fields=[name.removesuffix("_id") for name in WRITTEN],
        )


def batched(items: Iterable[Item], size: int) -> Iterator[list[Item]]:
    """Yield items by so many at a time."""
    rest = iter(items)
    while some := list(islice(rest, size)):
        yield some


def remove(owner: models.Model, tally: Tally | None = None) -> None:
    """Take the passages of `owner` away."""
    removed, _kinds = Passage.objects.of(owner).delete()
    if tally:
        tally.removed += removed


def described(owner: models.Model, source: Source) -> list[Passage]:
    """Return the passages of `owner`, the leading one first, in the language of the owner."""
    language = getattr(getattr(owner, "locale", None), "language_code", None)
    with translation.override(language):
        described = source.describe(owner)
        lead = passage(owner, source, described, described.lead)
        elsewhere = " ".join(f"{part.heading}. {part.text}" for part in described.parts)
        words = parted(f"{described.also} {elsewhere}".strip())
        spellings = other_spellings(f"{parted(described.title)} {lead.text} {words}")
        lead.also = f"{words} {spellings}".strip()[:LONGEST_TEXT]
        lead.title, lead.number, lead.is_lead = plain(described.title)[:255], described.number, True
        sections = [passage(owner, source, described, part) for part in described.parts]
    for position, section in enumerate(sections, start=1):
        section.position = position
        section.also = other_spellings(section.text)[:LONGEST_TEXT]
    return [lead, *once_each(sections)]


def once_each(sections: list[Passage]) -> Iterator[Passage]:
    """Yield sections whose anchor did not stand before, because a page has each id once."""
    seen = {""}
    for section in sections:
        if section.anchor not in seen:
            seen.add(section.anchor)
            yield section


def passage(owner: models.Model, source: Source, described: Description, part: Part) -> Passage:
    """Return one unsaved row with what all passages of an owner share."""
    return Passage(
        kind=source.kind,
        content_type=ContentType.objects.get_for_model(owner),
        object_id=owner.pk,
        page_id=described.page_id,
        is_lead=False,
        anchor=part.anchor,
        heading=part.heading[:LONGEST_HEADING],
        text=parted(part.text)[:LONGEST_TEXT],
        detail=described.detail[:120],
        standing=described.standing,
        themes=list(described.themes),
        nations=list(described.nations or Nation.values),
        handbooks=list(described.handbooks),
        bodies=list(described.bodies),
        audience_key=described.audience_key,
        cities=list(described.cities),
        language=described.language,
    )


def differs(passage: Passage, known: Passage | None) -> bool:
    """Return whether a passage is new or unlike the row that stands for it."""
    return known is None or any(getattr(passage, name) != getattr(known, name) for name in WRITTEN)


def rebuild() -> Tally:
    """Bring the whole index to what its sources say, a hundred owners at a time. Safe to repeat."""
    tally = Tally()
    for source in SOURCES:
        owners = source.visible()
        for some in batched(owners.iterator(chunk_size=OWNERS_AT_ONCE), OWNERS_AT_ONCE):
            write_described(some, source, tally)
            tally.kinds[source.kind] = tally.kinds.get(source.kind, 0) + len(some)
        tally.removed += remove_strays(source)
    tally.removed += Passage.objects.exclude(kind__in=[source.kind for source in SOURCES]).delete()[0]
    return tally


def remove_strays(source: Source) -> int:
    """Remove passages of owners that are gone or that readers may no longer find."""
    visible = source.visible().order_by().values("pk")
    strays = Passage.objects.filter(kind=source.kind).exclude(object_id__in=visible)
    removed, _kinds = strays.delete()
    return removed
