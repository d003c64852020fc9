"""Pages that articles and the narrative may link to, and not everybody may read."""

from __future__ import annotations

from django.utils import timezone
from wagtail.models import PageViewRestriction

from tests.factories.handbooks import EntryPageFactory
from tests.factories.newsroom import ArticlePageFactory


def pages_that_not_everybody_reads() -> dict[int, str]:
    """Return a draft, a withdrawn, a restricted and an expired page, and one that is gone: their addresses by key."""
    draft, withdrawn = ArticlePageFactory(slug="a-draft", live=False), EntryPageFactory(slug="withdrawn")
    withdrawn.unpublish()
    restricted = ArticlePageFactory(slug="restricted")
    PageViewRestriction.objects.create(page=restricted, restriction_type="login")
    expired = ArticlePageFactory(slug="expired", expire_at=timezone.now())
    gone = ArticlePageFactory(slug="gone")
    found = {page.pk: f"/{page.slug}/" for page in (draft, withdrawn, restricted, expired, gone)}
    gone.delete()
    return found
