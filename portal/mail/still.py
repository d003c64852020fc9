"""Letters that waited, about things with an audience: rooms say of which their person may still read what they tell."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from django.utils.translation import gettext_lazy as _

from portal.mail.models import Letter

Still = Callable[[Sequence[Letter]], set[str]]
"""Returns the keys of those of some letters that may still leave as they were written, in few queries."""
OUTDATED = _("What it tells was changed, or is not for the person any more")

_asked: dict[str, Still] = {}


def register_still(prefix: str, still: Still) -> None:
    """Ask this of the letters whose keys begin so; a room calls it from `AppConfig.ready`."""
    _asked[prefix] = still


def outdated(letters: Sequence[Letter]) -> set[str]:
    """Return the keys of those of some letters that are not to leave as they were written."""
    found: set[str] = set()
    for prefix, still in _asked.items():
        own = [letter for letter in letters if letter.key.startswith(prefix)]
        if own:
            found |= {letter.key for letter in own} - still(own)
    return found
