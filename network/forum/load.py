"""Generated threads and posts for benchmarks, written by the database itself: a million in about a minute.

They stand on boards whose titles say that they are generated, by the members that `cities.places` generates. One
thread is deep, the others share the rest. Nothing is announced, so nothing else grows with them.
"""

from __future__ import annotations

from typing import Any

from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils.text import slugify

from cities.places.load import ADDRESS, generate_members
from network.forum.choices import Audience
from network.forum.models import Board, Post, Thread
from portal.text import markdown
from portal.words.themes import Theme

AUTHORS = 1_000
DEEPEST = 5_000
"""Posts of the deep thread, once there are ten times as many."""

SUBJECTS = (
    *("community land trust", "empty homes", "selective licensing", "social value", "heat networks", "asset transfer"),
    *("living wage", "food procurement", "credit union", "municipal bonds", "solar panels on schools", "retrofit"),
    *("apprenticeships", "market traders", "worker co-operatives", "business rates relief", "pension fund"),
    *("bus routes", "care at home", "childcare", "meanwhile use", "compulsory purchase", "allotments", "high street"),
    *("repair workshops", "timebank", "participatory budget", "citizens' panel", "licences for landlords"),
    *("waste wood", "river bathing", "playing fields"),
)
SAID = (
    "We did this with {first} two years ago, and the part that took longest was not the law: it was to agree who "
    "answers for {second}.\n\n- Ask the **lead organisation** first.\n- Write down what happens to {second} when it "
    "leaves.\n\n> The report on {first} went through in one meeting.\n\nThe rest you find in the minutes. (generated)"
)

THREADS = """
INSERT INTO forum_thread (board_id, title, kind, themes, author_id, city_id, created_at, last_number, last_post_at)
SELECT boards.ids[1 + n %% cardinality(boards.ids)], 'Who has done this before? Thread ' || n || ' (generated)',
  (ARRAY['discussion', 'question', 'ask', 'offer'])[1 + n %% 4], ARRAY[(%(themes)s::text[])[1 + n %% %(many)s]],
  people.ids[1 + n %% cardinality(people.ids)], people.cities[1 + n %% cardinality(people.ids)],
  now() - (%(last)s - n) * interval '9 minutes' - interval '1 day', 0, now()
FROM generate_series(%(first)s, %(last)s) AS n,
  (SELECT array_agg(id ORDER BY id) AS ids FROM forum_board WHERE slug LIKE 'generated-%%') AS boards,
  (SELECT array_agg(id ORDER BY id) AS ids, array_agg(city ORDER BY id) AS cities FROM ({authors}) AS writers) AS people
"""

POSTS = """
INSERT INTO forum_post (thread_id, number, author_id, city_id, body, html, html_version, submission, written_at,
  published_at, hidden_reason)
SELECT threads.id, number, people.ids[1 + (threads.id + number * 7) %% cardinality(people.ids)],
  people.cities[1 + (threads.id + number * 7) %% cardinality(people.ids)],
  texts.bodies[1 + (threads.id * 31 + number) %% %(texts)s],
  texts.htmls[1 + (threads.id * 31 + number) %% %(texts)s], %(version)s,
  gen_random_uuid(), threads.created_at + number * interval '40 minutes',
  threads.created_at + number * interval '40 minutes', ''
FROM (
  SELECT t.id, t.last_number, t.created_at, row_number() OVER (ORDER BY t.id) AS rank FROM forum_thread t
  JOIN forum_board b ON b.id = t.board_id WHERE b.slug LIKE 'generated-%%'
) AS threads
CROSS JOIN LATERAL generate_series(
  threads.last_number + 1, CASE WHEN threads.rank = 1 THEN %(deep)s ELSE %(each)s END) AS number,
  (SELECT %(bodies)s::text[] AS bodies, %(htmls)s::text[] AS htmls) AS texts,
  (SELECT array_agg(id ORDER BY id) AS ids, array_agg(city ORDER BY id) AS cities FROM ({authors}) AS writers) AS people
"""

ENDS = """
UPDATE forum_thread t SET last_number = ends.number, last_post_at = ends.at
FROM (SELECT thread_id, max(number) AS number, max(published_at) AS at FROM forum_post GROUP BY thread_id) AS ends
WHERE ends.thread_id = t.id AND ends.number <> t.last_number
"""

WRITERS = """
SELECT u.id, min(m.city_id) AS city FROM accounts_user u JOIN places_membership m ON m.user_id = u.id
WHERE u.email LIKE %(members)s GROUP BY u.id ORDER BY u.id LIMIT %(most)s
"""


def generate_threads(number: int) -> int:
    """Bring the generated threads up to `number`; return how many were made. They have no posts yet."""
    generate_members(AUTHORS)
    boards()
    there = generated().count()
    if number <= there:
        return 0
    told = {"first": there + 1, "last": number, "themes": Theme.values, "many": len(Theme.values)}
    run(THREADS, told)
    return number - there


def generate_posts(number: int) -> int:
    """Bring the posts of the generated threads up to about `number`; return how many were made."""
    threads = generated().count() or generate_threads(max(number // 10, 1))
    there = Post.objects.filter(thread__in=generated()).count()
    deep = min(DEEPEST, max(number // 10, 1))
    each = max((number - deep) // max(threads - 1, 1), 1)
    bodies = texts()
    told = {
        "bodies": bodies,
        "htmls": [markdown.render(body, key="generated") for body in bodies],
        "texts": len(bodies),
    }
    with transaction.atomic():
        run(POSTS, told | {"version": markdown.VERSION, "deep": deep, "each": each})
        run(ENDS, {})
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE forum_thread, forum_post")
    return Post.objects.filter(thread__in=generated()).count() - there


def texts() -> list[str]:
    """Return what generated posts say: of each two subjects, so that some words are common and some are rarer."""
    pairs = ((first, second) for first in SUBJECTS for second in SUBJECTS if first != second)
    return [SAID.format(first=first, second=second) for first, second in pairs]


def run(statement: str, told: dict[str, Any]) -> None:
    """Run a statement that knows the members who write."""
    known: dict[str, Any] = {"members": f"%{ADDRESS}", "most": AUTHORS}
    with connection.cursor() as cursor:
        cursor.execute(statement.format(authors=WRITERS), {**known, **told})


def generated() -> QuerySet[Thread]:
    """Return the generated threads."""
    return Thread.objects.filter(board__slug__startswith="generated-")


def boards() -> None:
    """Make the boards to write on: one of the network for each theme, and a public one."""
    for place, theme in enumerate(Theme):
        made = {"title": f"{theme.label} (generated)", "audience": Audience.NETWORK, "themes": [theme]}
        Board.objects.get_or_create(slug=f"generated-{slugify(theme.value)}", defaults=made | {"position": 900 + place})
    public = {"title": "Open to all (generated)", "audience": Audience.PUBLIC, "position": 990}
    Board.objects.get_or_create(slug="generated-public", defaults=public)
