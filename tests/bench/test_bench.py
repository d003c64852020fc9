"""The benchmark measures what it says: every answer is counted, failures too, and bytes as a browser fetches them."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from django.core.management import call_command
from django.test import Client

from cities.plans.models import Action, ImportBatch
from portal.accounts.models import User
from portal.bench.bare import PAGE, bare
from portal.bench.client import Job, drive
from portal.bench.crowd import crowd_subjects, gather
from portal.bench.newsroom import empty_newsroom, newsroom_subjects
from portal.bench.plans import gather_plans, grown_figures, plan_subjects
from portal.bench.report import Line, verdicts
from portal.bench.subjects import Budget, Subject, most_queries
from portal.bench.weight import Parts, Weight, fonts_of
from portal.newsroom.models import ArticlePage, Coverage
from portal.supervisor.trouble import Trouble
from tests.factories import CityFactory, EntryPageFactory

CSS = """
@font-face { font-family: A; src: url("../fonts/a.woff2") format("woff2"); unicode-range: U+20-7E, U+2019; }
@font-face { font-family: A; src: url("../fonts/welsh.woff2") format("woff2"); unicode-range: U+174-177; }
"""


class Answer(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        body = b"x" * 100
        self.send_response(404 if self.path == "/gone/" else 200)
        self.send_header("Content-Length", str(len(body)))
        if self.path == "/last/":
            self.send_header("Connection", "close")
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *args: object) -> None:
        """Say nothing."""


@pytest.fixture
def port() -> Iterator[int]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def job(port: int, *paths: str, count: int = 40) -> Job:
    return Job(port, "localhost", list(paths), connections=4, seconds=60, count=count)


def test_driver_counts_every_answer_once(port):
    seen = drive(job(port, "/", "/other/"))
    assert (seen.answers, seen.failures, len(seen.times)) == (40, 0, 40)
    assert seen.octets > 40 * 100


def test_driver_counts_what_is_no_page_as_a_failure(port):
    assert drive(job(port, "/gone/")).failures == 40
    assert 0 < drive(job(port, "/", "/gone/")).failures < 40


def test_driver_connects_again_when_the_server_closes(port):
    seen = drive(job(port, "/last/"))
    assert (seen.answers, seen.failures) == (40, 0)


def test_driver_sends_the_session_of_whoever_asks(port):
    asked = next(Job(port, "localhost", ["/"], cookie="sessionid=abc").requests())
    assert b"\r\nCookie: sessionid=abc\r\n\r\n" in asked
    assert b"Cookie" not in next(job(port, "/").requests())


def test_members_are_generated_in_a_database_of_their_own_alone(db):
    with pytest.raises(Trouble, match="_crowd"):
        gather(1)
    assert not User.objects.exists()


def test_directory_is_measured_as_a_member_sees_it(db):
    CityFactory(name="Leeds")
    call_command("generate_load", members=60, verbosity=0)
    for subject in crowd_subjects():
        assert most_queries(subject) <= subject.budget.queries


def test_plans_are_measured_within_their_budgets(db):
    CityFactory(name="Leeds")
    EntryPageFactory()
    call_command("generate_load", actions=30, verbosity=0)
    for subject in plan_subjects():
        assert most_queries(subject) <= (subject.budget.queries or 25), subject.name


def test_newsroom_is_measured_within_its_budgets(tree, monkeypatch):
    monkeypatch.setattr("portal.bench.newsroom.is_crowd", lambda: True)
    CityFactory(name="Leeds", slug="leeds")
    EntryPageFactory()
    call_command("generate_load", articles=45, coverage=20, verbosity=0)
    for subject in (one for one in newsroom_subjects() if not one.kept):
        assert most_queries(subject) <= (25 if subject.budget.queries is None else subject.budget.queries), subject.name
    empty_newsroom()
    assert not ArticlePage.objects.exists()
    assert not Coverage.objects.exists()


def test_articles_are_taken_away_in_a_database_of_their_own_alone(db):
    with pytest.raises(Trouble, match="database of the crowd"):
        empty_newsroom()


def test_grown_plan_is_measured_and_leaves_nothing(db):
    lines = list(grown_figures((12, 24)))
    assert len(lines) == 1 + 2 * 7
    assert all(" 12 " in line or " 24 " in line for line in lines[1:])
    assert not Action.objects.exists()
    assert not ImportBatch.objects.exists()


def test_plans_are_generated_in_a_database_of_their_own_alone(db):
    with pytest.raises(Trouble, match="database of the crowd"):
        gather_plans(1)
    assert not Action.objects.exists()


def test_driver_stops_in_time(port):
    seen = drive(Job(port, "localhost", ["/"], connections=2, seconds=0.2))
    assert 0.2 <= seen.seconds < 5


def test_bare_page_is_twenty_kilobytes(rf):
    assert len(bare(rf.get("/")).content) == len(PAGE) == 20_000


def test_bare_page_is_not_there_by_default(db):
    assert Client().get("/bench/bare/").status_code == 404


@pytest.mark.parametrize(("text", "count"), [("Tŷ a gardd", 2), ("House and garden", 1)])
def test_font_for_other_letters_is_weighed_only_when_needed(text, count):
    assert len(fonts_of("/static/css/tokens.css", CSS, text)) == count


def test_font_addresses_are_read_from_the_style_sheet():
    assert fonts_of("/static/css/tokens.css", CSS, "a") == {"/static/fonts/a.woff2"}


def test_parts_of_a_page_are_what_a_browser_fetches():
    parts = Parts()
    parts.feed(
        '<link rel="stylesheet" href="/a.css"><link rel="canonical" href="/x/"><script src="/a.js"></script>'
        '<script type="application/ld+json">{}</script><svg><use href="/i.svg#a"/><use href="/i.svg#b"/></svg>'
    )
    assert (parts.styles, parts.scripts, parts.images) == ({"/a.css"}, {"/a.js"}, {"/i.svg"})


def line(budget: Budget, **values: float) -> Line:
    figures = {"per_second": 1, "bare_per_second": 1, "ratio": 1, "usual": 1, "slow": 1, "queries": 1, "octets": 1}
    return Line(Subject("entry", ["/"], budget), **{**figures, **values})


@pytest.mark.parametrize(
    ("budget", "values", "is_kept"),
    [
        (Budget(ratio=0.8), {"ratio": 0.8}, True),
        (Budget(ratio=0.8), {"ratio": 0.79}, False),
        (Budget(queries=12), {"queries": 13}, False),
        (Budget(milliseconds=12), {"usual": 12.1}, False),
        (Budget(milliseconds=12), {"usual": 11.9}, True),
    ],
)
def test_verdict_follows_the_budget(budget, values, is_kept):
    found = list(verdicts([line(budget, **values)], Weight(1, 14_999, 1, 1)))
    assert [verdict.is_kept for verdict in found] == [is_kept, True, True]


def test_verdict_on_weight():
    found = list(verdicts([], Weight(page=100_000, styles_and_scripts=15_000, fonts=40_000, images=0)))
    assert [verdict.is_kept for verdict in found] == [False, False]
