"""What Mailgun's signature leaves out: it covers a moment and a token, and not what is told with them.

A call is therefore taken only as long as its moment is near, and its token for what it was used for first.
Source: Mailgun's documentation, "Securing webhooks"
"""

from __future__ import annotations

import json
import time
from typing import Any

from anymail.exceptions import AnymailWebhookValidationFailure
from django.core.cache import cache
from django.http import HttpRequest

from portal.mail.bounces import key_of

NEAR = 24 * 3600
"""Seconds. Mailgun tries again for eight hours."""


def check(request: HttpRequest) -> None:
    """Refuse a call, the signature of which is right, that is old or says something new with a token that was used."""
    signature, told = parts_of(request)
    try:
        far = abs(time.time() - float(signature["timestamp"]))
    except (ValueError, TypeError, OverflowError) as error:
        raise AnymailWebhookValidationFailure("No moment") from error
    if not far < NEAR:
        raise AnymailWebhookValidationFailure("An old call")
    name, told_key = f"mailgun-token:{key_of(signature['token'])}", key_of(told)
    cache.add(name, told_key, 2 * NEAR)
    if cache.get(name, told_key) != told_key:
        raise AnymailWebhookValidationFailure("A token that was used for something else")


def parts_of(request: HttpRequest) -> tuple[Any, str]:
    """Return the signature of a call, and what it tells, the same for the same."""
    if request.content_type == "application/json":
        call = json.loads(request.body)
        signature = call.pop("signature")
        return signature, json.dumps(call, sort_keys=True)
    return request.POST, json.dumps(sorted(request.POST.lists()))
