"""What counts as a read, that it is counted once, and that nobody waits for it or is written down."""

from __future__ import annotations

from datetime import date, timedelta
from types import SimpleNamespace

import pytest
import redis
from django.conf import settings as django_settings
from django.core.signals import request_finished
from django.db import close_old_connections, connection
from django.http import HttpResponse
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext

from portal.newsroom.counting import moving
from portal.newsroom.counting import store as counting_store
from portal.newsroom.counting.middleware import ReadCountMiddleware
from portal.newsroom.counting.store import KEPT_FOR, MOVING, READS, Reads, reads, today
from portal.newsroom.models import CountedBatch, ReadCount
from portal.newsroom.tasks import count_readers
from portal.pagecache.shared import shared_store
from tests.factories.newsroom import ArticlePageFactory

BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"
HOST = "localhost:8000"


@pytest.fixture
def store() -> Reads:
    reads.cache_clear()
    found = reads()
    found.client.flushdb()
    return found


@pytest.fixture
def reader() -> Client:
    return Client(headers={"host": HOST, "user-agent": BROWSER})


def counted(store: Reads, day: date | None = None) -> dict[str, str]:
    return store.client.hgetall(READS + (day or today()).isoformat())


def ask(path: str = "/news/homes/", method: str = "GET", answer: HttpResponse | None = None, **headers: str) -> None:
    """Ask the middleware alone, as a browser does, and have the answer sent."""
    given = {"user-agent": BROWSER, **{name.replace("_", "-"): value for name, value in headers.items()}}
    request = RequestFactory().generic(method, path, headers=given)
    sent(ReadCountMiddleware(lambda request: answer or HttpResponse("<p>Homes.</p>"))(request))


def sent(response: HttpResponse) -> None:
    """Do what follows once a server has sent an answer, and leave the database of the test open."""
    request_finished.disconnect(close_old_connections)
    response.close()
    request_finished.connect(close_old_connections)


@pytest.mark.django_db
def test_read_counts_also_when_the_page_was_kept(store, reader, settings):
    settings.PAGE_CACHE_ENABLED, settings.SITE_URL = True, f"http://{HOST}"
    shared_store().raise_generation()
    ArticlePageFactory(slug="homes")
    assert reader.get("/news/homes/").status_code == 200
    with CaptureQueriesContext(connection) as queries:
        assert reader.get("/news/homes/").status_code == 200
    assert len(queries) == 0
    assert counted(store) == {"homes": "2"}
    shared_store().raise_generation()
    assert 0 < store.client.ttl(READS + today().isoformat()) <= KEPT_FOR.total_seconds()


def test_what_is_no_read_is_not_counted(store):
    ask()
    assert counted(store) == {"homes": "1"}
    for headers in (
        {"user_agent": ""},
        {"user_agent": "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)"},
        {"user_agent": "facebookexternalhit/1.1"},
        {"user_agent": "Mastodon/4.3.2 (http.rb/5.2.0; +https://social.example/) Bot"},
        {"user_agent": "curl/8.5"},
        {"user_agent": "python-requests/2.32"},
        {"user_agent": "Mozilla/5.0 (X11) HeadlessChrome/140"},
        {"sec_purpose": "prefetch;prerender"},
        {"purpose": "prefetch"},
        {"x_moz": "prefetch"},
    ):
        ask(**headers)
    ask(method="HEAD")
    ask(method="POST")
    for path in ("/news/", "/news/preview/secret/", "/news/narrative/homes/", "/news/h%C3%B6mes/", "/newsroom/homes/"):
        ask(path)
    for answer in (HttpResponse(status=404), HttpResponse(status=304), HttpResponse("{}", "application/json")):
        ask(answer=answer)
    assert counted(store) == {"homes": "1"}
    ask(user_agent="Mozilla/5.0 (Linux; Android 14; CUBOT KINGKONG) Chrome/140 Mobile Safari/537.36")
    assert counted(store) == {"homes": "2"}


@pytest.mark.django_db
def test_preview_of_an_editor_is_not_counted(store, rf):
    article = ArticlePageFactory(slug="homes")
    request = rf.get("/news/homes/", headers={"host": HOST, "user-agent": BROWSER})
    sent(article.make_preview_request(request))
    assert counted(store) == {}


def test_day_is_that_of_london(store, time_machine):
    time_machine.move_to("2026-06-30T23:30:00Z", tick=False)
    ask()
    assert counted(store, date(2026, 7, 1)) == {"homes": "1"}


@pytest.mark.django_db
def test_totals_are_those_of_articles_by_day_and_what_is_counted_later_is_added(store):
    homes, fields = ArticlePageFactory(slug="homes"), ArticlePageFactory(slug="fields")
    yesterday = today() - timedelta(days=1)
    store.client.hset(READS + yesterday.isoformat(), mapping={"homes": 3, "no-article": 9, "narrative": 2, "fields": 1})
    ask()
    count_readers()
    ask()
    count_readers()
    count_readers()
    found = {(row.article_id, row.day): row.count for row in ReadCount.objects.all()}
    assert found == {(homes.pk, yesterday): 3, (fields.pk, yesterday): 1, (homes.pk, today()): 2}
    assert store.client.keys("reads:*") == []


@pytest.mark.django_db
def test_killed_before_or_after_the_totals_were_written_each_is_added_once(store, monkeypatch):
    ArticlePageFactory(slug="homes")
    for killed_in in ("added", "forget"):
        ask()
        with monkeypatch.context() as patched:
            if killed_in == "added":
                patched.setattr(moving, "added", lambda *given: 1 / 0)
            else:
                patched.setattr(Reads, "forget", lambda *given: 1 / 0)
            with pytest.raises(ZeroDivisionError):
                count_readers()
        assert store.client.scard(MOVING) == 1
        ask()
        count_readers()
    assert ReadCount.objects.get().count == 4
    assert store.client.keys("reads:*") == []
    assert CountedBatch.objects.count() == 4


@pytest.mark.django_db
def test_two_at_once_add_a_batch_once(store):
    ArticlePageFactory(slug="homes")
    ask()
    store.take()
    store.take()
    (aside,) = store.aside()
    counts = store.of(aside)
    day, _colon, name = aside.partition(":")
    assert moving.added(day, name, counts)
    assert not moving.added(day, name, counts)
    store.client.sadd(MOVING, f"{day}:not-there-0")
    store.forget(f"{day}:not-there-0")
    count_readers()
    assert ReadCount.objects.get().count == 1


@pytest.mark.django_db
def test_huge_or_odd_numbers_break_nothing(store):
    ArticlePageFactory(slug="homes")
    for number in (10**15, "nonsense", 5):
        store.client.hset(READS + today().isoformat(), "homes", number)
        count_readers()
    assert ReadCount.objects.get().count == moving.MOST


@pytest.mark.django_db
def test_without_redis_nobody_waits_and_nothing_breaks(store, monkeypatch):
    asked = []

    class Away:
        def __init__(self) -> None:
            self.hincrby = self.exists = self.away

        def away(self, *_given: object, **_named: object) -> None:
            asked.append(1)
            raise redis.ConnectionError

    patience = {store.client.get_connection_kwargs()[name] for name in ("socket_connect_timeout", "socket_timeout")}
    assert patience == {counting_store.PATIENCE_SECONDS}
    clock = SimpleNamespace(monotonic=lambda: 0.0)
    monkeypatch.setattr(counting_store, "time", clock)
    monkeypatch.setattr(store, "client", Away())
    for _ in range(50):
        ask()
    assert len(asked) == 1, "it is left alone for a moment"
    clock.monotonic = lambda: counting_store.PAUSE_SECONDS - 0.1
    ask()
    assert len(asked) == 1
    clock.monotonic = lambda: counting_store.PAUSE_SECONDS + 0.1
    ask()
    assert len(asked) == 2, "and asked once more after it"
    count_readers()


@pytest.mark.django_db
def test_most_read_is_one_query_of_published_articles(django_assert_num_queries):
    homes, fields, draft = (ArticlePageFactory(slug=slug) for slug in ("homes", "fields", "draft"))
    day = date(2026, 11, 26)
    for article, back, count in ((homes, 0, 2), (homes, 6, 3), (fields, 0, 4), (fields, 7, 90), (draft, 0, 99)):
        ReadCount.objects.create(article=article, day=day - timedelta(days=back), count=count)
    draft.unpublish()
    with django_assert_num_queries(1):
        found = [(article.title, article.reads) for article in ReadCount.objects.most_read(7, on=day)]
    assert found == [(homes.title, 5), (fields.title, 4)]
    assert ReadCount.objects.most_read(30, on=day)[0].reads == 94


def test_it_stands_outside_of_what_keeps_pages():
    order = django_settings.MIDDLEWARE
    ours = "portal.newsroom.counting.middleware.ReadCountMiddleware"
    assert order.index(ours) < order.index("portal.pagecache.PageCacheMiddleware")
    assert counting_store.PATIENCE_SECONDS <= 0.25
