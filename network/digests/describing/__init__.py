"""What notices are about: for each source who may read it now, and what it says to them.

A source says in `readable` which notices their person may read. The list, the count and the letters ask the same, so
that none of them tells more than the others.
"""

from __future__ import annotations

from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Q

from network.digests.describing import events, matches, moderation, networks, parts, posts, updates
from network.digests.describing.line import Line, Source

MODULES: tuple[Source, ...] = (posts, matches, parts, updates, networks, events, moderation)
SOURCES = frozenset(source for module in MODULES for source in module.SOURCES)


def readable(user: Any) -> Q:
    """Match the notices about what `user` may read now, whosever they are."""
    return reduce(or_, (module.readable(user) for module in MODULES))


def described(notices: list[Any], user: Any) -> dict[int, Line]:
    """Return what each notice of one person says, by its key. What has gone meanwhile is left out."""
    found: dict[int, Line] = {}
    for module in MODULES:
        if own := [one for one in notices if one.source in module.SOURCES]:
            found.update(module.described(own, user))
    return found
