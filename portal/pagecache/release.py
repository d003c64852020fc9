"""A mark of the code that draws pages: after an upgrade no page of the code before it is served."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.conf import settings

from portal.environment import BASE_DIR

DRAWN_BY = {
    "portal": "*.py",
    "cities": "*.py",
    "handbooks": "*.py",
    "network": "*.py",
    "templates": "*.*",
    "static": "*.*",
    "locale": "*.mo",
}


@cache
def release() -> str:
    """Return a digest of everything of ours that a page is drawn from, the same on every machine."""
    digest = hashlib.blake2b(settings.SITE_URL.encode(), digest_size=8)
    for path in sources():
        digest.update(str(path.relative_to(BASE_DIR)).encode())
        digest.update(path.read_bytes())
    return digest.hexdigest()


def sources() -> Iterator[Path]:
    for folder, pattern in DRAWN_BY.items():
        yield from sorted(path for path in (BASE_DIR / folder).rglob(pattern) if path.is_file())
