"""The subject of a digest: something true and specific of what is in it, and nothing that could be in any.

It says who and what of the first parts. A part offers several ways to say what it holds, the most telling first: the
first for which there is room is taken. A title is whole or not there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from network.digests.building.choice import Contents, Item, Part
from network.digests.building.sections import (
    articles,
    asks,
    coverage,
    events,
    followed,
    handbooks,
    mentions,
    outcomes,
    plans_due,
    plans_followed,
    precedents,
    quiet,
    replies,
    uses,
)
from portal.text.hidden import one_line

LONGEST = 80
"""Characters. Lists of mails show about so many on a desk, and the first half of them on a telephone."""
TITLE = 60
"""Characters of a title. What is longer is said in other words."""


def subject_of(contents: Contents) -> str:
    """Return the subject: what the first parts hold, as many as there is room for, in one line."""
    said: list[str] = []
    for part in contents.parts:
        left = LONGEST - sum(len(phrase) + 2 for phrase in said)
        if phrase := next((one for one in phrases_of(part) if len(one) <= left), ""):
            said.append(phrase)
    if not said:
        said = [counted(contents.parts[0])]
    subject = ("; " if any(", " in phrase for phrase in said) else ", ").join(said)
    return subject[:1].upper() + subject[1:]


def summary_of(contents: Contents) -> str:
    """Return how much of what a digest holds, in one line."""
    said = ", ".join(map(counted, contents.parts))
    return f"{said[:1].upper()}{said[1:]}."


def phrases_of(part: Part) -> Iterator[str]:
    """Yield ways to say what a part holds, the best first; none where it is not to be in a subject."""
    items = [item for item in part.items if not item.described.full]
    if not items:
        return
    title = one_line(items[0].described.title)
    if len(items) == 1:
        yield from ALONE.get(part.name, quoted)(items[0], title if len(title) <= TITLE else "")
    if part.name in (mentions.NAME, replies.NAME):
        yield from said_by(part.name, items)
    yield counted(Part(part.name, part.title, items))


def said_by(section: str, items: list[Item]) -> Iterator[str]:
    """Say who names or answers the reader, of the first thread in which somebody does."""
    first = items[0]
    if who := one_line(first.described.speaker):
        if section == mentions.NAME:
            words = _("%(who)s names you")
        elif all(item.described.speaker == first.described.speaker for item in items):
            words = _("%(who)s answers you")
        else:
            words = _("%(who)s and others answer you")
        yield words % {"who": who}


def quoted(item: Item, title: str) -> Iterator[str]:
    if title:
        yield _("“%(title)s”") % {"title": title}


def update_of(item: Item, title: str) -> Iterator[str]:
    if called := one_line(item.described.called):
        words = _("update overdue on %(action)s") if item.described.late else _("update due on %(action)s")
        yield words % {"action": called}


def ask_of(item: Item, title: str) -> Iterator[str]:
    if title and (city := one_line(item.described.place)):
        yield _("%(city)s asks: %(title)s") % {"city": city, "title": title}


def event_on(item: Item, title: str) -> Iterator[str]:
    if title and (day := one_line(item.described.day)):
        yield _("%(title)s on %(day)s") % {"title": title, "day": day}


def reply_in(item: Item, title: str) -> Iterator[str]:
    if title and (who := one_line(item.described.speaker)):
        yield _("%(who)s writes in “%(title)s”") % {"who": who, "title": title}


def unanswered(item: Item, title: str) -> Iterator[str]:
    if title:
        yield _("nobody has answered “%(title)s”") % {"title": title}


def nothing(item: Item, title: str) -> Iterator[str]:
    yield from ()


ALONE: dict[str, Callable[[Item, str], Iterator[str]]] = {
    mentions.NAME: nothing,
    replies.NAME: reply_in,
    plans_due.NAME: update_of,
    asks.NAME: ask_of,
    events.NAME: event_on,
    quiet.NAME: unanswered,
}
"""What is said of the one item of a part, from its title where that is not too long."""


def counted(part: Part) -> str:
    """Return how many items of what a part has: of updates, how many are overdue and how many are not."""
    number = len(part.items)
    if part.name != plans_due.NAME:
        return COUNTED[part.name](number)
    late = sum(item.described.late for item in part.items)
    return ", ".join(([overdue(late)] if late else []) + ([due(number - late)] if number > late else []))


def overdue(number: int) -> str:
    return ngettext("%(number)d update overdue", "%(number)d updates overdue", number) % {"number": number}


def due(number: int) -> str:
    return ngettext("%(number)d update due", "%(number)d updates due", number) % {"number": number}


COUNTED: dict[str, Callable[[int], str]] = {
    mentions.NAME: lambda number: (
        ngettext("%(number)d thread names you", "%(number)d threads name you", number) % {"number": number}
    ),
    replies.NAME: lambda number: (
        ngettext("news in %(number)d thread of yours", "news in %(number)d threads of yours", number)
        % {"number": number}
    ),
    asks.NAME: lambda number: (
        ngettext("%(number)d ask you could answer", "%(number)d asks you could answer", number) % {"number": number}
    ),
    events.NAME: lambda number: (
        ngettext("%(number)d event to answer", "%(number)d events to answer", number) % {"number": number}
    ),
    followed.NAME: lambda number: (
        ngettext("%(number)d thread you follow", "%(number)d threads you follow", number) % {"number": number}
    ),
    uses.NAME: lambda number: (
        ngettext("%(number)d thread on what your city uses", "%(number)d threads on what your city uses", number)
        % {"number": number}
    ),
    plans_followed.NAME: lambda number: (
        ngettext("%(number)d piece of news on plans", "%(number)d pieces of news on plans", number) % {"number": number}
    ),
    handbooks.NAME: lambda number: (
        ngettext("%(number)d change in the handbooks", "%(number)d changes in the handbooks", number)
        % {"number": number}
    ),
    precedents.NAME: lambda number: (
        ngettext("%(number)d new precedent", "%(number)d new precedents", number) % {"number": number}
    ),
    articles.NAME: lambda number: (
        ngettext("%(number)d new article", "%(number)d new articles", number) % {"number": number}
    ),
    coverage.NAME: lambda number: (
        ngettext("%(number)d report on your city", "%(number)d reports on your city", number) % {"number": number}
    ),
    outcomes.NAME: lambda number: ngettext("%(number)d outcome", "%(number)d outcomes", number) % {"number": number},
    quiet.NAME: lambda number: (
        ngettext("%(number)d thread without an answer", "%(number)d threads without an answer", number)
        % {"number": number}
    ),
}
"""How many items of a section there are."""
