"""`manage.py generate_load --members 100000`: bulk data to measure with. Never in production."""

from __future__ import annotations

from argparse import ArgumentParser, ArgumentTypeError
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from portal.environment import PRODUCTION
from portal.loads import loads

MOST = 10_000_000


def whole_number(text: str) -> int:
    """Return a number of rows. Raises ArgumentTypeError for what is none."""
    if not (text.isascii() and text.isdigit() and int(text) <= MOST):
        raise ArgumentTypeError(f"{text!r} is not a number from 0 to {MOST:,}")
    return int(text)


class Command(BaseCommand):
    help = "Bring generated data up to so many rows of each kind. It is marked as generated and never removed."

    def add_arguments(self, parser: ArgumentParser) -> None:
        for load in loads():
            parser.add_argument(f"--{load.name}", type=whole_number, default=0, metavar="N", help=load.help)

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PORTAL_MODE == PRODUCTION:
            raise CommandError("generate_load does not run in production: what it makes cannot be told from people.")
        wanted = [(load, options[load.name]) for load in loads() if options[load.name]]
        if not wanted:
            raise CommandError(f"Say how many: {', '.join(f'--{load.name} N' for load in loads())}")
        for load, number in wanted:
            made = load.generate(number)
            if options["verbosity"]:
                self.stdout.write(f"{load.name}: {made} made, so that there are {number}.")
