"""Handing a message to a push service, encrypted for one browser.

The address of the service comes from the browser, so from anybody. It is asked only by https, only where its name
leads to a public host, at the very address that was checked; redirects are not followed.
"""

from __future__ import annotations

import http.client
import json
from dataclasses import dataclass, field
from enum import Enum
from typing import Any
from urllib.parse import urlsplit

import structlog
from django.conf import settings
from py_vapid import Vapid
from pywebpush import WebPushException, webpush

from network.digests.models import Subscription
from network.digests.push.keys import contact
from portal.deadline import Deadline
from portal.fetching import MOST_READ, NotPublic, connect
from portal.unpacking import read_at_most

LIVES = 24 * 3600
"""Seconds for which a push service keeps a message for a browser that is not there."""
TIMEOUT = 5
"""Seconds for a message as a whole, whatever the service does meanwhile."""
GONE = (404, 410)

log = structlog.get_logger(__name__)


class Outcome(Enum):
    """What became of a message. `GONE`: the browser takes none any more, or its address is none that is asked."""

    TAKEN = "taken"
    GONE = "gone"
    FAILED = "failed"
    SLOW = "slow"


@dataclass(frozen=True)
class Answer:
    """What pywebpush reads of an answer."""

    status_code: int
    reason: str
    text: str = ""
    headers: dict[str, str] = field(default_factory=dict)


class PublicSession:
    """What pywebpush sends through: in place of a session of requests, which asks any host and follows redirects."""

    def post(self, endpoint: str, *, data: bytes, headers: Any, timeout: float) -> Answer:
        parts = urlsplit(endpoint)
        if parts.scheme != "https" or not parts.hostname:
            raise NotPublic("Not an address of https")
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        with Deadline(timeout) as deadline:
            connection = connect(parts, timeout=timeout, watch=deadline.watch)
            try:
                said = {key: str(value) for key, value in headers.items()}
                connection.request("POST", target, body=data, headers=said)
                response = connection.getresponse()
                read_at_most(response, MOST_READ)
                response.read(MOST_READ)
                if deadline.is_over:  # the end of a talk that was ended looks like the end of an answer
                    raise TimeoutError
                return Answer(response.status, response.reason)
            except (OSError, http.client.HTTPException) as error:
                raise TimeoutError("Too slow") if deadline.is_over else error from error
            finally:
                connection.close()


def deliver(subscription: Subscription, message: dict[str, str]) -> Outcome:
    """Hand a message to the push service of a browser. Raises nothing: what fails is in what is returned."""
    try:
        webpush(
            {"endpoint": subscription.endpoint, "keys": {"p256dh": subscription.p256dh, "auth": subscription.auth}},
            json.dumps(message),
            vapid_private_key=Vapid.from_string(settings.VAPID_PRIVATE_KEY),
            vapid_claims={"sub": contact()},
            ttl=LIVES,
            timeout=TIMEOUT,
            requests_session=PublicSession(),
        )
    except NotPublic:
        return Outcome.GONE
    except WebPushException as error:
        status = error.response.status_code if error.response is not None else 0
        return Outcome.GONE if status in GONE else failed(subscription, f"status {status}")
    except TimeoutError:
        failed(subscription, "too slow")
        return Outcome.SLOW
    except (OSError, http.client.HTTPException, ValueError) as error:
        return failed(subscription, f"{type(error).__name__}: {error}")
    return Outcome.TAKEN


def failed(subscription: Subscription, why: str) -> Outcome:
    log.warning("A browser could not be told", subscription=subscription.pk, why=why[:200])
    return Outcome.FAILED
