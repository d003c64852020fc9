"""“News review”: the two steps of the handbooks' review, laid over the newsroom and all below it."""

from __future__ import annotations

from django.db import transaction
from wagtail.models import Workflow

from handbooks.workflow import lay_workflow
from portal.newsroom.models import NewsPage

WORKFLOW = "News review"


@transaction.atomic
def ensure_news_workflow() -> Workflow:
    """Make the workflow where it is missing, and lay it over `/news/`."""
    return lay_workflow(WORKFLOW, over=NewsPage)
