"""What is measured: the pages, what each may cost, and how often each asks the database."""

from __future__ import annotations

from dataclasses import dataclass
from statistics import median
from time import perf_counter
from urllib.parse import quote_plus, urlsplit

from django.conf import settings
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import Page

from portal.pagecache.shared import shared_store
from portal.supervisor.trouble import Trouble

BARE = "/bench/bare/"
ENTRY_TYPE, CONTENTS_TYPE = ("handbooks", "entrypage"), ("handbooks", "handbookpage")
SAMPLE = 20
WORDS = (
    "licensing",
    "community land trust",
    "social value in procurement",
    "empty homes",
    "heat networks",
    "asset transfer",
)
# A query that no page cache keeps and no view reads.
PAST_THE_CACHE = "?uncached"


@dataclass(frozen=True)
class Budget:
    """What a subject may cost; None where nothing was promised. Source: design section 8 and issue 2."""

    ratio: float | None = None
    milliseconds: float | None = None
    slowest: float | None = None
    """Milliseconds of 95 in 100."""
    queries: int | None = None


@dataclass(frozen=True)
class Subject:
    """Addresses that are asked for in turn and reported as one line. `kept` ones are asked for as they lie.

    `session` is that of whoever asks, where it is not a reader who is not signed in.
    """

    name: str
    paths: list[str]
    budget: Budget = Budget()
    encodings: str = "gzip, deflate, br, zstd"
    kept: bool = False
    session: str = ""

    @property
    def cookie(self) -> str:
        return f"{settings.SESSION_COOKIE_NAME}={self.session}" if self.session else ""


def subjects() -> list[Subject]:
    """Return what is measured, from the content that is there. Raises Trouble when there is none."""
    entries, contents = addresses(ENTRY_TYPE), addresses(CONTENTS_TYPE)
    if not entries or not contents:
        raise Trouble("there is no published entry to measure; run manage.py load_starter_content")
    some = entries[:: max(1, len(entries) // SAMPLE)]
    drawn = [path + PAST_THE_CACHE for path in some]
    return [
        Subject("entry, kept", some, Budget(ratio=0.8, queries=0), kept=True),
        Subject("entry, kept, not compressed", some, encodings="identity", kept=True),
        Subject("entry, drawn anew", drawn, Budget(milliseconds=12, queries=12)),
        Subject("contents, kept", contents, Budget(queries=0), kept=True),
        Subject("contents, drawn anew", [path + PAST_THE_CACHE for path in contents]),
        Subject("search", [f"/search/?q={quote_plus(words)}" for words in WORDS], Budget(milliseconds=37, queries=20)),
    ]


def addresses(of_type: tuple[str, str]) -> list[str]:
    """Return the addresses of all live pages of one type."""
    app, model = of_type
    pages = Page.objects.live().filter(content_type__app_label=app, content_type__model=model).order_by("path")
    return [urlsplit(page.get_url() or "").path for page in pages]


def most_queries(subject: Subject) -> int:
    """Return the most queries that one of the subject's addresses needs: right after a publication, unless kept."""
    reader = a_reader(subject.session)
    return max(queries(reader, path, kept=subject.kept) for path in subject.paths)


def queries(reader: Client, path: str, *, kept: bool) -> int:
    reader.get(path)
    if not kept:
        shared_store().raise_generation()
    with CaptureQueriesContext(connection) as captured:
        answer = reader.get(path)
    if answer.status_code != 200:
        raise Trouble(f"{path} answered {answer.status_code}")
    return len(captured)


def first_drawing(paths: list[str]) -> float:
    """Return the median milliseconds, in this process, of drawing a page of which nothing at all is kept."""
    reader = a_reader()
    return median(timed(reader, path) for path in [*paths, *paths])


def timed(reader: Client, path: str) -> float:
    shared_store().raise_generation()
    begun = perf_counter()
    reader.get(path)
    return (perf_counter() - begun) * 1000


def a_reader(session: str = "") -> Client:
    reader = Client(headers={"host": urlsplit(settings.SITE_URL).netloc})
    if session:
        reader.cookies[settings.SESSION_COOKIE_NAME] = session
    return reader
