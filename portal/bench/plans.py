"""What plans cost: their pages on the server, and files and imports in this process, as a plan grows.

Measured in the database of the crowd. What a grown plan is measured with is rolled back.
"""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from time import perf_counter
from typing import Any

from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, reverse

from cities.places.choices import CityRole, MembershipState
from cities.places.models import City, Membership
from cities.plans.files.contents import PlanContents
from cities.plans.files.writing import as_csv, as_json, as_xlsx
from cities.plans.load import grow, plan_in, the_writer
from cities.plans.models import ActionPlan, ImportBatch
from cities.plans.reading.plan import PlanReading
from cities.plans.services.imports import Upload, apply_import, check_import
from handbooks.models import EntryPage
from portal.accounts.models import User
from portal.bench.crowd import is_crowd
from portal.bench.subjects import Budget, Subject, a_reader
from portal.supervisor.trouble import Trouble

SIZES = (100, 1_000, 5_000, 10_000)
WEIGHED = 5_000
"""Rows of the file whose memory is measured as well."""


def gather_plans(actions: int) -> None:
    """Bring the generated plans up to so many actions over all cities, with handbooks to stand on."""
    if not is_crowd():
        raise Trouble("plans are generated only in the database of the crowd")
    if not EntryPage.objects.exists():
        call_command("load_starter_content", verbosity=0)
    call_command("generate_load", actions=actions, verbosity=1)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def plan_subjects() -> list[Subject]:
    """Return the pages and files of plans that are measured on the server."""
    slugs = list(City.objects.filter(plans__editions__isnull=False).distinct().values_list("slug", flat=True)[:5])
    size = PlanReading(City.objects.get(slug=slugs[0]), None)
    subjects = [
        Subject(f"plan of {len(size.lines)} actions", every("plan", slugs), Budget(queries=15)),
        Subject("plan as CSV", every("plan_csv", slugs)),
        Subject("plan as XLSX", every("plan_xlsx", slugs[:1])),
        Subject("plan as JSON", every("plan_json", slugs)),
        Subject("feed of a plan", every("plan_feed", slugs)),
        Subject("dates of a plan", every("plan_calendar", slugs)),
    ]
    matrix = matrix_address()
    return [*subjects, Subject("powers and cities", [matrix], Budget(queries=12))] if matrix else subjects


def matrix_address() -> str:
    try:
        return reverse("powers_matrix")
    except NoReverseMatch:
        return ""


def every(name: str, slugs: list[str]) -> list[str]:
    return [reverse(name, args=[slug]) for slug in slugs]


@dataclass(frozen=True)
class Measured:
    """What one step took: seconds, queries, and the peak of memory in bytes where it was weighed."""

    name: str
    seconds: float
    queries: int
    peak: int = 0


def grown_figures(sizes: tuple[int, ...] = SIZES) -> Iterator[str]:
    """Return the lines of a table: what a page, the files and an import of a plan take as it grows."""
    yield f"{'a plan of so many actions':30}{'actions':>9}{'seconds':>9}{'ms each':>9}{'queries':>9}{'peak MB':>9}"
    for size in sizes:
        for found in measure_size(size):
            peak = f"{found.peak / 1_048_576:9.0f}" if found.peak else f"{'':9}"
            each = found.seconds * 1000 / size
            yield f"{found.name:30}{size:9}{found.seconds:9.2f}{each:9.2f}{found.queries:9}{peak}"


@transaction.atomic
def measure_size(size: int) -> list[Measured]:
    """Measure a plan of so many actions, and leave nothing of it."""
    city = City.objects.create(
        name="Bench (generated)", slug="bench-generated", nation="england", latitude=52, longitude=-1
    )
    writer = the_writer()
    plan = plan_in(city, writer)
    grow(plan, size, writer)
    coordinator = coordinator_in(city, writer)
    found = list(measure_plan(plan, coordinator, weighed=size == WEIGHED))
    transaction.set_rollback(True)
    return found


def coordinator_in(city: City, writer: User) -> User:
    Membership.objects.create(
        user=writer, city=city, role=CityRole.COORDINATOR, state=MembershipState.ACTIVE, since="2026-01-01T00:00Z"
    )
    return writer


def measure_plan(plan: ActionPlan, by: User, *, weighed: bool) -> Iterator[Measured]:
    reader = a_reader()
    yield measured("page, drawn anew", lambda: opened(reader, reverse("plan", args=[plan.city.slug])))
    for name, write in (("CSV", as_csv), ("XLSX", as_xlsx), ("JSON", as_json)):
        yield measured(f"{name} of the edition", partial(written, write, plan), weighed=weighed)
    exported = as_xlsx(contents(plan, by))
    yield measured("import, nothing changed", lambda: checked(plan, exported, by), weighed=weighed)
    data = reworded(plan, by)
    yield measured("import, every row: checked", lambda: checked(plan, data, by), weighed=weighed)
    batch = checked(plan, data, by)
    yield measured("import, every row: applied", lambda: apply_import(batch, by=by))


def written(write: Callable[[PlanContents], bytes], plan: ActionPlan) -> bytes:
    """Return the edition as a file, from the first query to the last byte."""
    return write(contents(plan))


def opened(reader: Client, path: str) -> None:
    answer = reader.get(path)
    if answer.status_code != 200:
        raise Trouble(f"{path} answered {answer.status_code}")


def contents(plan: ActionPlan, by: User | None = None) -> PlanContents:
    reading = PlanReading(plan.city, by, working=by is not None)
    if reading.text is None:
        raise Trouble("the generated plan has no text")
    return PlanContents(reading, reading.text)


def checked(plan: ActionPlan, data: bytes, by: User) -> ImportBatch:
    return check_import(plan, Upload("bench", data), by=by)


def reworded(plan: ActionPlan, by: User) -> bytes:
    """Return the working text as CSV with another outcome and another first milestone in every row."""
    return (
        as_csv(contents(plan, by))
        .replace(b"Generated to measure with", b"Changed to measure with")
        .replace(b"Step 1 (generated)", b"First step (generated)")
    )


def measured(name: str, act: Callable[[], Any], *, weighed: bool = False) -> Measured:
    """Do an act once for its time and queries; and a second time for its memory, which slows it."""
    gc.collect()
    with CaptureQueriesContext(connection) as captured:
        begun = perf_counter()
        act()
        seconds = perf_counter() - begun
    return Measured(name, seconds, len(captured), peak_of(act) if weighed else 0)


def peak_of(act: Callable[[], Any]) -> int:
    gc.collect()
    tracemalloc.start()
    try:
        act()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
