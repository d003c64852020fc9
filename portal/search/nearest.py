"""The pages that a reader of an unknown address may have meant: those whose titles have half of its words or more,
or that have all of several words.

A page that only says one of the words somewhere was not meant, and is worse than no suggestion.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Sequence
from urllib.parse import unquote

from django.contrib.auth.models import AnonymousUser
from django.db import DatabaseError

from portal.search.filters import Filters
from portal.search.hits import Hits
from portal.search.models import Passage
from portal.search.phrasing import Asked, read
from portal.search.searching import patience
from portal.search.shown import Showing
from portal.search.spelling import Lexicon
from portal.search.weighing import TITLE, words_standing
from portal.words.parts import Link

logger = logging.getLogger(__name__)

MOST_NEAREST = 5
MOST_WORDS = 6
PATIENCE = 300  # milliseconds
STRUCTURE = {"handbooks", "local", "government", "civil", "society", "precedents", "glossary", "index", "html", "php"}

ROOMS = {"accounts", "cities", "documents", "editor", "letters", "mailbox", "media", "network", "plans", "report"}
"""Where no page of the handbooks ever stood: a word of such an address names no page."""


def nearest_pages(path: str) -> Sequence[Link]:
    """Return up to five pages whose words are near those of `path`. Never raises."""
    if path.lstrip("/").partition("/")[0] in ROOMS:
        return []
    asked = asked_by(path)
    if not asked.wanted:
        return []
    try:
        with patience(PATIENCE):
            return links(asked)
    except DatabaseError:
        logger.warning("The nearest pages could not be found", exc_info=True)
        return []


def asked_by(path: str) -> Asked:
    """Return the words of the last part of a path that says anything, the way a search reads them."""
    for part in reversed(unquote(path[:500]).split("/")):
        words = [word for word in re.findall(r"[^\W_]+", part) if word.lower() not in STRUCTURE and len(word) > 1]
        if words:
            return read(" ".join(words[:MOST_WORDS]))
    return Asked()


def links(asked: Asked) -> list[Link]:
    """Return the best matches for the words of a path, spelled better where none is ours."""
    reader = AnonymousUser()
    latest = Passage.objects.latest_key()
    better = Lexicon(reader, asked, latest).suggestions()
    asked = read(better[0]) if better else asked
    for query in (asked.all_words(), asked.any_word()):
        hits = Hits(reader, asked, query, Filters(), latest, weighs_words=True)
        hits.narrow(lambda _rank, bits: may_be_meant(bits, len(asked.wanted)))
        if nearest := hits.best()[:MOST_NEAREST]:
            shown = Showing(reader, asked, query).results(nearest)
            return [Link(title=found.title, url=found.url, number=found.number, ink=found.ink) for found in shown]
    return []


def may_be_meant(bits: int, wanted: int) -> bool:
    """Return whether a hit has enough of the wanted words for a reader to have meant it."""
    return 2 * words_standing(bits, TITLE) >= wanted or words_standing(bits) >= max(2, wanted)
