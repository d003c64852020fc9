"""Plain text in and marked extracts out.

PostgreSQL's headlines are not escaped, so matches are marked with private-use characters, which no
text of ours may hold, and become `<mark>` only after everything else was escaped.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from wagtail.rich_text import get_text_for_indexing

START, STOP = "\ue000", "\ue001"
UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\ue000-\uf8ff\ufffe\uffff]+")
HYPHENATED = re.compile(r"(?<!\w)\w++(?:[-\u2010\u2011]\w++)+")
"""Nothing in it is read twice: without the first part and the pluses, a long word is read from each of its letters."""
LONGEST_RUN = 120
RUN = re.compile(rf"(\S{{{LONGEST_RUN}}})(?=\S)")


def plain(text: str) -> str:
    """Return `text` on one line, without control and private-use characters."""
    return " ".join(UNPRINTABLE.sub(" ", text).split())


def plain_from_rich(html: str) -> str:
    """Return the words of rich text: blocks apart from each other, entities read, no tag left."""
    return plain(get_text_for_indexing(html))


def parted(text: str) -> str:
    """Return `text` with a space inside whatever goes on without one for longer than a word, or most addresses.

    PostgreSQL reads "a_a_a_…" from each place anew, in seconds for twenty thousand letters, and looks for the end of
    each "<!--"; Python sorts a long row of accents as slowly.
    """
    return RUN.sub(r"\1 ", text.replace("<!--", "<! --"))


def other_spellings(text: str) -> str:
    """Return the words of `text` as others write them: co-operative as cooperative, Môn as Mon."""
    joined = {re.sub(r"\W", "", word) for word in HYPHENATED.findall(text)}
    accented = {word for word in text.split() if not word.isascii()}
    folded = {without_accents(word) for word in accented} - accented
    return " ".join(sorted(joined | folded))


def without_accents(text: str) -> str:
    """Return `text` with letters as they are without their marks."""
    parts = unicodedata.normalize("NFKD", text)
    return "".join(letter for letter in parts if not unicodedata.combining(letter))


def sentence(parts: Iterable[str]) -> str:
    """Join what is not empty, each part ended by a full stop."""
    ended = (part if part.endswith((".", "?", "!", ":")) else f"{part}." for part in map(str.strip, parts) if part)
    return " ".join(ended)


def marked(headline: str) -> SafeString:
    """Return a headline as HTML: escaped, its matches in `<mark>`."""
    html = escape(headline).replace(START, "<mark>").replace(STOP, "</mark>")
    return mark_safe(html)  # noqa: S308  escaped in the line above; only the sentinels become tags


def is_marked(headline: str) -> bool:
    """Return whether a headline holds a match."""
    return START in headline
