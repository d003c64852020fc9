"""Characters of which nothing is seen: refused in names, taken out of titles and paragraphs.

Some turn the direction of reading, so that a text says one thing and means another; others make a text that is not
empty look so. Source: Unicode Technical Report 36, section 2.9 (bidirectional text spoofing).
"""

from __future__ import annotations

import re
import unicodedata

# Marks that write text the other way: "control", "format", "private use", "surrogate" in Unicode's words.
REFUSED = {"Cc", "Cf", "Co", "Cs"}
# Letters and marks of which nothing is seen. Source: Unicode, DerivedCoreProperties, Default_Ignorable_Code_Point;
# the last two are the empty Braille cell and the empty head of a note.
UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f\u3164"
    "\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufff8\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    "\u2800\U0001d159]"
)
PICTURE = (
    "[\u00a9\u00ae\u203c\u2049\u2122\u2139\u2190-\u21ff\u2300-\u23ff\u24c2\u25aa-\u27bf\u2934\u2935\u2b00-\u2bff"
    "\u3030\u303d\u3297\u3299\U0001f000-\U0001faff](?:\ufe0e|\ufe0f|[\U0001f3fb-\U0001f3ff])?"
)
# Joined pictures, keys, and the flags of England, Scotland and Wales.
# Source: Unicode Technical Standard 51, 1.4.9 and annex C.
EMOJI = re.compile(
    "(\U0001f3f4\U000e0067\U000e0062"
    "(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f"
    f"|{PICTURE}(?:\u200d{PICTURE})*|[0-9#*]\ufe0f\u20e3)"
)
SEPARATOR, JOINER = "\u200c", "\u200d"
VIRAMA = 9  # the combining class of what takes a consonant's vowel away
# Scripts whose letters change when they are parted.
CURSIVE = {"ARABIC", "SYRIAC", "NKO", "MONGOLIAN", "ADLAM"}
UNSTORABLE = re.compile("[\0\ud800-\udfff]")
LINE_END = re.compile("\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")


def script(character: str) -> str:
    """Return the first word of the character's name, which for a letter is its script."""
    return unicodedata.name(character, "").partition(" ")[0]


def hides(line: str) -> bool:
    """Say whether something in `line` cannot be seen, and changes nothing that can."""
    return without_hidden(line) != line


def without_hidden(text: str) -> str:
    """Return text without what cannot be seen; line ends, and what joins pictures and letters, stay."""
    if text.replace("\n", " ").isprintable() and not UNSEEN.search(text):
        return text
    pieces = EMOJI.split(text)  # every other one is an emoji
    pieces[::2] = map(shown, pieces[::2])
    return "".join(pieces)


def shown(words: str) -> str:
    """Return words without an emoji, and without what cannot be seen in them."""
    around = zip(f" {words}", words, f"{words[1:]} ", strict=False)
    return "".join(
        character
        for before, character, after in around
        if character == "\n" or not is_unseen(character) or shapes(character, before, after)
    )


def is_unseen(character: str) -> bool:
    return bool(UNSEEN.match(character)) or unicodedata.category(character) in REFUSED


def shapes(character: str, before: str, after: str) -> bool:
    """Say whether a joiner or a separator gives the letters around it another shape. Source: RFC 5892, A.1 and A.2

    Bengali also writes its joiner before the virama.
    """
    if character not in (SEPARATOR, JOINER):
        return False
    if unicodedata.combining(before) == VIRAMA:
        return True
    if character == JOINER:
        return script(before) == "BENGALI" and unicodedata.combining(after) == VIRAMA
    return script(before) in CURSIVE and script(before) == script(after)


def storable(text: str) -> str:
    """Return text without what PostgreSQL stores nowhere: NUL, and halves of pairs of surrogates."""
    return UNSTORABLE.sub("", text)


def one_line(text: str) -> str:
    """Return text in one line, without what cannot be seen, its spaces single; empty where nothing is seen."""
    return " ".join(without_hidden(" ".join(text.split())).split())


def paragraphs(text: str) -> str:
    """Return text of several lines with one kind of line end, nothing around it, and without what cannot be seen.

    It is empty where nothing is seen.
    """
    return without_hidden(LINE_END.sub("\n", text).replace("\t", " ")).strip()
