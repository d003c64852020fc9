"""An account on a server that speaks Mastodon's language.

A status is posted with an `Idempotency-Key`: the server answers a second one that has the same with the first status
and posts none. "Idempotency keys are stored for up to 1 hour." Source: docs.joinmastodon.org, methods/statuses, Post a
new status. The key is stored once the status is made, so a second try has to wait until the first has certainly ended.
Servers that only speak like Mastodon need not know the key, so none but Mastodon itself is trusted to.
"""

from __future__ import annotations

import json
import re
from contextlib import suppress
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.cache import cache
from django.utils.translation import gettext as _

from handbooks.reading.addresses import address_of
from portal.news_settings import Mastodon
from portal.newsroom.addresses import is_plain
from portal.newsroom.announcing.results import Outcome, Result, result_of, said_by
from portal.newsroom.announcing.talking import CutOff, Reply, Request, ask
from portal.newsroom.models import Announcement, ArticlePage
from portal.newsroom.sharing import medium_text
from portal.text.cutting import at_a_word

ASKED_FOR = 3600
"""Seconds for which a server's limits are remembered."""
ADDRESS = re.compile(r"https?://\S+")
OWN_VERSION = re.compile(r"[3-9]\.\d|[1-9]\d\.\d")
"""How versions of Mastodon begin. Others say "compatible", or count from 0."""
LEAST_TEXT = 20


@dataclass(frozen=True)
class Instance:
    """What a server says of itself, or what Mastodon does unless it was changed."""

    most: int = 500
    reserved: int = 23
    """Characters as which each address counts, however long."""
    keeps_keys: bool = False


def instance_of(channel: Mastodon) -> Instance:
    """Return the limits of a server, asked once an hour. Raises NotReached where it is not there at all."""
    key = f"newsroom:instance:{channel.key}:{channel.server}"
    if known := cache.get(key):
        return Instance(*known)
    try:
        reply = ask(Request(f"{channel.server}/api/v2/instance"), is_own=channel.is_own)
    except CutOff:
        return Instance()
    said = json_of(reply) if reply.status == 200 else {}
    if not said:
        return Instance()
    found = instance_from(said)
    cache.set(key, (found.most, found.reserved, found.keeps_keys), ASKED_FOR)
    return found


def instance_from(said: dict[str, Any]) -> Instance:
    """Read the limits; what is none of the kind stays as Mastodon has it."""
    limits: Any = said.get("configuration")
    limits = limits.get("statuses") if isinstance(limits, dict) else None
    limits = limits if isinstance(limits, dict) else {}
    version = str(said.get("version", ""))[:200]
    return Instance(
        most=whole(limits.get("max_characters"), 50, 100_000, Instance.most),
        reserved=whole(limits.get("characters_reserved_per_url"), 1, 500, Instance.reserved),
        keeps_keys=bool(OWN_VERSION.match(version)) and "compatible" not in version,
    )


def whole(given: Any, least: int, most: int, otherwise: int) -> int:
    return given if type(given) is int and least <= given <= most else otherwise


def request_for(channel: Mastodon, announcement: Announcement, instance: Instance) -> Request:
    """Return the request that posts the status."""
    article: ArticlePage = announcement.article
    fields = {
        "status": status_of(article, instance),
        "visibility": channel.visibility,
        "language": article.locale.language_code.partition("-")[0],
    }
    headers = {
        "Authorization": f"Bearer {channel.token}",
        "Idempotency-Key": str(announcement.key),
        "Content-Type": "application/x-www-form-urlencoded",
        "Accept": "application/json",
    }
    return Request(f"{channel.server}/api/v1/statuses", "POST", headers, urlencode(fields).encode())


def status_of(article: ArticlePage, instance: Instance) -> str:
    """Return the text with the article's address, within what the server takes."""
    address = settings.SITE_URL + address_of(article)
    text = medium_text(article)
    more = sum(max(instance.reserved - len(found), 0) for found in ADDRESS.findall(text))
    left = instance.most - instance.reserved - 1 - more
    return f"{at_a_word(text, left)}\n{address}" if left >= LEAST_TEXT else address


def result_for(reply: Reply) -> Result:
    """Return what an answer says: the status that was made, or the words of the refusal."""
    said = json_of(reply)
    if not 200 <= reply.status < 300:
        words = said.get("error")
        return result_of(reply, words if isinstance(words, str) else "")
    if not isinstance(said.get("id"), str):
        return Result(Outcome.DOUBT, _("%(said)s, but without a status in the answer") % {"said": said_by(reply)})
    return Result(Outcome.SENT, said_by(reply), address_in(said))


def address_in(status: dict[str, Any]) -> str:
    """Return where people read a status; nothing where it is no web address."""
    found = status.get("url") or status.get("uri")
    return found if isinstance(found, str) and len(found) <= 500 and is_plain(found, "https", "http") else ""


def json_of(reply: Reply) -> dict[str, Any]:
    """Return the object in an answer; of one that is none, or is not whole, an empty one."""
    if reply.is_whole:
        with suppress(ValueError, RecursionError):
            found = json.loads(reply.body)
            return found if isinstance(found, dict) else {}
    return {}
