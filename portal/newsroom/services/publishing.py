"""What follows when an article is published."""

from __future__ import annotations

from django.db import transaction

from cities.plans.models import Action
from handbooks.models import EntryPage, PrecedentPage
from portal.newsroom.models import ArticleMention, ArticlePage
from portal.newsroom.services.announcing import announce_first


@transaction.atomic
def settle_publication(article: ArticlePage) -> None:
    """Write what the article is about anew, and have it announced where that is due, in one transaction."""
    write_mentions(article)
    announce_first(article)


def write_mentions(article: ArticlePage) -> None:
    """Keep one row for each entry, precedent and action that the article names, in a field or in its body."""
    article.mentions.all().delete()
    cards = [block.value for block in article.body if block.block_type in ("page", "action") and block.value]
    pages = [card.specific for card in cards if not isinstance(card, Action)]
    entries = {*article.entries.all(), *(page for page in pages if isinstance(page, EntryPage))}
    precedents = {*article.precedents.all(), *(page for page in pages if isinstance(page, PrecedentPage))}
    actions = {card for card in cards if isinstance(card, Action)}
    ArticleMention.objects.bulk_create(
        [
            *(ArticleMention(article=article, entry=entry) for entry in entries),
            *(ArticleMention(article=article, precedent=precedent) for precedent in precedents),
            *(ArticleMention(article=article, action=action) for action in actions),
        ]
    )
