"""The channels that are set up, by what the ledger calls them."""

from __future__ import annotations

from django.conf import settings

from portal.news_settings import Mastodon, Webhook

Channel = Webhook | Mastodon


def channels() -> dict[str, Channel]:
    """Return the channels of `NEWS_WEBHOOKS` and `NEWS_MASTODON`, in their order."""
    return {channel.key: channel for channel in settings.NEWS_CHANNELS}


def name_of(key: str) -> str:
    """Return what people call a channel; of one that is not set up any more, the id that it had."""
    channel = channels().get(key)
    return channel.name if channel else key.partition(":")[2] or key
