"""`manage.py send_plan_reminders [--at 2026-11-23T07:00Z] [--in-process]`: what beat does every day, by hand."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import timezone

from cities.plans import tasks
from cities.plans.services.reminders import send_reminders


def moment(text: str) -> datetime:
    """Return a moment in ISO 8601, in the portal's own zone where it names none. Raises ArgumentTypeError."""
    try:
        found = datetime.fromisoformat(text)
        return found if timezone.is_aware(found) else timezone.make_aware(found)
    except (ValueError, OverflowError) as error:
        raise ArgumentTypeError(f"{text!r} is not a moment such as 2026-11-23T07:00Z") from error


class Command(BaseCommand):
    help = "Remind whom an update of an action is due from: at most one letter for a person and ISO week."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--at", type=moment, default=None, metavar="ISO", help="as of this moment, not of now")
        parser.add_argument(
            "--in-process", action="store_true", help="write and send here, without the broker and a worker"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        at = options["at"]
        if options["in_process"]:
            self.stdout.write(f"Reminders written: {send_reminders(at)}")
            return
        tasks.send_reminders.delay(at.isoformat() if at else None)
        self.stdout.write("A worker was asked to send the reminders.")
