"""A server that is told, the channels that lead to it, and articles that everybody reads."""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Iterator
from typing import Any

import pytest
from django.conf import settings
from django.utils import timezone

from portal.news_settings import Mastodon, Webhook
from portal.newsroom.models import Announcement, ArticlePage, NewsPage
from tests.factories.newsroom import ArticlePageFactory
from tests.newsroom.announcing.server import Server, serving

SECRET = b64decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")


def hook_at(server: Server, id: str = "desk") -> Webhook:  # noqa: A002
    return Webhook(id, "Desk", f"{server.url}/hook?a=b", SECRET)


def account_at(server: Server) -> Mastodon:
    return Mastodon("social", "Social", server.url, "a-token-of-theirs", "unlisted")


@pytest.fixture
def server(settings: Any) -> Iterator[Server]:
    settings.LINK_CHECK_PRIVATE_HOSTS = True
    with serving() as found:
        yield found


@pytest.fixture
def hook(settings, server) -> Webhook:
    settings.NEWS_CHANNELS = (hook_at(server),)
    return settings.NEWS_CHANNELS[0]


@pytest.fixture
def account(settings, server) -> Mastodon:
    settings.NEWS_CHANNELS = (account_at(server),)
    return settings.NEWS_CHANNELS[0]


def published(**fields: Any) -> ArticlePage:
    return ArticlePageFactory(**{"title": "Homes for the many", "standfirst": "A council buys back."} | fields)


def to_announce(number: int = 0, **fields: Any) -> Announcement:
    """Make an article that everybody reads, and let it be due on the only channel, without all that publishing does."""
    now = timezone.now()
    values = {"title": "Homes for the many", "slug": f"homes-{number}", "standfirst": "A council buys back."} | fields
    article = ArticlePage(live=True, themes=["housing"], first_published_at=now, last_published_at=now, **values)
    NewsPage.objects.get().add_child(instance=article)
    (channel,) = settings.NEWS_CHANNELS
    return Announcement.objects.create(article=article, channel=channel.key)


def only() -> Announcement:
    return Announcement.objects.get()
