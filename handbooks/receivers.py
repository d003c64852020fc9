"""Listen to Wagtail: `page_published` fires for scheduled publishing too, which the editor's hooks do not."""

from __future__ import annotations

from typing import Any

from django.dispatch import receiver
from wagtail.models import Page, Revision
from wagtail.signals import page_published, post_page_move

from handbooks.models import EntryPage, PrecedentPage, ThemePage
from handbooks.services import settle_move, settle_publication


@receiver(page_published, dispatch_uid="handbooks.settle_publication")
def on_published(instance: Page, revision: Revision | None = None, **kwargs: Any) -> None:
    """Number the page and note the change. Wagtail also sends this when it only schedules: then not live."""
    if instance.live and isinstance(instance, EntryPage | PrecedentPage):
        settle_publication(instance, revision=revision)


@receiver(post_page_move, dispatch_uid="handbooks.settle_move")
def on_moved(instance: Page, parent_page_before: Page, parent_page_after: Page, **kwargs: Any) -> None:
    """Settle a page that has a new parent; a new order alone changes no number."""
    if parent_page_before.pk == parent_page_after.pk:
        return
    page = Page.objects.get(pk=instance.pk).specific
    if isinstance(page, EntryPage | ThemePage):
        settle_move(page)
