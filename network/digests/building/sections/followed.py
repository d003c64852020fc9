"""What is new in threads that a person follows, and on boards and themes that they follow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from heapq import merge
from itertools import islice
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.digests.building.choice import Choice
from network.digests.building.people import People
from network.digests.building.threads import ENOUGH, LISTED, LOOKED_AT, Pair, followed, fresh, of_each, rows_of
from network.forum.choices import Why
from network.forum.reading.lists import FOLLOWS
from portal.words.parts import Text
from portal.words.themes import Theme

NAME = "followed"
NEWEST = 200
"""Threads of a board or a theme that are looked at, the newest first: not everybody reads all of them."""
BECAUSE: dict[str, Text] = {
    Why.CHOSE: gettext_lazy("You chose to follow this thread."),
    Why.STARTED: gettext_lazy("You started this thread."),
    Why.WROTE: gettext_lazy("You wrote in this thread."),
    Why.MENTIONED: gettext_lazy("Somebody named you in this thread."),
}
"""Why a person follows a thread itself."""

ON_BOARDS = f"""
SELECT 'board ' || b.id, b.title, -extract(epoch FROM t.last_post_at), t.id, t.board_id
FROM forum_board b CROSS JOIN LATERAL (
    SELECT t.id, t.board_id, t.last_post_at FROM forum_thread t
    WHERE t.board_id = b.id AND {LISTED} AND t.last_post_at > %(month)s
    ORDER BY t.last_post_at DESC, t.id DESC LIMIT {NEWEST}
) AS t
WHERE b.id = ANY(%(boards)s)
UNION ALL
SELECT 'theme ' || followed.theme, '', -extract(epoch FROM t.last_post_at), t.id, t.board_id
FROM unnest(%(themes)s::text[]) AS followed (theme) CROSS JOIN LATERAL (
    SELECT t.id, t.board_id, t.last_post_at FROM forum_thread t
    WHERE t.themes @> ARRAY[followed.theme]::varchar[] AND {LISTED} AND t.last_post_at > %(month)s
    ORDER BY t.last_post_at DESC, t.id DESC LIMIT {NEWEST}
) AS t
ORDER BY 3, 4
"""  # noqa: S608  made of constants


class New(NamedTuple):
    """A thread on something that people follow: the later its last post, the less is `before`."""

    before: float
    thread: int
    board: int
    why: str


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the threads with something new that each person follows, then those on what they follow.

    A thread for which the person chose a level, be it Normal, is left to that.
    """
    own = dict.fromkeys(followed(people, Why.values), "")
    whys = {**own, **{pair: why for pair, why in on_what(people) if pair not in own}}
    because = {why: str(words) for why, words in BECAUSE.items()}
    found = {}
    for person, theirs in of_each(fresh(people, whys).values()).items():
        chosen = [(one, whys[person, one.thread]) for one in theirs if not (one.level and whys[person, one.thread])]
        ranked = sorted(chosen, key=lambda pair: pair[1] != "")
        found[person] = [one.choice(NAME, why or because[one.why]) for one, why in ranked[:ENOUGH]]
    return found


def on_what(people: People) -> Iterator[tuple[Pair, str]]:
    """Yield the newest threads on what each person follows, with what that is in words."""
    wanted = {
        person: [f"theme {row.theme}" if row.theme else f"board {row.board_id}" for row in rows if row.level in FOLLOWS]
        for person, rows in people.follows.items()
    }
    newest = newest_on({one for own in wanted.values() for one in own}, people)
    for person, own in wanted.items():
        heard = people.heard_boards(person)
        for one in islice((one for one in merge(*(newest[name] for name in own)) if one.board in heard), LOOKED_AT):
            yield (person, one.thread), one.why


def newest_on(names: set[str], people: People) -> dict[str, list[New]]:
    """Return the newest threads on each of some boards and themes, in one query."""
    found: dict[str, list[New]] = defaultdict(list)
    boards = [int(name.removeprefix("board ")) for name in names if name.startswith("board ")]
    themes = [name.removeprefix("theme ") for name in names if name.startswith("theme ")]
    asked = {"boards": boards, "themes": themes, "month": people.since}
    whys: dict[str, str] = {}
    for name, title, before, thread, board in rows_of(ON_BOARDS, asked):
        whys[name] = whys.get(name) or why_of(name, title)
        found[name].append(New(float(before), thread, board, whys[name]))
    return found


def why_of(name: str, title: str) -> str:
    if title:
        return _("You follow the board %(board)s.") % {"board": title}
    return _("You follow the theme %(theme)s.") % {"theme": Theme(name.removeprefix("theme ")).label}
