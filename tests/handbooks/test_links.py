"""Checks of outside links, against a small server of the test's own."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
from django.db import connections
from django.utils import timezone

from handbooks import links, tasks
from handbooks.models import LinkCheck
from portal import asking, fetching
from tests.factories import EntryPageFactory, ProvisionFactory, SchemeFactory

pytestmark = pytest.mark.django_db


class Site(BaseHTTPRequestHandler):
    """Answers by path, and notes what it was asked."""

    asked: list[tuple[str, str]] = []

    def answer(self) -> None:
        self.asked.append((self.command, self.path))
        status = {"/ok": 200, "/gone": 404, "/fault": 500, "/no-head": 200, "/machines": 403}.get(self.path, 302)
        if self.path == "/no-head" and self.command == "HEAD":
            status = 405
        self.send_response(status)
        where = {"/moved": "/ok", "/round": "/round", "/inwards": "http://127.0.0.1:9/"}.get(self.path)
        if where:
            self.send_header("Location", where)
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_GET = do_HEAD = answer  # noqa: N815

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    settings.LINK_CHECK_PRIVATE_HOSTS = True
    settings.LINK_CHECK_PAUSE = 0
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize(
    ("path", "status"),
    [("/ok", 200), ("/gone", 404), ("/fault", 500), ("/no-head", 200), ("/moved", 200), ("/machines", 403)],
)
def test_answer_of_a_site(site, path, status):
    assert fetching.ask(site + path).status == status


def test_head_is_enough_where_it_is_answered(site):
    fetching.ask(f"{site}/ok")
    fetching.ask(f"{site}/no-head")
    assert Site.asked == [("HEAD", "/ok"), ("HEAD", "/no-head"), ("GET", "/no-head")]


def test_endless_redirects_end(site):
    assert fetching.ask(f"{site}/round") == fetching.Answer(None, "Too many redirects")
    assert len(Site.asked) == fetching.MOST_REDIRECTS + 1


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/",
        "http://localhost/",
        "http://10.0.0.8/",
        "http://169.254.169.254/latest/",
        "http://[::1]/",
        "http://0.0.0.0/",
    ],
)
def test_private_hosts_are_never_asked(address):
    assert fetching.ask(address) == fetching.Answer(None, "Not a public address")


def test_redirect_to_a_private_host_is_not_followed(site, settings, monkeypatch):
    real = fetching.public_address
    seen: list[str] = []

    def only_the_first(host: str, port: int) -> str:
        settings.LINK_CHECK_PRIVATE_HOSTS = not seen
        seen.append(host)
        return real(host, port)

    monkeypatch.setattr(fetching, "public_address", only_the_first)
    assert fetching.ask(f"{site}/inwards").error == "Not a public address"


@pytest.mark.parametrize(
    "address", ["ftp://example.org/", "http://", "javascript:alert(1)", "http://[bad/", "http://\ud800/"]
)
def test_what_is_no_web_address_gives_an_error(address):
    assert fetching.ask(address).status is None


def test_addresses_are_collected_from_everything_that_pages_cite(tree):
    entry = EntryPageFactory(
        provisions=[ProvisionFactory(url="https://www.legislation.gov.uk/id/ukpga/2011/20/section/1")],
        schemes=[SchemeFactory(url="https://scheme.example/")],
        what_it_lets_you_do='<p><a href="https://text.example/page">x</a> <a linktype="page" id="3">y</a></p>',
        further_reading=[("link", {"title": "Reading", "url": "https://reading.example/"})],
        body=[("section", {"heading": "More", "content": [("text", '<p><a href="https://deep.example/">z</a></p>')]})],
    )
    EntryPageFactory(live=False, further_reading=[("link", {"title": "Draft", "url": "https://draft.example/"})])

    assert links.collect() == {
        address: {entry.pk}
        for address in (
            "https://www.legislation.gov.uk/ukpga/2011/20/section/1",
            "https://scheme.example/",
            "https://text.example/page",
            "https://reading.example/",
            "https://deep.example/",
        )
    }


def cite(*addresses: str) -> Any:
    return EntryPageFactory(
        provisions=[], further_reading=[("link", {"title": "x", "url": address}) for address in addresses]
    )


def test_record_keeps_what_is_cited_and_forgets_the_rest(tree):
    LinkCheck.objects.create(url="https://old.example/")
    entry = cite("https://new.example/")
    links.record(links.collect())
    links.record(links.collect())

    check = LinkCheck.objects.get()
    assert check.url == "https://new.example/"
    assert [page.pk for page in check.pages.all()] == [entry.pk]


def test_address_is_broken_after_two_weeks_and_well_again_after_one_answer(site, tree):
    cite(f"{site}/gone", f"{site}/ok")
    assert tasks.check_links() == 2
    check = LinkCheck.objects.get(url=f"{site}/gone")
    assert (check.status, bool(check.failing_since)) == (404, True)
    assert not LinkCheck.objects.filter(links.broken_q())
    assert LinkCheck.objects.filter(links.broken_q(timezone.now() + timedelta(days=15))).get() == check

    links.settle(check, fetching.Answer(200))
    assert check.failing_since is None


def test_refusal_of_machines_is_no_failure(site, tree):
    cite(f"{site}/machines")
    tasks.check_links()
    assert LinkCheck.objects.get().failing_since is None


def test_address_is_asked_once_a_week(site, tree):
    cite(f"{site}/ok")
    assert [tasks.check_links(), tasks.check_links()] == [1, 0]
    LinkCheck.objects.update(checked_at=timezone.now() - timedelta(days=8))
    assert tasks.check_links() == 1


def test_offline_blames_nobody(tree, settings):
    settings.LINK_CHECK_PRIVATE_HOSTS, settings.LINK_CHECK_PAUSE = True, 0
    cite(*(f"http://127.0.0.1:9/{number}" for number in range(8)))
    assert tasks.check_links() == settings.LINK_CHECK_OFFLINE_AFTER
    assert not LinkCheck.objects.exclude(failing_since=None).exists()


def test_run_stops_at_its_limit(site, tree):
    cite(*(f"{site}/ok?{number}" for number in range(4)))
    assert tasks.check_links(limit=3) == 3


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("task", "key"), [(tasks.check_links, tasks.CHECKING), (tasks.publish_scheduled, tasks.PUBLISHING)]
)
def test_task_does_not_run_twice_at_once(task, key):
    def hold(taken: threading.Event, release: threading.Event) -> None:
        assert tasks.try_lock(key)
        taken.set()
        release.wait(20)
        connections.close_all()

    taken, release = threading.Event(), threading.Event()
    other = threading.Thread(target=hold, args=(taken, release))
    other.start()
    try:
        assert taken.wait(20)
        assert not task()
    finally:
        release.set()
        other.join()


def test_hosts_are_asked_with_a_pause(settings, monkeypatch):
    settings.LINK_CHECK_PAUSE = 2
    slept: list[float] = []
    monkeypatch.setattr(asking.time, "sleep", slept.append)
    pauses = asking.Pauses()
    pauses.wait_for("https://a.example/1")
    pauses.wait_for("https://b.example/1")
    assert slept == []
    pauses.wait_for("https://a.example/2")
    assert slept[0] == pytest.approx(2, abs=0.2)
