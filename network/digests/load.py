"""Generated members who want a digest, for benchmarks: what they chose, follow, read and are named in.

Written by the database itself, for members and posts that are there. Nothing is announced, and nobody is told at once.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction

from cities.places.load import ADDRESS, generate_members
from network.digests.choices import Cadence
from network.digests.models import Preference
from network.forum.choices import Level, Why
from network.forum.load import boards

THREADS_EACH = 8
"""Threads of the last month that a member follows."""

FRESH = """
WITH fresh AS (
  SELECT u.id, u.place FROM (
    SELECT id, row_number() OVER (ORDER BY id) - 1 AS place FROM accounts_user WHERE email LIKE %(members)s
  ) AS u WHERE u.place < %(most)s AND NOT EXISTS (SELECT FROM digests_preference p WHERE p.person_id = u.id)
), recent AS (
  SELECT array_agg(t.id ORDER BY t.id) AS ids, array_agg(t.last_number ORDER BY t.id) AS numbers FROM forum_thread t
  JOIN forum_board b ON b.id = t.board_id AND b.slug LIKE 'generated-%%'
  WHERE t.last_post_at > now() - interval '28 days' AND t.last_number > 0
)
"""
"""Members who have chosen nothing, and the threads in which something was written of late."""

READERS = """
INSERT INTO forum_reader (person_id, thread_id, level, why, last_read, digested)
SELECT fresh.id, recent.ids[chosen.at], CASE WHEN turn = 0 THEN %(watching)s ELSE %(tracking)s END,
  CASE WHEN turn = 1 THEN %(wrote)s ELSE %(chose)s END,
  greatest(recent.numbers[chosen.at] - (place + turn) %% 4, 0), 0
FROM recent CROSS JOIN fresh CROSS JOIN generate_series(0, %(each)s - 1) AS turn
CROSS JOIN LATERAL (SELECT 1 + ((place * 7919 + turn * 104729) %% cardinality(recent.ids))::int AS at) AS chosen
WHERE recent.ids IS NOT NULL
ON CONFLICT (person_id, thread_id) DO NOTHING
"""

FOLLOWS = """
INSERT INTO forum_follow (person_id, board_id, theme, level, since)
SELECT fresh.id, boards.ids[1 + place %% cardinality(boards.ids)], '', %(tracking)s, now() - interval '60 days'
FROM fresh, (SELECT array_agg(id ORDER BY id) AS ids FROM forum_board WHERE slug LIKE 'generated-%%') AS boards
WHERE place %% 3 = 0
ON CONFLICT DO NOTHING
"""

MENTIONS = """
INSERT INTO forum_mention (post_id, person_id, at)
SELECT p.id, fresh.id, p.published_at
FROM recent CROSS JOIN fresh
CROSS JOIN LATERAL (SELECT 1 + ((place * 104729) %% cardinality(recent.ids))::int AS at) AS chosen
JOIN forum_post p ON p.thread_id = recent.ids[chosen.at] AND p.number = recent.numbers[chosen.at]
WHERE place %% 5 = 0 AND p.author_id <> fresh.id
ON CONFLICT (post_id, person_id) DO NOTHING
"""

LISTINGS = """
INSERT INTO forum_listing (thread_id, expires_on, state, met_note)
SELECT t.id, current_date + 60, 'open', '' FROM recent JOIN forum_thread t ON t.id = ANY(recent.ids)
WHERE t.kind IN ('ask', 'offer') AND NOT EXISTS (SELECT FROM forum_listing l WHERE l.thread_id = t.id)
"""

HERE_SINCE = """
UPDATE accounts_user u SET joined_at = now() - interval '1 year' FROM fresh WHERE fresh.id = u.id
"""

PREFERENCES = """
INSERT INTO digests_preference
  (person_id, cadence, weekday, hour, since, at_once, plans_in_digest)
SELECT id, CASE WHEN place %% 10 = 9 THEN %(off)s WHEN place %% 10 > 5 THEN %(daily)s ELSE %(weekly)s END,
  place %% 5, 6 + place %% 4, now() - interval '60 days', '{}', true
FROM fresh
"""


def generate_digests(number: int) -> int:
    """Let `number` generated members want a digest; return how many are new. They follow what is there by then."""
    generate_members(number)
    boards()
    told: dict[str, Any] = {"members": f"%{ADDRESS}", "most": number, "each": THREADS_EACH}
    told |= {"chose": Why.CHOSE, "wrote": Why.WROTE}
    told |= {"watching": Level.WATCHING, "tracking": Level.TRACKING}
    told |= {"off": Cadence.OFF, "daily": Cadence.DAILY, "weekly": Cadence.WEEKLY}
    there = Preference.objects.count()
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in (READERS, FOLLOWS, MENTIONS, LISTINGS, HERE_SINCE, PREFERENCES):
            cursor.execute(FRESH + statement, told)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE forum_reader, forum_follow, forum_mention, forum_listing, digests_preference")
    return Preference.objects.count() - there
