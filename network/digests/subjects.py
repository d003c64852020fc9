"""The subject of a digest: something true and specific of what is in it, and nothing that could be in any."""

from __future__ import annotations

from collections.abc import Callable

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.digests.building.choice import Contents, Item, Part
from network.digests.choices import ItemKind
from portal.text.hidden import one_line

LONGEST = 80
"""Characters. Lists of mails show about so many on a desk, and the first half of them on a telephone."""
TITLE = 46
"""Characters of a title that stands beside something else."""


def subject_of(contents: Contents) -> str:
    """Return the subject: what its first parts hold, as far as it fits, in one line."""
    said = ""
    for part in contents.parts:
        phrase = phrase_of(part, TITLE if len(contents.parts) > 1 else LONGEST)
        longer = f"{said}, {phrase}" if said else phrase
        if len(longer) > LONGEST:
            continue
        said = longer
    return said[:1].upper() + said[1:] if said else cut(contents.items[0].described.title, LONGEST)


def phrase_of(part: Part, most: int) -> str:
    """Return what a part of a digest holds, in a few words: how many, or which one it is."""
    if len(part.items) > 1 and part.name in COUNTED:
        return COUNTED[part.name](len(part.items))
    return phrase_of_item(part.items[0], most)


def phrase_of_item(item: Item, most: int) -> str:
    """Return the title of an item; of an event also its day."""
    title, when = one_line(item.described.title), one_line(item.described.when)
    if item.choice.kind == ItemKind.EVENT and when:
        return _("%(event)s on %(when)s") % {"event": cut(title, most - 16), "when": cut(when, 24)}
    return cut(title, most)


def cut(text: str, most: int) -> str:
    return Truncator(one_line(text)).chars(most, truncate="…")


def asks(number: int) -> str:
    return ngettext("%(number)d ask you could answer", "%(number)d asks you could answer", number) % {"number": number}


def replies(number: int) -> str:
    return ngettext("%(number)d thread calls you", "%(number)d threads call you", number) % {"number": number}


COUNTED: dict[str, Callable[[int], str]] = {}
