"""Parts of pages that readers share although their pages differ: by nation, by being signed in.

A part belongs to one generation, as the pages do, so it is never older than they may be.
"""

from __future__ import annotations

import pickle
from collections.abc import Callable
from typing import TypeVar, cast

from django.conf import settings

from portal.pagecache.release import release
from portal.pagecache.shared import shared_store

Part = TypeVar("Part")


def kept_part(name: str, make: Callable[[], Part]) -> Part:
    """Return what `make` returned when it was first asked for in this generation.

    `name` says everything that the part depends on besides what is published. Whoever gets a part must
    not change it. Without Redis, and where no page is kept, it is made each time.
    """
    if not settings.PAGE_CACHE_ENABLED:
        return make()
    store, key = shared_store(), f"parts:{release()}:{name}"
    generation, stored = store.generation_and(key)
    if generation is None:
        return make()
    mark = generation.encode()
    if stored and stored.startswith(mark):
        return cast("Part", pickle.loads(stored[len(mark) :]))  # noqa: S301 - of our own making, as in any Django cache
    part = make()
    store.keep(key, mark + pickle.dumps(part))
    return part
