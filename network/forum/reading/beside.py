"""What a page prints beside the rows that it reads: facts that hang on a key, and on nothing that one may ask about.

Written as SQL that stands as it is: the same questions asked through the query compiler cost more than the whole page.
Who may read the thread is decided by `visible_to` alone, where these are annotated.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db.models import F, Func, JSONField, Value


class Beside(Func):
    """An annotation of rows: an object with the facts of one of them, as JSON."""

    output_field = JSONField()

    def __init__(self, *keys: str, person: int | None, more: Sequence[Value] = (), **extra: Any) -> None:
        """Take the fields with the keys that the facts hang on, and who reads: None for somebody without an account."""
        super().__init__(*map(F, keys), Value(person or 0), *more, **extra)


class BesideThread(Beside):
    """What its links lead to, the cities that its board names, and what the reader has with it.

    `reader` is how far they have read it, their level and why, or null; `theme_levels` are by theme.
    """

    template = """(SELECT jsonb_build_object(
        'about', ARRAY(
            SELECT CASE
                WHEN entry_id IS NOT NULL THEN 'entry' WHEN precedent_id IS NOT NULL THEN 'precedent'
                WHEN action_id IS NOT NULL THEN 'action' WHEN article_id IS NOT NULL THEN 'article'
                ELSE 'event'
            END
            FROM forum_threadlink WHERE thread_id = asked.thread
        ),
        'cities', ARRAY(
            SELECT jsonb_build_array(c.id, c.name) FROM forum_board_cities named
            JOIN places_city c ON c.id = named.city_id WHERE named.board_id = asked.board ORDER BY c.name
        ),
        'reader', (
            SELECT jsonb_build_array(last_read, level, why) FROM forum_reader
            WHERE thread_id = asked.thread AND person_id = asked.person
        ),
        'board_level', (SELECT level FROM forum_follow WHERE board_id = asked.board AND person_id = asked.person),
        'theme_levels', (
            SELECT jsonb_object_agg(theme, level) FROM forum_follow WHERE theme <> '' AND person_id = asked.person
        ),
        'has_draft', EXISTS (SELECT FROM forum_draft WHERE thread_id = asked.thread AND person_id = asked.person)
    ) FROM (VALUES (%(expressions)s)) AS asked (thread, board, person))"""

    def __init__(self, person: int | None) -> None:
        super().__init__("pk", "board", person=person)


class BesideRow(Beside):
    """Where a thread stands, who began it and from where, what came of it, and who wrote in it last.

    By the names that the fields have from the thread, so that they can stand among its columns.
    """

    template = """(SELECT jsonb_build_object(
        'board__slug', b.slug, 'board__title', b.title, 'city__name', c.name,
        'author__display_name', u.display_name, 'author__anonymised_at', u.anonymised_at,
        'listing__state', l.state, 'listing__expires_on', l.expires_on,
        'outcome__result', (SELECT result FROM forum_outcome WHERE thread_id = asked.thread),
        'last_name', w.display_name, 'last_gone', w.anonymised_at, 'last_hidden', p.hidden_at,
        'last_deleted', p.deleted_at
    ) FROM (VALUES (%(expressions)s)) AS asked (thread, board, city, author, number, person)
    JOIN forum_board b ON b.id = asked.board
    JOIN accounts_user u ON u.id = asked.author
    LEFT JOIN places_city c ON c.id = asked.city
    LEFT JOIN forum_listing l ON l.thread_id = asked.thread
    LEFT JOIN forum_post p ON p.thread_id = asked.thread AND p.number = asked.number
    LEFT JOIN accounts_user w ON w.id = p.author_id)"""

    def __init__(self, person: int | None) -> None:
        super().__init__("pk", "board", "city", "author", "last_number", person=person)


class BesidePost(Beside):
    """Who signs it and from where, how many found it useful, its files, and whether the reader marked and keeps it."""

    template = """(SELECT jsonb_build_object(
        'name', u.display_name, 'is_gone', u.anonymised_at IS NOT NULL,
        'city', c.name, 'organisation', o.name, 'kind', o.kind,
        'useful', (SELECT count(*) FROM forum_useful WHERE post_id = asked.post),
        'is_marked', EXISTS (SELECT FROM forum_useful WHERE post_id = asked.post AND person_id = asked.person),
        'is_kept', EXISTS (SELECT FROM forum_bookmark WHERE post_id = asked.post AND person_id = asked.person),
        'files', ARRAY(
            SELECT jsonb_build_array(a.id, d.name, d.size, a.is_image) FROM forum_attachment a
            JOIN media_privatefile d ON d.id = a.document_id
            WHERE a.post_id = asked.post AND a.removed_at IS NULL ORDER BY a.id
        )
    ) FROM (VALUES (%(expressions)s)) AS asked (post, author, city, partner, person)
    JOIN accounts_user u ON u.id = asked.author
    LEFT JOIN places_city c ON c.id = asked.city
    LEFT JOIN places_partner p ON p.id = asked.partner
    LEFT JOIN places_organisation o ON o.id = p.organisation_id)"""

    def __init__(self, person: int | None) -> None:
        super().__init__("pk", "author", "city", "partner", person=person)


class BesideBoard(Beside):
    """The cities that it names, how closely the reader follows it, its newest thread, and how many are `new` to them.

    Those are new that were written in after `since` and that they have not read, counted to `most`. On a board that
    they have muted only threads count for which they chose another level.
    """

    template = """(SELECT jsonb_build_object(
        'cities', ARRAY(
            SELECT jsonb_build_array(c.id, c.name) FROM forum_board_cities named
            JOIN places_city c ON c.id = named.city_id WHERE named.board_id = asked.board ORDER BY c.name
        ),
        'level', coalesce(f.level, 'normal'),
        'newest', (
            SELECT t.id FROM forum_thread t
            WHERE t.board_id = asked.board AND t.hidden_at IS NULL AND t.merged_into_id IS NULL AND t.last_number > 0
            ORDER BY t.last_post_at DESC, t.id DESC LIMIT 1
        ),
        'new', (SELECT count(*) FROM (
            SELECT FROM forum_thread t
            WHERE t.board_id = asked.board AND t.hidden_at IS NULL AND t.merged_into_id IS NULL AND t.last_number > 0
            AND t.last_post_at > asked.since
            AND NOT EXISTS (
                SELECT FROM forum_reader r WHERE r.thread_id = t.id AND r.person_id = asked.person
                AND (r.last_read >= t.last_number OR r.level = 'muted')
            )
            AND (f.level IS DISTINCT FROM 'muted' OR EXISTS (
                SELECT FROM forum_reader r WHERE r.thread_id = t.id AND r.person_id = asked.person AND r.level <> ''
            ))
            ORDER BY t.last_post_at DESC, t.id DESC LIMIT %(most)s
        ) AS found)
    ) FROM (VALUES (%(expressions)s)) AS asked (board, person, since)
    LEFT JOIN forum_follow f ON f.board_id = asked.board AND f.person_id = asked.person)"""

    def __init__(self, person: int | None, *, since: datetime, most: int) -> None:
        super().__init__("pk", person=person, more=[Value(since)], most=most)
