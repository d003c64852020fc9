"""A webhook: a JSON body, signed, with the same id however often it comes.

Source: Standard Webhooks (headers `webhook-id`, `webhook-timestamp`, `webhook-signature`); the `Idempotency-Key` of
draft-ietf-httpapi-idempotency-key-header says the id once more, for receivers that know that one.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import time
from base64 import b64encode
from typing import Any

from django.conf import settings

from handbooks.reading.addresses import address_of
from portal.news_settings import Webhook
from portal.newsroom.announcing.results import Result, result_of
from portal.newsroom.announcing.talking import Reply, Request
from portal.newsroom.models import Announcement, ArticlePage
from portal.newsroom.sharing import medium_text

EVENT = "article.published"


def request_for(channel: Webhook, announcement: Announcement) -> Request:
    """Return the signed request that tells of an article."""
    body = json.dumps(told(announcement), ensure_ascii=False).encode()
    key, at = str(announcement.key), str(int(time.time()))
    headers = {
        "Content-Type": "application/json; charset=utf-8",
        "Idempotency-Key": f'"{key}"',
        "webhook-id": key,
        "webhook-timestamp": at,
    }
    if channel.secret:
        headers["webhook-signature"] = signature(channel.secret, key, at, body)
    return Request(channel.url, "POST", headers, body)


def signature(secret: bytes, key: str, at: str, body: bytes) -> str:
    """Return what proves that a body is ours and when it was sent. Source: Standard Webhooks, signature scheme"""
    signed = hmac.new(secret, f"{key}.{at}.".encode() + body, hashlib.sha256).digest()
    return f"v1,{b64encode(signed).decode()}"


def told(announcement: Announcement) -> dict[str, Any]:
    """Return what a webhook tells. `text` is a line for chat programs that print no more."""
    article: ArticlePage = announcement.article
    address = settings.SITE_URL + address_of(article)
    published = article.first_published_at
    return {
        "type": EVENT,
        "id": str(announcement.key),
        "text": f"{medium_text(article)}\n{address}",
        "data": {
            "title": article.title,
            "standfirst": article.standfirst,
            "url": address,
            "language": article.locale.language_code,
            "published_at": published.isoformat() if published else None,
            "themes": list(article.themes),
            "cities": [city.name for city in article.cities.all()],
            "authors": [byline.author.name for byline in article.bylines.select_related("author")],
            "first_ran_at": article.first_ran_at or None,
        },
    }


def result_for(reply: Reply) -> Result:
    """Return what an answer says. A body is read for the words of a refusal only."""
    text = reply.headers.get_content_type() in ("text/plain", "application/json")
    return result_of(reply, reply.body.decode(errors="replace") if text and reply.status >= 400 else "")
