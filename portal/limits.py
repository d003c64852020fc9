"""How often one address may do something that anybody may do without an account."""

from __future__ import annotations

import hashlib
import logging

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.core.cache import cache
from django.http import HttpRequest

logger = logging.getLogger(__name__)

HOUR = 3600


def is_one_too_many(what: str, who: str, *, most: int, within: int = HOUR) -> bool:
    """Count that somebody did something, and say whether it is once too often. Lets all pass while Redis is down."""
    key = f"{what}:{who}"
    try:
        cache.add(key, 0, within)
        return cache.incr(key) > most
    except Exception:
        logger.warning("What is done too often is not counted (%s): the cache does not answer", what, exc_info=True)
        return False


def sender_of(request: HttpRequest) -> str:
    """Return what stands for the address of a request while it is counted: a keyed hash, which leads back to nobody."""
    address = get_adapter(request).get_client_ip(request).encode()
    return hashlib.blake2b(address, key=settings.SECRET_KEY.encode()[:64], digest_size=16).hexdigest()
