"""The jobs on the home page, loaded after the entries that they lead to."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import yaml
from django.dispatch import receiver
from django.utils.translation import gettext_lazy as _

from handbooks.models import StarterRecord
from handbooks.signals import starter_loaded
from handbooks.starter.ledger import Kind, Ledger
from handbooks.streams import clean_stream, stable_id
from portal.home.models import HomePage
from portal.words.audiences import Audience

JOBS = Path(__file__).parent / "jobs.yaml"
Rows = list[dict[str, Any]]


class Jobs(Kind[Rows, HomePage]):
    """The list of jobs: one thing, on the one home page. An editor who touched the page keeps theirs."""

    name = _("Jobs on the home page")
    model = HomePage

    def key(self, item: Rows) -> str:
        return "home:jobs"

    def values(self, item: Rows) -> dict[str, Any]:
        return {"jobs": item}

    def twin(self, item: Rows) -> HomePage | None:
        home = HomePage.objects.get()
        return home if home.jobs or home.latest_revision_id else None

    def make(self, item: Rows) -> HomePage:
        return HomePage.objects.get()

    def fill(self, thing: HomePage, item: Rows, *, is_new: bool) -> None:
        thing.jobs = clean_stream(thing.jobs.stream_block, [self._job(row) for row in item])
        thing.save()

    def is_edited(self, thing: HomePage, item: Rows, record: StarterRecord) -> bool:
        created = thing.latest_revision_created_at
        return created is not None and created > record.loaded_at

    def _job(self, row: dict[str, Any]) -> dict[str, Any]:
        keys = [f"entry:{audience}:{slug}" for audience in Audience.values for slug in row[audience]]
        value = {"text": row["text"], "entries": self.ledger.found(keys)}
        return {"type": "job", "value": value, "id": stable_id("home", "job", row["text"])}


@receiver(starter_loaded, dispatch_uid="home.jobs")
def load_jobs(ledger: Ledger, **kwargs: Any) -> None:
    """Load the jobs within the same transaction as the entries."""
    rows = yaml.safe_load(JOBS.read_text(encoding="utf-8"))
    Jobs(ledger).load([rows])
