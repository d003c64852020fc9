"""Sessions in Redis that tell a lost session from a Redis that does not answer."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib.sessions.backends.cache import SessionStore as CacheSessionStore
from django.core.cache import caches


class SessionStore(CacheSessionStore):
    """Django's session store, without taking a silent Redis for a session that has ended.

    Django's own would sign everybody out, and drop their cookies, at the first fault of Redis.
    Raises redis.RedisError while Redis is out of reach.
    """

    def load(self) -> dict[str, Any]:
        found = caches[settings.SESSION_CACHE_ALIAS].get(self.cache_key)
        if found is not None:
            return found
        self._session_key = None
        return {}
