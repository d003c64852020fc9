"""Fills the jobs of the home page once, when the starter content is there."""

from __future__ import annotations

from typing import Any

import yaml
from django.dispatch import receiver

from handbooks.models import EntryPage
from handbooks.signals import starter_loaded
from portal.home.foundations import PROSE
from portal.home.models import HomePage
from portal.words.audiences import Audience


@receiver(starter_loaded, dispatch_uid="home.fill_jobs")
def fill_jobs(**kwargs: Any) -> None:
    """Give the home page its jobs, unless it has some or an editor has been at it."""
    home = HomePage.objects.first()
    if home is None or home.jobs or home.latest_revision_id:
        return
    home.jobs = [("job", job) for job in starter_jobs() if job["entries"]]
    home.save()


def starter_jobs() -> list[dict[str, Any]]:
    """Return the jobs with the entries that are there, the councils' first."""
    pages = {(page.audience, page.slug): page for page in EntryPage.objects.visible_to()}
    return [
        {
            "text": job["text"],
            "entries": [
                pages[audience.value, slug]
                for audience in Audience
                for slug in job[audience.value]
                if (audience.value, slug) in pages
            ],
        }
        for job in yaml.safe_load((PROSE / "jobs.yaml").read_text())
    ]
