"""`manage.py send_digests [--frequency weekly] [--at 2026-11-23T07:00Z] [--in-process]`: what beat does, by hand."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError
from django.db.models import Count, Min
from django.utils import timezone
from kombu.exceptions import OperationalError

from network.digests import tasks
from network.digests.choices import DigestState, Reason
from network.digests.models import Digest, Run
from network.digests.models.digest import SENDABLE
from network.digests.services.claiming import due, is_halted
from network.digests.services.planning import plan
from network.digests.services.sending import send_due
from network.digests.services.tally import Stop, Tally

YEARS = range(2000, 2200)
STOPPED = {
    Stop.HALTED: "Nothing leaves: an administrator has stopped all digests at /editor/digests/.",
    Stop.TIME: "The time of one go is over; the rest is still due. Repeat the command.",
    Stop.SERVER: "The mail server failed several times in a row; the rest is tried again from two minutes on.",
}


def moment(text: str) -> datetime:
    """Return a moment in ISO 8601, in the portal's own zone where it names none.

    Raises ArgumentTypeError, also for one that is still to come: what is sent ahead of its time tells of less.
    """
    try:
        found = datetime.fromisoformat(text)
        if found.year not in YEARS:
            raise ValueError(text)
        found = found if timezone.is_aware(found) else timezone.make_aware(found)
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is not a moment such as 2026-11-23T07:00Z") from error
    if found > timezone.now():
        raise ArgumentTypeError(f"{text!r} is still to come; no digest is sent ahead of its time")
    return found


class Command(BaseCommand):
    help = "Plan and send the digests that are due. Safe to repeat, and to run beside beat: nobody gets one twice."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--frequency", choices=[str(one) for one in SENDABLE], default="", help="only those")
        parser.add_argument(
            "--at", type=moment, default=None, metavar="ISO", help="as of this moment, which has passed"
        )
        parser.add_argument("--in-process", action="store_true", help="send here, without the broker and a worker")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            self.plan_and_send(options["at"], options["frequency"], in_process=options["in_process"])
        except DatabaseError as error:
            raise CommandError(f"The database does not answer as it should: {error}") from error

    def plan_and_send(self, at: datetime | None, cadence: str, *, in_process: bool) -> None:
        self.say_planned(plan(at, cadence=cadence))
        if in_process:
            self.say_sent(send_due(at, cadence=cadence))
            self.say_waiting(cadence)
            return
        waiting = due(at, cadence=cadence).count()
        if is_halted():
            self.stdout.write(f"Due: {waiting}. {STOPPED[Stop.HALTED]}")
            return
        try:
            tasks.ring(at.isoformat() if at else None, cadence)
        except OperationalError as error:
            raise CommandError("The broker does not answer; --in-process sends without it.") from error
        self.stdout.write(f"Due: {waiting}. Workers were asked to send them." if waiting else "Nothing is due.")
        self.say_waiting(cadence)

    def say_planned(self, run: Run | None) -> None:
        if run is None:
            self.stdout.write("Planned: 0. Somebody else is planning at this moment; repeat the command.")
            return
        skipped = f", and {run.skipped} skipped at once" if run.skipped else ""
        self.stdout.write(f"Planned: {run.planned}{skipped}")

    def say_sent(self, tally: Tally) -> None:
        counts = tally.counts
        lines = [
            f"Sent: {counts[DigestState.SENT]}",
            f"Nothing new: {counts[DigestState.EMPTY]}",
            f"Skipped: {counts[DigestState.SKIPPED]}",
            *(f"  {Reason(reason).label}: {count}" for reason, count in tally.skipped.most_common()),
            f"In doubt: {counts[DigestState.UNKNOWN]}",
            f"Failed: {counts[DigestState.FAILED]}",
            f"To be tried again: {counts['back'] + counts['released']}",
            *(f"  {Reason(reason).label}: {count}" for reason, count in tally.failures.most_common()),
            *([f"  Not tried yet: {counts['released']}"] if counts["released"] else []),
        ]
        self.stdout.write("\n".join(lines))
        if tally.stop:
            self.stdout.write(STOPPED[tally.stop])

    def say_waiting(self, cadence: str) -> None:
        """Say how many are to be tried again, from when on, and how many other processes have in their hands."""
        rows = Digest.objects.filter(cadence=cadence) if cadence else Digest.objects.all()
        later = rows.filter(state=DigestState.DUE, try_at__gt=timezone.now())
        found = later.aggregate(count=Count("pk"), first=Min("try_at"))
        if found["count"]:
            self.stdout.write(f"{found['count']} wait, the next from {timezone.localtime(found['first']):%H:%M}.")
        if taken := rows.filter(state__in=(DigestState.CLAIMED, DigestState.SENDING)).count():
            self.stdout.write(f"{taken} are in the hands of other processes.")
