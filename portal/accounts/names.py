"""What may stand as a person's name: anything that can be seen and is what it looks like."""

from __future__ import annotations

import re
import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.lookalikes import mixes_scripts, script

LONGEST = 80
MOST_MARKS = 3  # on one letter: the dot, the vowel and the nasal of a Devanagari syllable
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
    "\U0001f3f4\U000e0067\U000e0062"
    "(?:\U000e0065\U000e006e\U000e0067|\U000e0073\U000e0063\U000e0074|\U000e0077\U000e006c\U000e0073)\U000e007f"
    f"|{PICTURE}(?:\u200d{PICTURE})*|[0-9#*]\ufe0f\u20e3"
)
SEPARATOR, JOINER = "\u200c", "\u200d"
VIRAMA = 9  # the combining class of what takes a consonant's vowel away
# Scripts whose letters change when they are parted.
CURSIVE = {"ARABIC", "SYRIAC", "NKO", "MONGOLIAN", "ADLAM"}


def clean_line(text: str) -> str:
    """Return `text` in one form and one line, perhaps empty.

    Raises ValidationError with words for the person when it holds marks that cannot be seen, or a pile of them.
    """
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if hides(EMOJI.sub(".", line)):
        raise ValidationError(
            _("This holds hidden marks, perhaps from a copied text. Type it again, with letters that can be seen."),
            code="hidden",
        )
    if longest_pile(line) > MOST_MARKS:
        raise ValidationError(
            _("Use at most %(most)s accents on one letter."), code="marks", params={"most": MOST_MARKS}
        )
    return line


def hides(line: str) -> bool:
    """Say whether something in `line`, from which emoji are taken, cannot be seen and changes nothing that can."""
    around = zip(f" {line}", line, f"{line[1:]} ", strict=False)
    return any(
        (UNSEEN.match(character) or unicodedata.category(character) in REFUSED) and not shapes(character, before, after)
        for before, character, after in around
    )


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


def longest_pile(line: str) -> int:
    """Count the marks without a width of their own that stand on one letter, at most."""
    longest = pile = 0
    for character in line:
        pile = pile + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        longest = max(longest, pile)
    return longest


def clean_name(text: str) -> str:
    """Return a name of one to 80 characters. Raises ValidationError with words for the person."""
    name = clean_line(text)
    kinds = {unicodedata.category(character) for character in name}
    if not any(kind[0] in "LN" or kind == "So" for kind in kinds):
        raise ValidationError(_("Use at least one letter or number."), code="empty")
    if len(name) > LONGEST:
        raise ValidationError(
            _("Use at most %(most)s characters; this has %(count)s."),
            code="max_length",
            params={"most": LONGEST, "count": len(name)},
        )
    if mixes_scripts(name):
        raise ValidationError(
            _(
                "A word of this mixes letters of two alphabets, such as a Greek or Cyrillic “o” among Latin letters."
                " Type it again in one alphabet."
            ),
            code="scripts",
        )
    return name
