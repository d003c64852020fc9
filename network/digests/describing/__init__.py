"""What notices are about: for each source who may read it now, and what it says to them.

A source says in `READABLE` what its notices may be about, as far as a person reads it. The list, the count and the
letters ask the same, so that none of them tells more than the others.
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Exists, OuterRef, Q

from network.digests.describing import events, matches, moderation, networks, parts, posts, updates
from network.digests.describing.line import Causes, Line, Source

MODULES: tuple[Source, ...] = (posts, matches, parts, updates, networks, events, moderation)
READABLE: dict[str, Causes] = {source: rows for module in MODULES for source, rows in module.READABLE.items()}


def readable(user: Any, sources: Collection[str]) -> Q:
    """Match the notices of some sources about what `user` may read now, whosever they are."""
    found = Q(pk__in=[])
    for source in sorted(sources & READABLE.keys()):
        found |= Q(source=source) & Q(Exists(READABLE[source](user).filter(pk=OuterRef("object_id"))))
    return found


def described(notices: list[Any], user: Any) -> dict[int, Line]:
    """Return what each notice of one person says, by its key. What has gone meanwhile is left out."""
    found: dict[int, Line] = {}
    for module in MODULES:
        if own := [one for one in notices if one.source in module.READABLE]:
            found.update(module.described(own, user))
    return found
