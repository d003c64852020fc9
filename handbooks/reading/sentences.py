"""Whole sentences from the start of a text."""

from __future__ import annotations

import re

ENDS = re.compile(r"(?<=[.!?])\s+(?=[A-Z0-9£“])")


def first_sentences(text: str, most: int) -> str:
    """Return as many whole sentences as fit into `most` characters, and at least one."""
    kept = ""
    for sentence in ENDS.split(text.strip()):
        longer = f"{kept} {sentence}".strip()
        if kept and len(longer) > most:
            break
        kept = longer
    return kept
