"""What all processes share, in the cache's Redis: the generation, and the pages under it.

Without Redis nobody can say whether a page is still true, so none is used and every page is drawn.
After a failure Redis is left alone for a few seconds, so that readers do not wait for it.
"""

from __future__ import annotations

import logging
import secrets
import time
from functools import cache
from typing import cast

import redis
from django.conf import settings
from redis.backoff import NoBackoff
from redis.retry import Retry

from portal.pagecache.pages import KeptPage

logger = logging.getLogger(__name__)

GENERATION = "pages:generation"
PATIENCE_SECONDS = 0.25
PAUSE_SECONDS = 5.0


class Shared:
    """The shared store of pages. No method raises because of Redis."""

    def __init__(self, url: str) -> None:
        self.client: redis.Redis = redis.Redis.from_url(
            url,
            socket_connect_timeout=PATIENCE_SECONDS,
            socket_timeout=PATIENCE_SECONDS,
            retry=Retry(NoBackoff(), 1),
        )
        self.is_out = False
        self.next_try = 0.0

    def generation(self) -> str | None:
        """Return the token of the present generation, or None while Redis is out of reach."""
        if self.is_out and time.monotonic() < self.next_try:
            return None
        try:
            found = self._read(GENERATION)
            if found is None or self.is_out:
                found = self._begin_anew()
        except redis.RedisError as error:
            self._failed(error)
            return None
        return found.decode()

    def generation_and(self, key: str) -> tuple[str | None, bytes | None]:
        """Return the token of the present generation and what lies under `key`, in one journey."""
        if self.is_out:
            return self.generation(), None
        try:
            found, stored = cast("list[bytes | None]", self.client.mget(GENERATION, key))
            return (found or self._begin_anew()).decode(), stored
        except redis.RedisError as error:
            self._failed(error)
            return None, None

    def raise_generation(self) -> None:
        """Make every kept page stale, in every process at once."""
        try:
            self._begin_anew()
        except redis.RedisError as error:
            self._failed(error)

    def get(self, key: str) -> KeptPage | None:
        try:
            stored = self._read(key)
            return KeptPage.from_bytes(stored) if stored else None
        except redis.RedisError as error:
            self._failed(error)
        except (ValueError, KeyError, TypeError):
            logger.warning("A kept page in Redis cannot be read and is drawn anew")
        return None

    def put(self, key: str, page: KeptPage) -> None:
        self.keep(key, page.to_bytes())

    def keep(self, key: str, stored: bytes) -> None:
        """Store bytes for as long as pages are kept."""
        try:
            self.client.set(key, stored, ex=settings.PAGE_CACHE_SECONDS)
        except redis.RedisError as error:
            self._failed(error)

    def _read(self, key: str) -> bytes | None:
        return cast("bytes | None", self.client.get(key))

    def _begin_anew(self) -> bytes:
        """Set a new generation. After a failure this also covers what was published meanwhile, unannounced."""
        token = secrets.token_hex(8)
        self.client.set(GENERATION, token)
        if self.is_out:
            self.is_out = False
            logger.info("Redis answers again: pages are kept from now on")
        return token.encode()

    def _failed(self, error: redis.RedisError) -> None:
        """Leave Redis alone for a while, and say so once."""
        if not self.is_out:
            logger.warning("Redis does not answer, so every page is drawn anew: %s", error)
        self.is_out = True
        self.next_try = time.monotonic() + PAUSE_SECONDS


@cache
def shared_store() -> Shared:
    """Return this process's way to the shared store."""
    return Shared(str(settings.CACHES["default"]["LOCATION"]))
