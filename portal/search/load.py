"""Passages of generated posts, written by the database itself, to measure the search among a million."""

from __future__ import annotations

from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.db import connection

from network.forum.load import texts
from network.forum.models import Post
from portal.search.choices import AudienceKey, PassageKind
from portal.search.texts import plain
from portal.text import markdown

PASSAGES = """
INSERT INTO search_passage (kind, content_type_id, object_id, is_lead, position, anchor, number, title, heading, text,
  also, detail, standing, themes, nations, handbooks, bodies, audience_key, cities, language)
SELECT %(kind)s, %(type)s, p.id, true, 0, '', '', CASE WHEN p.number = 1 THEN t.title ELSE '' END, '', said.words,
  '', '', '', t.themes, ARRAY[c.nation], '{}', '{}', CASE b.audience WHEN 'public' THEN %(all)s ELSE %(network)s END,
  '{}', 'en'
FROM forum_post p
JOIN forum_thread t ON t.id = p.thread_id
JOIN forum_board b ON b.id = t.board_id AND b.slug LIKE 'generated-%%'
JOIN places_city c ON c.id = p.city_id
JOIN unnest(%(bodies)s::text[], %(words)s::text[]) AS said (body, words) ON said.body = p.body
LEFT JOIN search_passage there ON there.content_type_id = %(type)s AND there.object_id = p.id
WHERE there.id IS NULL
"""


def generate_passages() -> int:
    """Make findable what was generated in the forum and is not yet; return how many posts that were."""
    bodies = texts()
    told: dict[str, Any] = {
        "kind": PassageKind.POST,
        "type": ContentType.objects.get_for_model(Post).pk,
        "all": AudienceKey.PUBLIC,
        "network": AudienceKey.NETWORK,
        "bodies": bodies,
        "words": [plain(markdown.plain(body)) for body in bodies],
    }
    with connection.cursor() as cursor:
        cursor.execute(PASSAGES, told)
        return int(cursor.rowcount)
