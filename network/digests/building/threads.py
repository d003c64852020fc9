"""Threads with something new to a person: told by numbers, not by clocks, and by what others wrote alone.

New are posts behind `greatest(last_read, digested)` of which no letter at once told. A thread that a person never
opened, and whose last post is older than what counts as read, holds nothing new: see `ThreadQuerySet.with_reader`.
What its author deleted, what a moderator hid, and what was written by somebody who is silenced now is neither new nor
quoted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection

from network.digests.building.choice import THREAD, Choice
from network.digests.building.people import People
from network.forum.choices import Level

Pair = tuple[int, int]
"""A person and a thread."""
LOOKED_AT = 30
"""Threads of one person that a section looks at, the best first: many hold nothing new."""
WEIGHED = 13
"""Threads of one person with something new of which it is asked how much, to put them in order."""
ENOUGH = 13
"""Threads of one person that a section gives back: one more than a digest holds, so that it is known to be more."""
COUNTED = 99
"""New posts of a thread are counted so far, and no further: numbers have no gaps."""

LISTED = "t.hidden_at IS NULL AND t.merged_into_id IS NULL AND t.last_number > 0"
SAID = """
    p.hidden_at IS NULL AND p.deleted_at IS NULL AND NOT EXISTS (
        SELECT FROM forum_sanction s
        WHERE s.person_id = p.author_id AND s.lifted_at IS NULL AND s.until > %(at)s
    )
"""
"""Of posts `p`, those whose words may be passed on. A warning has no end, and stops nobody."""

OWN_ROW = "forum_reader r ON r.person_id = one.person AND r.thread_id BETWEEN t.id AND t.id"
"""What a person `one` has read of a thread `t`. It is written so that PostgreSQL finds it by the index on both: by that
on threads alone it would go through everybody who ever opened a thread, and expects these to be few.
"""
ASKING = """
WITH one AS MATERIALIZED (
    SELECT person, boards::bigint[], since, told::bigint[]
    FROM unnest(%(people)s::bigint[], %(boards)s::text[], %(since)s::timestamptz[], %(told)s::text[])
        AS one (person, boards, since, told)
)
"""
"""The people, each with the boards that they read, and the posts that letters at once told them of. Materialised, so
that the arrays are read once for each person."""
NEW = """
    t.last_number > greatest(r.last_read, r.digested, 0) AND t.last_post_at > %(month)s
    AND (coalesce(r.last_read, 0) > 0 OR t.last_post_at > one.since)
"""
"""Of threads `t`, with the reader's own row or none: those that have come further than the reader."""

FRESH = f"""
WITH news AS MATERIALIZED (
    SELECT one.person, one.told::bigint[], t.id, t.last_number, t.last_post_at, r.level, r.why,
        greatest(r.last_read, r.digested, 0) AS before,
        row_number() OVER (PARTITION BY one.person ORDER BY one.place) AS place
    FROM (
        SELECT *
        FROM unnest(%(people)s::bigint[], %(threads)s::bigint[]) WITH ORDINALITY AS pair (person, thread, place)
        JOIN unnest(%(each)s::bigint[], %(since)s::timestamptz[], %(told)s::text[]) AS person (key, since, told)
            ON person.key = pair.person
    ) AS one
    JOIN forum_thread t ON t.id = one.thread
    LEFT JOIN {OWN_ROW}
    WHERE {LISTED} AND {NEW} AND (r.level IS NULL OR r.level <> %(muted)s)
)
SELECT t.person, t.id, t.last_number, t.last_post_at, coalesce(t.level, ''), coalesce(t.why, ''), t.before,
    said.posts, said.cities, said.newest
FROM news t
CROSS JOIN LATERAL (
    SELECT count(*) AS posts, count(DISTINCT p.city_id) AS cities, max(p.number) AS newest
    FROM forum_post p
    WHERE p.thread_id = t.id AND p.number > greatest(t.before, t.last_number - {COUNTED}) AND p.number <= t.last_number
      AND p.author_id <> t.person AND NOT p.id = ANY(t.told) AND {SAID}
) AS said
WHERE t.place <= {WEIGHED} AND said.posts > 0
"""  # noqa: S608  made of constants

FOLLOWED = f"""{ASKING}
SELECT one.person, found.id
FROM one CROSS JOIN LATERAL (
    SELECT t.id
    FROM forum_reader r JOIN forum_thread t ON t.id = r.thread_id
    WHERE r.person_id = one.person AND r.level = ANY(%(levels)s) AND r.why = ANY(%(whys)s)
      AND {LISTED} AND {NEW} AND t.board_id = ANY(one.boards)
    ORDER BY t.last_post_at DESC, t.id DESC LIMIT {WEIGHED}
) AS found
"""  # noqa: S608  made of constants


@dataclass(frozen=True, slots=True)
class News:
    """What is new to a person in a thread: `posts` of others, from so many `cities`, the last of them `newest`."""

    person: int
    thread: int
    number: int
    at: datetime
    level: str
    why: str
    before: int
    posts: int
    cities: int
    newest: int

    @property
    def rank(self) -> tuple[Any, ...]:
        """Where it stands: people, not volume, then the newest."""
        return -self.cities, -self.at.timestamp(), -self.thread

    @property
    def is_whole(self) -> bool:
        """Whether nothing of the thread was read or told of before."""
        return self.before == 0

    def choice(self, section: str, why: str, *, post: int = 0) -> Choice:
        """Return the choice of this thread; without a `post` the newest of the new ones is quoted."""
        return Choice(
            section=section,
            kind=THREAD,
            key=self.thread,
            why=why,
            number=self.number,
            before=self.before,
            new=self.posts,
            post=post or self.newest,
        )


def fresh(people: People, pairs: Iterable[Pair]) -> dict[Pair, News]:
    """Return, of pairs of a person and a thread, those where the thread holds something new to the person.

    The pairs of each person come in the order of what matters most; of the first dozen that hold something, what.
    """
    wanted = list(dict.fromkeys(pairs))
    if not wanted:
        return {}
    asked = {
        "people": as_array(person for person, _thread in wanted),
        "threads": as_array(thread for _person, thread in wanted),
        "each": people.keys,
        "told": told_of(people),
        "since": [people.new_from(person) for person in people.keys],
        "month": people.since,
        "at": people.at,
        "muted": Level.MUTED,
    }
    found = (News(*row) for row in rows_of(FRESH, asked))
    return {(news.person, news.thread): news for news in found}


def of_each(found: Iterable[News]) -> dict[int, list[News]]:
    """Return what is new to each person, in the order in which they read it: people, not volume, then the newest."""
    own: dict[int, list[News]] = defaultdict(list)
    for news in found:
        own[news.person].append(news)
    return {person: sorted(theirs, key=lambda news: news.rank) for person, theirs in own.items()}


def followed(people: People, whys: Sequence[str]) -> list[Pair]:
    """Return the threads that people track or watch for some reasons, and that have come further, the newest first."""
    levels = [Level.TRACKING, Level.WATCHING]
    return rows_of(FOLLOWED, asked_of(people) | {"levels": levels, "whys": list(whys)})


def asked_of(people: People) -> dict[str, Any]:
    """Return what statements that begin with `ASKING` are given."""
    return {
        "people": people.keys,
        "boards": [as_array(people.boards_of(person)) for person in people.keys],
        "told": told_of(people),
        "since": [people.new_from(person) for person in people.keys],
        "month": people.since,
        "at": people.at,
    }


def told_of(people: People) -> list[str]:
    """Return the posts that letters at once told each of: a digest tells nobody of them again."""
    return [as_array(people.told_posts.get(person, ())) for person in people.keys]


def as_array(keys: Iterable[int]) -> str:
    """Return keys as PostgreSQL writes an array: of very many the driver takes long to do so."""
    return "{" + ",".join(map(str, keys)) + "}"


def rows_of(statement: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, asked)
        return cursor.fetchall()
