"""The subject of a digest: something true and specific of what is in it."""

from __future__ import annotations

from network.digests.building.choice import Contents
from portal.text.hidden import one_line


def subject_of(contents: Contents) -> str:
    return one_line(contents.items[0].described.title)[:80]
