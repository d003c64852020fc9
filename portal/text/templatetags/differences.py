"""Prints what changed between two texts with <ins> and <del>, and words for who cannot see them."""

from __future__ import annotations

from typing import Any

from django import template

from portal.text.differences import Change, differences, line_differences

register = template.Library()


@register.inclusion_tag("components/differences.html")
def word_differences(before: str, after: str) -> dict[str, Any]:
    """Print two texts as one. What was removed is struck out, what was added is underlined, and both are said."""
    return {"pieces": differences(before, after)}


@register.inclusion_tag("components/line-differences.html")
def whole_differences(before: str, after: str) -> dict[str, Any]:
    """Print two texts as one, line by line; of one line each, from what to what."""
    pieces = line_differences(before, after)
    return {"pieces": pieces, "is_from_to": [piece.change for piece in pieces] == [Change.REMOVED, Change.ADDED]}
