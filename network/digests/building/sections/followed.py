"""What is new in threads that a person follows, and on boards and themes that they follow."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from network.digests.building.choice import Choice
from network.digests.building.people import People
from network.digests.building.threads import (
    ASKING,
    LISTED,
    LOOKED_AT,
    NEW,
    Pair,
    asked_of,
    followed,
    fresh,
    of_each,
    rows_of,
)
from network.forum.choices import Level, Why
from portal.words.parts import Text
from portal.words.themes import Theme

NAME = "followed"
BECAUSE: dict[str, Text] = {
    Why.CHOSE: gettext_lazy("You chose to follow this thread."),
    Why.STARTED: gettext_lazy("You started this thread."),
    Why.WROTE: gettext_lazy("You wrote in this thread."),
    Why.MENTIONED: gettext_lazy("Somebody named you in this thread."),
}
"""Why a person follows a thread itself."""

ON_WHAT = f"""{ASKING}
SELECT one.person, found.id, found.board, f.theme
FROM one JOIN forum_follow f ON f.person_id = one.person AND f.level = ANY(%(levels)s)
CROSS JOIN LATERAL (
    (
        SELECT t.id, b.title AS board
        FROM forum_thread t JOIN forum_board b ON b.id = t.board_id
        LEFT JOIN forum_reader r ON r.person_id = one.person AND r.thread_id = t.id
        WHERE t.board_id = f.board_id AND t.board_id = ANY(one.boards) AND {LISTED} AND {NEW}
          AND (r.level IS NULL OR r.level = '')
        ORDER BY t.last_post_at DESC, t.id DESC LIMIT {LOOKED_AT}
    )
    UNION ALL
    (
        SELECT t.id, ''
        FROM forum_thread t LEFT JOIN forum_reader r ON r.person_id = one.person AND r.thread_id = t.id
        WHERE f.theme <> '' AND t.themes @> ARRAY[f.theme] AND t.board_id = ANY(one.boards) AND {LISTED} AND {NEW}
          AND (r.level IS NULL OR r.level = '')
        ORDER BY t.last_post_at DESC, t.id DESC LIMIT {LOOKED_AT}
    )
) AS found
ORDER BY f.id
"""  # noqa: S608  made of constants
"""A thread for which the person chose a level, be it Normal, is left to that."""


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the threads with something new that each person follows, then those on what they follow."""
    own, others = followed(people, Why.values), dict(on_what(people))
    news = fresh(people, [*own, *others])
    found = {}
    for person, theirs in of_each(news.values()).items():
        ranked = sorted(theirs, key=lambda one: (one.person, one.thread) in others)
        found[person] = [
            one.choice(NAME, others.get((person, one.thread)) or str(BECAUSE[Why(one.why)])) for one in ranked
        ]
    return found


def on_what(people: People) -> Iterator[tuple[Pair, str]]:
    """Yield the threads that stand on what people follow, with what that is in words."""
    asked = asked_of(people, without_muted=True) | {"levels": [Level.TRACKING, Level.WATCHING]}
    for person, thread, board, theme in rows_of(ON_WHAT, asked):
        if theme:
            yield (person, thread), _("You follow the theme %(theme)s.") % {"theme": Theme(theme).label}
        else:
            yield (person, thread), _("You follow the board %(board)s.") % {"board": board}
