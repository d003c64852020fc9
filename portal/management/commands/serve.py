"""Run the whole portal on this machine: `make run` and `make dev`."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand

from portal.supervisor.serve import serve


class Command(BaseCommand):
    help = "Run web, worker and beat together, with the embedded services, until Ctrl-C."
    requires_system_checks = ()

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="Port on the loopback address.")
        parser.add_argument("--dev", action="store_true", help="Reload on changes, show debug pages.")

    def handle(self, *args: Any, **options: Any) -> None:
        serve(options["port"], dev=options["dev"])
