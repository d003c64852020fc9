"""The jobs on the home page: the starter content's until an editor chooses."""

from __future__ import annotations

import pytest

from handbooks.starter.ledger import Ledger, Outcome
from handbooks.streams import clean_stream
from portal.home.models import HomePage
from portal.home.starter import load_jobs
from tests.factories.handbooks import published

pytestmark = pytest.mark.django_db


def test_jobs_that_an_editor_chose_are_kept() -> None:
    home = HomePage.objects.get()
    home.jobs = clean_stream(home.jobs.stream_block, [{"type": "job", "value": {"text": "Ours", "entries": []}}])
    published(home)
    ledger = Ledger.open()

    load_jobs(ledger=ledger)

    assert [job.value["text"] for job in HomePage.objects.get().jobs] == ["Ours"]
    assert dict(ledger.tally["Jobs on the home page"]) == {Outcome.KEPT: 1}


def test_jobs_edited_after_the_load_are_kept() -> None:
    load_jobs(ledger=Ledger.open())
    home = HomePage.objects.get()
    del home.jobs[1:]
    published(home)

    load_jobs(ledger=Ledger.open())

    assert len(HomePage.objects.get().jobs) == 1
