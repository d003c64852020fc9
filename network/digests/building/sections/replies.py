"""Who named a person, and what others wrote in threads that the person started or wrote in."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

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
    followed,
    fresh,
    of_each,
    rows_of,
)
from network.forum.choices import Why
from network.forum.reading.people import place_of, short_name

NAME = "replies"
OWN = (Why.STARTED, Why.WROTE)

MENTIONS = f"""{ASKING}
SELECT one.person, found.thread_id, found.number, author.display_name, author.anonymised_at, city.name
FROM one CROSS JOIN LATERAL (
    SELECT p.thread_id, p.number, p.author_id, p.city_id
    FROM forum_mention m JOIN forum_post p ON p.id = m.post_id JOIN forum_thread t ON t.id = p.thread_id
    LEFT JOIN {OWN_ROW}
    WHERE m.person_id = one.person AND m.at > %(month)s AND {LISTED} AND t.board_id = ANY(one.boards)
      AND p.number > greatest(r.last_read, r.digested, 0) AND {NEW} AND p.author_id <> one.person AND {SAID}
    ORDER BY m.at DESC, m.id DESC LIMIT {LOOKED_AT}
) AS found
JOIN accounts_user author ON author.id = found.author_id LEFT JOIN places_city city ON city.id = found.city_id
"""  # noqa: S608  made of constants


class Said(NamedTuple):
    """A post that names somebody, and who wrote it where."""

    number: int
    name: str
    gone_at: datetime | None
    city: str | None

    @property
    def by(self) -> str:
        return place_of(short_name(self.name, self.gone_at), self.city or "")


def gather(people: People) -> dict[int, list[Choice]]:
    """Return the threads in which others wrote to each person: first those in which they are named."""
    named = mentions(people)
    news = of_each(fresh(people, [*named, *followed(people, OWN)]).values())
    names, started, wrote = _("%(name)s names you here."), _("You started this thread."), _("You wrote in this thread.")
    found: dict[int, list[Choice]] = {}
    for person, own in news.items():
        in_order = sorted(own, key=lambda one: (one.person, one.thread) not in named)[:ENOUGH]
        found[person] = [
            one.choice(NAME, names % {"name": said.by}, post=said.number)
            if (said := named.get((person, one.thread)))
            else one.choice(NAME, started if one.why == Why.STARTED else wrote)
            for one in in_order
        ]
    return found


def mentions(people: People) -> dict[Pair, Said]:
    """Return the newest post of each thread that names somebody who has not read it."""
    found: dict[Pair, Said] = {}
    for person, thread, *said in rows_of(MENTIONS, asked_of(people)):
        found.setdefault((person, thread), Said(*said))
    return found
