"""Bring the search index to what the pages say."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand

from portal.search import index


class Command(BaseCommand):
    help = "Rebuild the search index from pages and terms. Safe to repeat; readers can search meanwhile."

    def handle(self, *args: Any, **options: Any) -> None:
        tally = index.rebuild()
        owners = ", ".join(f"{count} {kind}" for kind, count in tally.kinds.items()) or "nothing to find"
        self.stdout.write(
            f"search: {owners}; passages written {tally.written}, unchanged {tally.unchanged}, removed {tally.removed}"
        )
