"""Sending to many: how many queries a batch takes, before it leaves and for each digest of it."""

from __future__ import annotations

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from network.digests.services import batch
from network.digests.services.claiming import claim
from network.forum.models import Thread
from tests.digests.due import due_digest, public_thread

pytestmark = pytest.mark.django_db
MAILBOX = "django.core.mail.backends.locmem.EmailBackend"
EACH = 2
"""Queries of one digest: that it begins, and its end with what it told of."""


def queries_of(many: int, thread: Thread) -> tuple[int, int]:
    """Return how many queries so many digests take together, before they are handed over and then."""
    for _ in range(many):
        due_digest(thread)
    hands = batch.Batch(claim(), mail.get_connection(MAILBOX), at=None, until=float("inf"))
    with CaptureQueriesContext(connection) as before:
        hands.sort_out()
        contents = hands.selected()
    assert len(contents) == many
    with CaptureQueriesContext(connection) as then:
        hands.send(contents)
    return len(before), len(then)


def test_queries_are_the_same_for_any_number_of_people_but_for_what_each_digest_writes(monkeypatch):
    monkeypatch.setattr(batch, "CHUNK", 100)
    thread = public_thread()
    queries_of(1, thread)  # what is looked up once
    few, few_sent = queries_of(3, thread)
    many, many_sent = queries_of(30, thread)
    assert few == many
    assert many_sent - few_sent == 27 * EACH
    assert len(mail.outbox) == 34
