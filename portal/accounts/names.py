"""What may stand as a person's name: anything that can be seen and is what it looks like."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from portal.accounts.lookalikes import mixes_scripts
from portal.text.hidden import hides

LONGEST = 80
ENDS_LINE = {"Cc", "Zl", "Zp"}
"""Characters that control how text is set, by their categories in Unicode."""
MOST_MARKS = 3  # on one letter: the dot, the vowel and the nasal of a Devanagari syllable


def clean_line(text: str) -> str:
    """Return `text` in one form and one line, perhaps empty.

    Raises ValidationError with words for the person when it holds marks that cannot be seen, or a pile of them.
    """
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if hides(line):
        raise ValidationError(
            _("This holds hidden marks, perhaps from a copied text. Type it again, with letters that can be seen."),
            code="hidden",
        )
    if longest_pile(line) > MOST_MARKS:
        raise ValidationError(
            _("Use at most %(most)s accents on one letter."), code="marks", params={"most": MOST_MARKS}
        )
    return line


def refuse_line_ends(text: str) -> None:
    """Raise ValidationError with words for the person where something within `text` ends a line, or controls it."""
    if any(unicodedata.category(character) in ENDS_LINE for character in text.strip()):
        raise ValidationError(
            _("This holds the end of a line, a tab or another control character. Type it again in one line."),
            code="control",
        )


def longest_pile(line: str) -> int:
    """Count the marks without a width of their own that stand on one letter, at most."""
    longest = pile = 0
    for character in line:
        pile = pile + 1 if unicodedata.category(character) in ("Mn", "Me") else 0
        longest = max(longest, pile)
    return longest


def clean_name(text: str) -> str:
    """Return a name of one to 80 characters. Raises ValidationError with words for the person.

    What ends a line within it is refused, and not made a space: a name stands in the heads of letters.
    """
    refuse_line_ends(text)
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
