"""Who named a person in a thread, be it one that they follow or not."""

from __future__ import annotations

from django.utils.translation import gettext as _

from network.digests.building.choice import Choice
from network.digests.building.people import People
from network.digests.building.threads import (
    ASKING,
    ENOUGH,
    LISTED,
    LOOKED_AT,
    NEW,
    OWN_ROW,
    SAID,
    Pair,
    asked_of,
    fresh,
    of_each,
    rows_of,
)

NAME = "mentions"

MENTIONS = f"""{ASKING}
SELECT one.person, found.thread_id, found.number
FROM one CROSS JOIN LATERAL (
    SELECT p.thread_id, p.number
    FROM forum_mention m JOIN forum_post p ON p.id = m.post_id JOIN forum_thread t ON t.id = p.thread_id
    LEFT JOIN {OWN_ROW}
    WHERE m.person_id = one.person AND m.at > %(month)s AND {LISTED} AND t.board_id = ANY(one.boards)
      AND p.number > greatest(r.last_read, r.digested, 0) AND {NEW} AND p.author_id <> one.person
      AND NOT p.id = ANY(one.told) AND {SAID}
    ORDER BY m.at DESC, m.id DESC LIMIT {LOOKED_AT}
) AS found
"""  # noqa: S608  made of constants


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the threads in which each person is named, with the newest post that names them."""
    named, why = mentions(people), _("You are named here.")
    return {
        person: [one.choice(NAME, why, post=named[person, one.thread]) for one in own[:ENOUGH]]
        for person, own in of_each(fresh(people, named).values()).items()
    }


def mentions(people: People) -> dict[Pair, int]:
    """Return the number of the newest post of each thread that names somebody who has not read it."""
    found: dict[Pair, int] = {}
    for person, thread, number in rows_of(MENTIONS, asked_of(people)):
        found.setdefault((person, thread), number)
    return found
