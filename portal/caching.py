"""A cache that readers never wait for: without Redis nothing is remembered, and pages are still served."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable
from typing import Any

import redis
from django.core.cache import caches
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)

PAUSE_SECONDS = 5.0


class PatientCache(RedisCache):
    """Django's Redis cache, which answers as if it were empty while Redis is out of reach.

    After a failure Redis is left alone for five seconds, so that one request waits and not all of them.
    Sessions use the plain cache: to forget who is signed in would be worse than to say that it is not known.
    """

    next_try = 0.0  # of this process, monotonic seconds

    def _patiently(self, act: Callable[..., Any], otherwise: Any, *args: Any, **kwargs: Any) -> Any:
        if time.monotonic() < PatientCache.next_try:
            return otherwise
        try:
            return act(*args, **kwargs)
        except redis.RedisError as error:
            PatientCache.next_try = time.monotonic() + PAUSE_SECONDS
            logger.warning("The cache does not answer and is left alone for a moment: %s", type(error).__name__)
            return otherwise

    def answers(self) -> bool:
        """Say whether something can be kept now; a Redis that is full answers and keeps nothing."""

        def keep() -> bool:
            super(PatientCache, self).set("answers", 1, 60)
            return True

        return self._patiently(keep, False)

    def add(self, *args: Any, **kwargs: Any) -> bool:
        return self._patiently(super().add, True, *args, **kwargs)

    def get(self, key: Any, default: Any = None, version: int | None = None) -> Any:
        return self._patiently(super().get, default, key, default, version)

    def set(self, *args: Any, **kwargs: Any) -> None:
        self._patiently(super().set, None, *args, **kwargs)

    def touch(self, *args: Any, **kwargs: Any) -> bool:
        return self._patiently(super().touch, False, *args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> bool:
        return self._patiently(super().delete, False, *args, **kwargs)

    def get_many(self, *args: Any, **kwargs: Any) -> dict[Any, Any]:
        return self._patiently(super().get_many, {}, *args, **kwargs)

    def has_key(self, *args: Any, **kwargs: Any) -> bool:
        return self._patiently(super().has_key, False, *args, **kwargs)

    def incr(self, key: Any, delta: int = 1, version: int | None = None) -> int:
        return self._patiently(super().incr, delta, key, delta, version)

    def set_many(self, data: dict[Any, Any], *args: Any, **kwargs: Any) -> list[Any]:
        return self._patiently(super().set_many, list(data), data, *args, **kwargs)

    def delete_many(self, *args: Any, **kwargs: Any) -> None:
        self._patiently(super().delete_many, None, *args, **kwargs)


def cache_answers() -> bool:
    """Say whether the cache keeps what is counted in it."""
    cache = caches["default"]
    return not isinstance(cache, PatientCache) or cache.answers()
