"""Threads that a person follows themselves, and in which posts came that they neither read nor were told of."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from django.db import connection
from django.utils.translation import gettext as _

from network.digests.building.choice import THREAD, Choice
from network.digests.building.people import People
from network.forum.choices import Level, Why

NAME = "followed"
MOST = 24
"""Threads of one person that are looked at: more than a digest holds, for some of them may not be read any more."""

FOLLOWED = """
SELECT one.person, r.thread_id, r.why, t.last_number, greatest(r.last_read, r.digested)
FROM unnest(%(people)s::bigint[]) AS one (person)
CROSS JOIN LATERAL (
    SELECT r.thread_id, r.why, r.last_read, r.digested
    FROM forum_reader r JOIN forum_thread t ON t.id = r.thread_id
    WHERE r.person_id = one.person AND r.level = ANY(%(levels)s)
      AND t.last_number > greatest(r.last_read, r.digested) AND t.last_post_at > %(since)s
      AND t.hidden_at IS NULL AND t.merged_into_id IS NULL
    ORDER BY t.last_post_at DESC LIMIT %(most)s
) AS r
JOIN forum_thread t ON t.id = r.thread_id
"""


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the threads with new posts that each person tracks or watches, the newest first."""
    asked: dict[str, Any] = {
        "people": people.keys,
        "levels": [Level.TRACKING, Level.WATCHING],
        "since": people.since,
        "most": MOST,
    }
    found: dict[int, list[Choice]] = defaultdict(list)
    with connection.cursor() as cursor:
        cursor.execute(FOLLOWED, asked)
        for person, thread, why, number, before in cursor.fetchall():
            told = _("You follow this thread: %(why)s.") % {"why": Why(why).label}
            one = Choice(section=NAME, kind=THREAD, key=thread, why=told, number=number, before=before)
            found[person].append(one)
    return found
