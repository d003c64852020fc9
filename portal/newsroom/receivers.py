"""Listen to Wagtail: `page_published` fires for scheduled publishing too, which the editor's hooks do not."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_delete
from django.dispatch import receiver
from wagtail.signals import page_published

from handbooks.signals import starter_loaded
from portal.newsroom.cards import forget_cards
from portal.newsroom.models import ArticlePage
from portal.newsroom.services.publishing import settle_publication
from portal.newsroom.starter.load import load_newsroom

starter_loaded.connect(load_newsroom, dispatch_uid="newsroom.starter")


@receiver(page_published, sender=ArticlePage, dispatch_uid="newsroom.settle_publication")
def on_published(instance: ArticlePage, **kwargs: Any) -> None:
    """Write down what the article is about. Wagtail also sends this when it only schedules: then not live."""
    if instance.live:
        settle_publication(instance)


@receiver(post_delete, sender=ArticlePage, dispatch_uid="newsroom.forget_cards")
def on_deleted(instance: ArticlePage, **kwargs: Any) -> None:
    """Leave no card of an article that is gone. If it stays after all, its card is drawn anew."""
    forget_cards(instance.pk)
