"""Reads a search from an address: what cannot be read is left out and said, never an error."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import BadRequest
from django.http import QueryDict
from django.utils.text import Truncator
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.search.filters import FACETS, Filters
from portal.search.phrasing import MOST_CHARACTERS, MOST_WORDS, Asked, read
from portal.search.texts import plain


@dataclass(frozen=True)
class Request:
    """A search as an address asks for it, with what was left out of it."""

    asked: Asked
    filters: Filters
    page: str = "1"
    notes: list[str] = field(default_factory=list)


def read_request(address: QueryDict) -> Request:
    """Return the search that `address` asks for. Raises BadRequest for a broken encoding."""
    if any("\ufffd" in value for name in address for value in address.getlist(name)):
        raise BadRequest("broken encoding")
    notes: list[str] = []
    asked = read(address.get("q", ""), language=(get_language() or "en").partition("-")[0])
    if asked.trimmed:
        notes.append(
            _("Your search was too long. We took its first %(words)d words or %(characters)d characters.")
            % {"words": MOST_WORDS, "characters": MOST_CHARACTERS}
        )
    chosen = {facet.name: read_value(address, facet.name, notes) for facet in FACETS}
    return Request(asked, Filters(**chosen), address.get("page", "1"), notes)


def read_value(address: QueryDict, name: str, notes: list[str]) -> str:
    """Return the value of one filter; of several the last, and none for what the vocabulary lacks."""
    facet = next(facet for facet in FACETS if facet.name == name)
    written = [value for value in address.getlist(name) if value]
    if not written:
        return ""
    label = str(facet.label).lower()
    if len(set(written)) > 1:
        notes.append(_("Only one %(facet)s can be chosen at a time: we took the last.") % {"facet": label})
    value = facet.read(written[-1])
    if not value:
        unknown = Truncator(plain(written[-1])).chars(40)
        notes.append(_("We know no %(facet)s called “%(value)s” and left it out.") % {"facet": label, "value": unknown})
    return value
