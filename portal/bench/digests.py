"""What digests cost as members grow: planned at once, put together in batches, sent by two processes to a mail sink.

Measured in the database of the crowd beside posts that are generated anew, so that there is something of late to tell.
Beside it stands what a loop would take that asks for each person by itself and opens a connection for each letter.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from time import perf_counter
from typing import Any

from django.core.mail.backends.smtp import EmailBackend
from django.core.management import call_command
from django.db import connection, reset_queries
from django.db.models import Sum
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from network.digests.building.composing import compose, select, still_readable
from network.digests.building.people import People
from network.digests.choices import Cadence
from network.digests.letters import message_for
from network.digests.models import Digest, Preference
from network.digests.services.planning import plan
from network.forum.load import generated
from portal.bench import sink
from portal.bench.forum import empty_forum, members
from portal.environment import BASE_DIR
from portal.forking import close_connections
from portal.supervisor import commands, processes
from portal.supervisor.guardian import Guardian, finish_group
from portal.supervisor.trouble import Trouble

SIZES = (1_000, 10_000, 100_000)
SENDERS = 2
BATCH = 500
"""Members of a batch. Source: design section 8"""
NAIVE = 100
"""Members of the sample for the loop; what it takes for all is worked out from it."""
HOUR = 7
TABLES = ("digests_digestitem", "digests_digest", "digests_run", "digests_preference", "digests_notice")
STOP = ((processes.signal.SIGTERM, 5.0), (processes.signal.SIGKILL, 5.0))


@dataclass
class Figures:
    """What one number of members took: seconds, what the sink took, and what each sending process says of itself."""

    members: int
    posts: int = 0
    batch: int = 0
    """Queries that put a batch together."""
    each_alone: float = 0.0
    """Seconds of the loop for one member."""
    queries_alone: float = 0.0
    planned: float = 0.0
    seconds: float = 0.0
    taken: dict[str, int] = field(default_factory=dict)
    senders: list[dict[str, Any]] = field(default_factory=list)

    @property
    def all_seconds(self) -> float:
        return self.planned + self.seconds

    @property
    def sent(self) -> int:
        return sum(one["counts"].get("sent", 0) for one in self.senders)

    @property
    def queries(self) -> float:
        """All queries of sending, by member."""
        return sum(one["queries"] for one in self.senders) / self.members

    @property
    def in_database(self) -> float:
        """The part of the time of the processes in which they wait for the database."""
        return sum(one["in_database"] for one in self.senders) / sum(one["seconds"] for one in self.senders)

    @property
    def peak(self) -> int:
        """The most bytes of memory of a sending process."""
        return max(one["peak"] for one in self.senders)


def gather_for_digests(posts: int) -> None:
    """Make so many posts anew, of which some are of the last weeks, and forget who wanted and was told what."""
    empty_forum()
    call_command("generate_load", threads=max(posts // 10, 1), verbosity=0)
    call_command("generate_load", posts=posts, verbosity=1)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {', '.join(TABLES)} CASCADE")
        cursor.execute("VACUUM ANALYZE forum_thread, forum_post")


def measure_members(size: int) -> Figures:
    """Plan and send the digests of so many members."""
    moment = last_moment()
    prepare(size)
    people = list(Preference.objects.filter(cadence=Cadence.DAILY).order_by("pk").values_list("person", flat=True))
    found = Figures(members=size, posts=generated().aggregate(all=Sum("last_number"))["all"] or 0)
    found.batch = queries_of(people[:BATCH])
    begun = perf_counter()
    run = plan(moment)
    found.planned = perf_counter() - begun
    if run is None or run.planned != size:
        raise Trouble(f"{run.planned if run else 0} digests were planned, for {size} members")
    with running_sink() as mail:
        found.each_alone, found.queries_alone = loop(people[-NAIVE:], mail.port)
    with running_sink() as mail:
        begun = perf_counter()
        found.senders = send(moment, mail.port)
        found.seconds = perf_counter() - begun
    found.taken = mail.taken
    return found


def last_moment() -> datetime:
    """Return the last morning, in the portal's own zone, at which digests were due."""
    now = timezone.localtime()
    at = timezone.make_aware(datetime.combine(now.date(), time(HOUR)))
    return at if at <= now else at - timedelta(days=1)


def prepare(size: int) -> None:
    """Let so many members want a digest every day at the same hour, and nobody have been told of anything."""
    call_command("generate_load", digests=size, verbosity=0)
    own = members().order_by("pk")[:size].values("pk")
    Preference.objects.exclude(person__in=own).delete()
    Preference.objects.update(cadence=Cadence.DAILY, hour=HOUR, since=timezone.now() - timedelta(days=60))
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE digests_digest, digests_run CASCADE")
        cursor.execute("UPDATE forum_reader SET digested = 0 WHERE digested > 0")
        cursor.execute("DELETE FROM forum_reader WHERE level = '' AND last_read = 0")
        cursor.execute("VACUUM ANALYZE forum_reader, digests_digest, digests_digestitem, digests_preference")


def queries_of(people: list[int]) -> int:
    """Return the queries that put the digests of some people together and ask once more who may read what."""
    reset_queries()  # Django keeps 9,000, and counts none beyond
    with CaptureQueriesContext(connection) as captured:
        still_readable(list(select(People(people)).values()))
    return len(captured)


def loop(people: list[int], port: int) -> tuple[float, float]:
    """Return the seconds and the queries of a person where each is looked up alone, over a connection of their own."""
    reset_queries()
    begun = perf_counter()
    with CaptureQueriesContext(connection) as captured:
        for digest in Digest.objects.filter(person__in=people).select_related("person").iterator():
            contents = compose(People([digest.person_id])).get(digest.person_id)
            if contents is not None:
                message = message_for(digest, contents)
                message.connection = EmailBackend(host=processes.LOOPBACK, port=port)
                message.send()
    return (perf_counter() - begun) / len(people), len(captured) / len(people)


# The sink, and who sends to it


class Mail:
    """A running sink: its port, and what it took, once it has ended."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self.process = process
        self.port = int(self.line())
        self.taken: dict[str, int] = {}

    def line(self) -> str:
        assert self.process.stdout  # noqa: S101
        return self.process.stdout.readline()

    def end(self) -> None:
        assert self.process.stdin  # noqa: S101
        self.process.stdin.close()
        self.taken = json.loads(self.line() or "{}")


@contextmanager
def guarded() -> Iterator[Guardian]:
    """Return who ends the processes of this one if it is killed."""
    services = commands.current
    guardian = Guardian(services.release if services else lambda: None)
    try:
        yield guardian
    finally:
        finish_group(guardian.pid, 5.0)
        guardian.dismiss()


@contextmanager
def running_sink() -> Iterator[Mail]:
    with guarded() as guardian:
        process = start([sys.executable, sink.__file__], guardian)
        mail = Mail(process)
        try:
            yield mail
            mail.end()
        finally:
            processes.stop(processes.psutil.Process(process.pid), STOP)
            process.wait()


def send(moment: datetime, port: int) -> list[dict[str, Any]]:
    """Have processes send what is due, and return what each says. Raises Trouble when one fails."""
    close_connections()
    command = [sys.executable, "-m", "portal.bench.sending", moment.isoformat()]
    with guarded() as guardian:
        senders = [start(command, guardian, EMAIL_URL=f"smtp://{processes.LOOPBACK}:{port}") for _ in range(SENDERS)]
        said = [sender.communicate()[0] for sender in senders]
    if any(sender.returncode for sender in senders):
        raise Trouble("a process that sends digests has failed; the lines above say why")
    return [json.loads(text.splitlines()[-1]) for text in said]


def start(command: list[str], guardian: Guardian, **environment: str) -> subprocess.Popen[str]:
    process = subprocess.Popen(  # noqa: S603
        command,
        cwd=BASE_DIR,
        env={**os.environ, **environment},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        process_group=guardian.pid,
    )
    guardian.protect(process.pid)
    return process
