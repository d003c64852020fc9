"""The generation: seen at once in every process, never outrun by a slow page, and gone without Redis."""

from __future__ import annotations

import logging
import time

import pytest
import redis
from django.conf import settings as django_settings
from django.http import HttpResponse

from portal.pagecache.shared import GENERATION, Shared, shared_store
from tests.pagecache.conftest import Site

NOWHERE = "redis://127.0.0.1:1/1"


@pytest.fixture
def elsewhere() -> Shared:
    """Return another process's way to the store."""
    return Shared(django_settings.CACHES["default"]["LOCATION"])


def test_page_drawn_by_one_process_is_served_by_another(site):
    other = Site()
    site.ask()
    assert other.ask().content == site.ask().content
    assert other.drawn == 0


def test_raised_generation_is_seen_at_once_by_another_process(site, elsewhere):
    site.ask()
    elsewhere.raise_generation()
    site.ask()
    assert site.drawn == 2


def test_page_drawn_while_another_process_publishes_is_not_served(site, elsewhere):
    def slow(request):
        text = f"before {site.drawn}"
        if site.drawn == 1:
            elsewhere.raise_generation()
        return HttpResponse(text)

    site.view = slow
    assert site.ask().content == b"before 1"
    assert site.ask().content == b"before 2"


def test_lost_generation_begins_a_new_one(site, elsewhere):
    first = elsewhere.generation()
    site.ask()
    elsewhere.client.delete(GENERATION)
    site.ask()
    assert elsewhere.generation() not in (None, first)
    assert site.drawn == 2


def test_damaged_page_in_redis_is_drawn_anew(site, elsewhere):
    site.ask()
    for key in elsewhere.client.scan_iter("pages:*about*"):
        elsewhere.client.set(key, b"damaged")
    other = Site()
    assert other.ask().status_code == 200
    assert other.drawn == 1


def test_kept_page_leaves_redis_by_itself(site, elsewhere, settings):
    site.ask()
    key = next(iter(elsewhere.client.scan_iter(f"pages:{elsewhere.generation()}:*")))
    assert 0 < elsewhere.client.ttl(key) <= settings.PAGE_CACHE_SECONDS


def test_pages_of_other_code_are_not_served(site):
    site.ask()
    site.middleware.release = "another"
    site.ask()
    assert site.drawn == 2


@pytest.fixture
def cut_off(site) -> Site:
    """Return a site whose Redis does not answer."""
    site.middleware.shared = Shared(NOWHERE)
    return site


def test_without_redis_every_page_is_drawn(cut_off):
    assert [cut_off.ask().status_code for _ in range(3)] == [200] * 3
    assert cut_off.drawn == 3


def test_without_redis_readers_do_not_wait_and_the_log_says_it_once(cut_off, caplog):
    tries = []
    ask = cut_off.middleware.shared.client.get
    cut_off.middleware.shared.client.get = lambda key: tries.append(key) or ask(key)
    with caplog.at_level(logging.INFO, logger="portal.pagecache.shared"):
        for _ in range(20):
            cut_off.ask()
        cut_off.middleware.shared.raise_generation()
    assert len(tries) == 1
    assert len(caplog.records) == 1


def test_pages_kept_before_redis_failed_are_not_served_after_it(site):
    site.ask()
    store = site.middleware.shared
    working, broken = store.client, redis.Redis.from_url(NOWHERE)
    store.client = broken
    store.raise_generation()  # a publication that nobody hears of
    store.client, store.next_try = working, time.monotonic()
    site.ask()
    assert site.drawn == 2
    assert site.keeps("/privacy/")


def test_failure_while_keeping_a_page_still_answers(site):
    store = site.middleware.shared = Shared(django_settings.CACHES["default"]["LOCATION"])

    def draw(request):
        store.client = redis.Redis.from_url(NOWHERE)
        return HttpResponse("<p>Here.</p>")

    site.view = draw
    assert site.ask().content == b"<p>Here.</p>"


def test_store_is_one_for_a_process():
    assert shared_store() is shared_store()
