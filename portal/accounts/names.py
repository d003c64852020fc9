"""What may stand as a person's name: anything that can be seen, and nothing that turns or hides other text."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

LONGEST = 80
# The joiner inside emoji and Indic names, and the tags that spell the flags of Scotland and Wales.
# Source: Unicode Technical Standard 51, 2.3 and annex C.
ALLOWED_FORMATS = {"\u200c", "\u200d", *map(chr, range(0xE0020, 0xE0080))}
# Marks that write text the other way: "control", "format", "private use", "surrogate" in Unicode's words.
REFUSED = {"Cc", "Cf", "Co", "Cs"}
SEEN = {"L", "N", "S"}


def clean_line(text: str) -> str:
    """Return `text` in one form and one line, perhaps empty.

    Raises ValidationError with words for the person when it holds marks that cannot be seen.
    """
    line = unicodedata.normalize("NFC", " ".join(text.split()))
    if any(unicodedata.category(character) in REFUSED and character not in ALLOWED_FORMATS for character in line):
        raise ValidationError(
            _("This holds hidden marks, perhaps from a copied text. Type it again, with letters that can be seen."),
            code="hidden",
        )
    return line


def clean_name(text: str) -> str:
    """Return a name of one to 80 characters. Raises ValidationError with words for the person."""
    name = clean_line(text)
    if not any(unicodedata.category(character)[0] in SEEN for character in name):
        raise ValidationError(_("Use at least one letter or number."), code="empty")
    if len(name) > LONGEST:
        raise ValidationError(
            _("Use at most %(most)s characters; this has %(count)s."),
            code="max_length",
            params={"most": LONGEST, "count": len(name)},
        )
    return name
