"""What the newsroom costs as it grows: its front, an article, the archive, feeds, an author, and coverage.

Measured in the database of the crowd, where all articles but the starter content are generated.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import cast

from django.core.management import call_command
from django.db import connection
from django.urls import reverse

from handbooks.models import EntryPage
from portal.bench.crowd import is_crowd
from portal.bench.report import Line, Verdict, beside
from portal.bench.subjects import PAST_THE_CACHE, Budget, Subject
from portal.newsroom.load import generated_articles
from portal.newsroom.models import Author, Coverage
from portal.newsroom.reading.archive import Place
from portal.supervisor.trouble import Trouble

SIZES = (100, 10_000)
SAMPLE = 20
AT_ONCE = 500
DRAWN = "drawn anew"
MOST_GROWTH = 1.2


def empty_newsroom() -> None:
    """Take away what was generated, so that what grows is measured from small to large. Raises Trouble elsewhere."""
    if not is_crowd():
        raise Trouble("articles are generated and taken away only in the database of the crowd")
    if not EntryPage.objects.exists():
        call_command("load_starter_content", verbosity=0)  # articles name entries
    while keys := list(generated_articles().values_list("pk", flat=True)[:AT_ONCE]):
        generated_articles().filter(pk__in=keys).delete()
    Coverage.objects.filter(is_demo=True, outlet__is_demo=True).delete()


def gather_articles(number: int) -> None:
    """Bring the newsroom up to so many articles, with half as much coverage."""
    call_command("generate_load", articles=number, coverage=number // 2, verbosity=1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def newsroom_subjects() -> list[Subject]:
    """Return what is measured at a size, as the public reads it: kept pages, and the same drawn each time."""
    articles = [f"/news/{slug}/" for slug in generated_articles().order_by("slug").values_list("slug", flat=True)]
    if not articles:
        raise Trouble("there is no generated article to measure")
    some = articles[:: max(1, len(articles) // SAMPLE)]
    authors = [author.get_absolute_url() for author in Author.objects.visible_to().order_by("pk")[:SAMPLE]]
    archive, coverage, feed = (reverse(name) for name in ("news_archive", "coverage", "news_feed"))
    middle = generated_articles().newest()[len(articles) // 2]
    deep = Place("before", cast(datetime, middle.first_published_at), middle.pk)
    pages = {
        "news": ["/news/"],
        "article": some,
        "archive": [archive],
        "author": authors,
        "coverage": [coverage],
    }
    return [
        *(Subject(f"{name}, kept", paths, Budget(ratio=0.8, queries=0), kept=True) for name, paths in pages.items()),
        *(
            Subject(f"{name}, {DRAWN}", [path + PAST_THE_CACHE for path in paths], Budget(queries=12))
            for name, paths in pages.items()
        ),
        Subject("archive, narrowed", [f"{archive}?theme=housing", f"{archive}?month=2026-03"], Budget(queries=12)),
        Subject("archive, in the middle", [f"{archive}?page={deep}"], Budget(queries=12)),
        Subject("coverage, a deep page", [f"{coverage}?page=50"], Budget(queries=12)),
        Subject("coverage, narrowed", [f"{coverage}?city=leeds"], Budget(queries=12)),
        Subject("feed", [feed], Budget(queries=12)),
        Subject("search of articles", ["/search/?q=wholesale+market&kind=article"], Budget(slowest=200.0)),
    ]


def newsroom_growth(measured: dict[int, list[Line]]) -> Iterator[Verdict]:
    """Return whether what is drawn costs the same however many articles there are."""
    lines = {size: {line.subject.name: line for line in some} for size, some in measured.items()}
    few, many = min(lines), max(lines)
    for name, line in lines[many].items():
        if few < many and name in lines[few] and not line.subject.kept:
            yield beside(f"{name}: {many:,} beside {few:,}", line, lines[few][name], MOST_GROWTH)
