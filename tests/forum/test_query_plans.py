"""What a page of a list reads of a forum that has grown: the page, and not all posts."""

from __future__ import annotations

import json
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.forum.load import generate_posts, generate_threads
from tests.factories import CityFactory
from tests.factories.forum import member_of

pytestmark = pytest.mark.django_db


def scanned(plan: dict[str, Any]) -> set[str]:
    """Return the tables that a plan reads from their beginning to their end."""
    own = {plan["Relation Name"]} if plan["Node Type"] == "Seq Scan" else set()
    return own.union(*(scanned(part) for part in plan.get("Plans", ())))


def tables_scanned(client, path: str) -> set[str]:
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    found: set[str] = set()
    for query in captured.captured_queries:
        if query["sql"].startswith("SELECT") and "forum_thread" in query["sql"]:
            with connection.cursor() as cursor:
                cursor.execute(f"EXPLAIN (FORMAT JSON) {query['sql']}")
                plan = cursor.fetchone()[0]
            found |= scanned((json.loads(plan) if isinstance(plan, str) else plan)[0]["Plan"])
    return found


@pytest.mark.parametrize(("board", "is_member"), [("generated-energy", True), ("generated-public", False)])
def test_a_page_of_a_list_reads_no_whole_table(client, monkeypatch, board, is_member):
    reader = member_of(CityFactory())
    monkeypatch.setattr("network.forum.load.AUTHORS", 50)
    generate_threads(3_000)
    generate_posts(12_000)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    if is_member:
        client.force_login(reader)
    paths = ("/network/", "/network/?kind=ask", f"/network/{board}/", f"/network/{board}/?theme=energy")
    read = {path: tables_scanned(client, path) & {"forum_post", "forum_thread"} for path in paths}
    assert not any(read.values()), read
