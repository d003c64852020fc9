"""The pages that a reader of an unknown address may have meant."""

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
from portal.words.parts import Link

logger = logging.getLogger(__name__)

MOST_NEAREST = 5
MOST_WORDS = 6
PATIENCE = 300  # milliseconds
STRUCTURE = {"handbooks", "local", "government", "civil", "society", "precedents", "glossary", "index", "html", "php"}


def nearest_pages(path: str) -> Sequence[Link]:
    """Return up to five pages whose words are near those of `path`. Never raises."""
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
        nearest = Hits(reader, asked, query, Filters(), latest, weighs_words=True).best()[:MOST_NEAREST]
        if nearest:
            shown = Showing(reader, asked, query).results(nearest)
            return [Link(title=found.title, url=found.url, number=found.number, ink=found.ink) for found in shown]
    return []
