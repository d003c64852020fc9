"""Measure the pages beside a bare Django view: `make bench`."""

from __future__ import annotations

import logging
import os
from argparse import SUPPRESS, ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.bench.crowd import crowd_subjects, gather, measure_beside
from portal.bench.digest_table import digest_head, digest_line, digest_notes, digest_verdicts
from portal.bench.digests import SIZES as MEMBERS
from portal.bench.digests import gather_for_digests, measure_members
from portal.bench.forum import SIZES, empty_forum, forum_subjects, gather_posts, growth, writing_figures
from portal.bench.newsroom import SIZES as ARTICLES
from portal.bench.newsroom import empty_newsroom, gather_articles, newsroom_growth, newsroom_subjects
from portal.bench.plans import gather_plans, grown_figures, plan_subjects
from portal.bench.report import Line, measure, reach, table, verdict_table, verdicts, verdicts_of
from portal.bench.server import Bench, running_bench
from portal.bench.subjects import BARE, PAST_THE_CACHE, Subject, first_drawing, subjects
from portal.bench.weight import Visitor, Weight
from portal.forking import close_connections
from portal.supervisor.prepare import prepare
from portal.supervisor.trouble import Trouble

SIZED = {
    "directory": "members",
    "plans": "actions",
    "newsroom": "articles",
    "forum": "posts",
    "digests": "digests",
}
"""The parts that are measured in the database of the crowd, and the option that says how large each is."""
PARTS = ("pages", *SIZED)


class Command(BaseCommand):
    help = "Print requests per second, latency, queries and bytes of the main pages, and the budgets kept or missed."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--rounds", type=int, default=5, help="Rounds, each of the bare view and the page.")
        parser.add_argument("--seconds", type=float, default=1.5, help="Length of one measurement in a round.")
        parser.add_argument("--members", type=int, default=100_000, help="Members of the directory; 0 leaves it out.")
        parser.add_argument("--actions", type=int, default=1_000, help="Actions in the plans; 0 leaves plans out.")
        parser.add_argument(
            "--articles", type=int, default=ARTICLES[-1], help="Most articles; 0 leaves the newsroom out."
        )
        parser.add_argument("--posts", type=int, default=SIZES[-1], help="Most posts of the forum; 0 leaves it out.")
        parser.add_argument(
            "--digests", type=int, default=MEMBERS[-1], help="Most that get digests; 0 leaves them out."
        )
        parser.add_argument(
            "--only", choices=PARTS, action="append", help="Leave out the other parts; may be repeated."
        )
        parser.add_argument("--crowd", action="store_true", help=SUPPRESS)  # the second process: see bench.crowd

    def handle(self, *args: Any, **options: Any) -> None:
        prepare(static=True)
        logging.disable(logging.INFO)
        parts = set(options["only"] or PARTS)
        if options["crowd"]:
            self.measure_crowd(parts, options)
            return
        if "pages" in parts:
            self.measure_pages(options)
        if parts & SIZED.keys() and any(options[name] for name in SIZED.values()):
            crowd = ", ".join(f"{options[name]:,} {name}" for name in ("members", "actions", "articles", "posts"))
            self.stdout.write(
                f"\nthe directory, plans, the newsroom, the forum and digests, in a database of their own with {crowd}"
            )
            self.stdout.flush()
            told = [
                f"--{name}={options[name]}" for name in ("rounds", "seconds", "actions", "articles", "posts", "digests")
            ]
            measure_beside(options["members"], told + [f"--only={part}" for part in sorted(parts)])

    def measure_crowd(self, parts: set[str], options: dict[str, Any]) -> None:
        """Measure some parts in the database of the crowd."""
        options = options | {size: 0 for part, size in SIZED.items() if part not in parts and size != "posts"}
        measured: list[Subject] = []
        if options["members"]:
            gather(options["members"])
            measured += crowd_subjects()
        if options["actions"]:
            gather_plans(options["actions"])
            measured += plan_subjects()
        if measured:
            self.measure_some(measured, options)
        for line in grown_figures() if options["actions"] else ():
            self.stdout.write(line)
            self.stdout.flush()
        if options["articles"]:
            self.measure_newsroom(options)
        if options["posts"] and "forum" in parts:
            self.measure_forum(options)
        if options["digests"] and options["posts"]:
            self.measure_digests(options)

    def measure_some(self, measured: list[Subject], options: dict[str, Any]) -> list[Line]:
        """Measure subjects, print their table and return its lines."""
        close_connections()
        with running_bench() as bench:
            lines = list(filter(None, (self.line(bench, subject, options) for subject in measured)))
        self.stdout.write("\n" + "\n".join([*table(lines), "", *verdict_table(verdicts_of(lines))]))
        return lines

    def measure_newsroom(self, options: dict[str, Any]) -> None:
        """Measure the newsroom as it grows."""
        empty_newsroom()
        measured: dict[int, list[Line]] = {}
        for size in [size for size in ARTICLES if size <= options["articles"]]:
            gather_articles(size)
            self.stdout.write(f"\nthe newsroom with {size:,} articles")
            measured[size] = self.measure_some(newsroom_subjects(), options)
        if measured:
            self.stdout.write("\n".join(["", *verdict_table(newsroom_growth(measured))]))

    def measure_forum(self, options: dict[str, Any]) -> None:
        """Measure the forum as it grows, and how fast many write in it."""
        empty_forum()
        measured: dict[int, list[Line]] = {}
        for size in [size for size in SIZES if size <= options["posts"]]:
            gather_posts(size)
            self.stdout.write(f"\nthe forum with {size:,} posts")
            measured[size] = self.measure_some(forum_subjects(), options)
        if measured:
            self.stdout.write("\n".join(["", *verdict_table(growth(measured)), ""]))
            self.stdout.write("\n".join(writing_figures()))

    def measure_digests(self, options: dict[str, Any]) -> None:
        """Measure digests as members grow."""
        gather_for_digests(options["posts"])
        self.stdout.write(f"\ndigests\n{digest_head()}")
        self.stdout.flush()
        measured = []
        for size in [size for size in MEMBERS if size <= options["digests"]]:
            measured.append(found := measure_members(size))
            self.stdout.write(digest_line(found))
            self.stdout.flush()
        if measured:
            self.stdout.write("\n".join(["", digest_notes(measured[-1]), *verdict_table(digest_verdicts(measured))]))

    def measure_pages(self, options: dict[str, Any]) -> None:
        """Measure the public pages in the portal's own database."""
        measured = subjects()
        close_connections()
        with running_bench() as bench:
            self.explain(bench, **options)
            lines = list(filter(None, (self.line(bench, subject, options) for subject in measured)))
            weight = Visitor(bench.port).weigh(measured[0].paths[0])
        self.conclude(lines, weight, first_drawing(measured[0].paths))

    def explain(self, bench: Bench, *, rounds: int, seconds: float, **_: Any) -> None:
        """Say how it is measured, and that the driver is not what is measured."""
        bench.drive([BARE], seconds=seconds)
        seen = bench.drive([BARE], seconds=seconds)
        self.stdout.write(
            f"gunicorn on {os.cpu_count()} cores, {rounds} rounds of {seconds:g} s, 8 connections; "
            f"the driver took {seen.answers / seen.seconds:.0f} answers a second and could take {reach(seen)}.\n"
            f"req/s under load; ms for one request at a time; bytes with headers. “Drawn anew” asks with "
            f"{PAST_THE_CACHE}: the page is drawn, from parts that its other forms share.\n"
            f"Queries are those of the first drawing after a publication, when nothing is kept.\n"
        )

    def line(self, bench: Bench, subject: Subject, options: dict[str, Any]) -> Line | None:
        """Measure one subject; one that cannot be measured is said and does not cost the others."""
        self.stdout.write(f"measuring: {subject.name}", self.style.NOTICE)
        self.stdout.flush()
        try:
            return measure(bench, subject, rounds=options["rounds"], seconds=options["seconds"])
        except Trouble as trouble:
            self.stdout.write(f"SHORT  {subject.name}: {trouble}", self.style.ERROR)
            return None

    def conclude(self, lines: list[Line], weight: Weight, first: float) -> None:
        self.stdout.write("\n" + "\n".join(table(lines)))
        self.stdout.write(
            f"\nfirst visit to an entry: {weight.total} bytes (page {weight.page}, styles and scripts "
            f"{weight.styles_and_scripts}, fonts {weight.fonts}, images {weight.images})\n"
        )
        self.stdout.write(f"an entry of which nothing is kept, after a publication: {first:.1f} ms in the process\n")
        self.stdout.write("\n".join(verdict_table(verdicts(lines, weight))))
