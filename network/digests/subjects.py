"""The subject of a digest: something true and specific of what is in it, and nothing that could be in any.

It is made of the first parts of the digest: a title where a part has one item, and how many where it has more.
"""

from __future__ import annotations

from collections.abc import Callable

from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.digests.building.choice import Contents, Part
from network.digests.building.sections import asks, handbooks, outcomes, plans_due, plans_followed, precedents
from portal.text.hidden import one_line

LONGEST = 80
"""Characters. Lists of mails show about so many on a desk, and the first half of them on a telephone."""
TITLE = 44
"""Characters of a title beside which there is room for something else."""
DAY = 20
"""Characters of a day."""


def subject_of(contents: Contents) -> str:
    """Return the subject: what the first parts hold, as many as there is room for, in one line."""
    first, *others = contents.parts
    said = phrase_of(first, TITLE if others else LONGEST, beside=bool(others))
    for part in others:
        longer = f"{said}, {phrase_of(part, TITLE, beside=True)}"
        said = longer if len(longer) <= LONGEST else said
    return said[:1].upper() + said[1:]


def phrase_of(part: Part, most: int, *, beside: bool) -> str:
    """Return what a part of a digest holds: the title of its first item, or how many there are and of what.

    A title that stands beside something else is quoted, since titles have commas and questions of their own.
    """
    number, first = len(part.items), part.items[0].described
    if number > 1 and part.name in COUNTED:
        return COUNTED[part.name](number)
    title = one_line(first.title) or one_line(str(part.title))
    more = ngettext("and %(number)d more", "and %(number)d more", number - 1) % {"number": number - 1}
    end = f" {more}" if number > 1 else ""
    if day := cut(one_line(first.day), DAY):
        end = " " + _("on %(day)s") % {"day": day} + end
        return cut(title, most - len(end)) + end
    if part.name == plans_due.NAME:
        return cut(_("update due: %(action)s") % {"action": title}, most)
    if beside or end:
        return _("“%(title)s”") % {"title": cut(title, most - len(end) - 2)} + end
    return cut(title, most)


def cut(text: str, most: int) -> str:
    return text if len(text) <= most else Truncator(text).chars(most, truncate="…")


COUNTED: dict[str, Callable[[int], str]] = {
    asks.NAME: lambda number: (
        ngettext("%(number)d ask you could answer", "%(number)d asks you could answer", number) % {"number": number}
    ),
    plans_due.NAME: lambda number: (
        ngettext("%(number)d update due", "%(number)d updates due", number) % {"number": number}
    ),
    plans_followed.NAME: lambda number: (
        ngettext("%(number)d update on plans you follow", "%(number)d updates on plans you follow", number)
        % {"number": number}
    ),
    handbooks.NAME: lambda number: (
        ngettext("%(number)d change in the handbooks", "%(number)d changes in the handbooks", number)
        % {"number": number}
    ),
    precedents.NAME: lambda number: (
        ngettext("%(number)d new precedent", "%(number)d new precedents", number) % {"number": number}
    ),
    outcomes.NAME: lambda number: ngettext("%(number)d outcome", "%(number)d outcomes", number) % {"number": number},
}
"""How many items of a section there are, where they are better counted than named."""
