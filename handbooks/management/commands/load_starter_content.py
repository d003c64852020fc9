"""`manage.py load_starter_content`: the handbooks as a new portal starts with them."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from handbooks.models import Counterpart, HandbooksPage, LegalBasis, PrecedentEntry
from handbooks.starter.ledger import Ledger, Outcome
from handbooks.starter.load import load_starter_content


class Command(BaseCommand):
    help = (
        "Load the starter content: handbooks, precedents, glossary, cities. Safe to repeat: "
        "what an editor changed, moved or deleted is left alone."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if not HandbooksPage.objects.exists():
            raise CommandError("The handbooks are not there yet. Run `manage.py migrate` first.")
        ledger = load_starter_content()
        if options["verbosity"] < 1:
            return
        if self._has_news(ledger) or options["verbosity"] > 1:
            self.stdout.write("\n".join(table(ledger)))
            self.stdout.write(standing())
        else:
            self.stdout.write("Starter content: nothing new.")

    def _has_news(self, ledger: Ledger) -> bool:
        return any(counts[Outcome.CREATED] or counts[Outcome.UPDATED] for counts in ledger.tally.values())


def table(ledger: Ledger) -> list[str]:
    """Return the report, a line for each kind of thing."""
    columns = list(Outcome)
    width = max(len(name) for name in ledger.tally)
    rows = [f"{'Starter content':<{width}}" + "".join(f"{column:>10}" for column in columns)]
    for name, counts in ledger.tally.items():
        rows.append(f"{name:<{width}}" + "".join(f"{counts[column]:>10}" for column in columns))
    return rows


def standing() -> str:
    """Return in a line what connects the pages now."""
    return (
        f"Now: {LegalBasis.objects.filter(provision__isnull=False).count()} legal bases on provisions, "
        f"{LegalBasis.objects.filter(scheme__isnull=False).count()} on schemes, "
        f"{Counterpart.objects.count()} counterpart pairs, "
        f"{PrecedentEntry.objects.count()} links from precedents to entries."
    )
