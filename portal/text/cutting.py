"""Text that is cut to what there is room for, and never inside a word."""

from __future__ import annotations

ENDS = " ,;:.–-(“‘"
"""What does not stand before the mark of what was left out."""


def at_a_word(text: str, most: int) -> str:
    """Return text of at most so many characters; where it is longer, as many whole words as fit, and "…".

    A word that is longer than half of the room, or a text without spaces, is cut where the room ends.
    """
    if len(text) <= most:
        return text
    start = text[:most]  # with one character more than there is room for beside the mark: it may be the space
    end = start.rfind(" ")
    return f"{start[: end if end > most // 2 else most - 1].rstrip(ENDS)}…"
