"""Where first publications of articles are announced, from what the environment says.

Each function raises ValueError in words that a person can act upon.
"""

from __future__ import annotations

import json
import re
from base64 import b64decode
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, ClassVar
from urllib.parse import SplitResult, urlsplit

ID = re.compile(r"[a-z0-9-]{1,40}")
TOKEN = re.compile(r"[!-~]{8,500}")
"""What may stand in a header. Source: RFC 9110 s.5.5"""
VISIBILITIES = ("public", "unlisted", "private")
SECRET_PREFIX = "whsec_"  # noqa: S105 (no password)
LEAST_SECRET, MOST_SECRET = 24, 64
"""Octets of the secret of a webhook. Source: Standard Webhooks, signature scheme"""


@dataclass(frozen=True)
class Webhook:
    """An address that is told of each first publication. `is_own` says that it may be in a private network."""

    id: str
    name: str
    url: str
    secret: bytes = b""
    is_own: bool = False
    kind: ClassVar[str] = "webhook"

    @property
    def key(self) -> str:
        """What the ledger calls it: it stays while the address and the secret change."""
        return f"{self.kind}:{self.id}"

    def __repr__(self) -> str:
        return f"<{self.key}>"  # no secret, in reports neither


@dataclass(frozen=True)
class Mastodon:
    """An account on a server that speaks Mastodon's language, which tells of each first publication."""

    id: str
    name: str
    server: str
    token: str
    visibility: str = "public"
    kind: ClassVar[str] = "mastodon"
    is_own: ClassVar[bool] = False

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    def __repr__(self) -> str:
        return f"<{self.key}>"


def webhooks(given: str, *, https_only: bool) -> tuple[Webhook, ...]:
    """Return the webhooks of a JSON list of objects with `id`, `name`, `url`, `secret` and `private`."""

    def webhook(*, id: str, url: str, name: str = "", secret: str = "", private: bool = False) -> Webhook:  # noqa: A002
        if private not in (True, False):
            raise ValueError(f"private of {checked_id(id)!r} is neither true nor false")
        checked_address(url, checked_id(id), https_only=https_only and not private)
        return Webhook(id, one_name(name) or id, url, secret_of(secret, id), bool(private))

    return several(given, webhook)


def mastodon_servers(given: str, *, https_only: bool) -> tuple[Mastodon, ...]:
    """Return the accounts of a JSON list of objects with `id`, `name`, `server`, `token` and `visibility`."""

    def account(*, id: str, server: str, token: str, name: str = "", visibility: str = "public") -> Mastodon:  # noqa: A002
        parts = checked_address(server, checked_id(id), https_only=https_only)
        if parts.path not in ("", "/") or parts.query:
            raise ValueError(f"the server of {id!r} is more than https:// and a host")
        if not isinstance(token, str) or not TOKEN.fullmatch(token):
            raise ValueError(f"the token of {id!r} is none")
        if visibility not in VISIBILITIES:
            raise ValueError(f"the visibility {visibility!r} is not one of {', '.join(VISIBILITIES)}")
        return Mastodon(id, one_name(name) or id, server.rstrip("/"), token, visibility)

    return several(given, account)


def several(given: str, read: Callable[..., Any]) -> tuple[Any, ...]:
    """Return what `read` makes of each object of a JSON list. No two may have one id."""
    try:
        objects = json.loads(given or "[]")
    except ValueError as error:
        raise ValueError(f"it is not JSON ({error})") from error
    if not isinstance(objects, list) or not all(isinstance(one, dict) for one in objects):
        raise ValueError("it is not a JSON list of objects")
    try:
        found = tuple(read(**one) for one in objects)
    except TypeError as error:
        raise ValueError(str(error).replace("several.<locals>.", "").partition("() ")[2] or str(error)) from error
    if len({one.id for one in found}) < len(found):
        raise ValueError("two have the same id")
    return found


def checked_id(given: Any) -> str:
    if not isinstance(given, str) or not ID.fullmatch(given):
        raise ValueError(f"the id {given!r} is not of small letters, digits and hyphens")
    return given


def one_name(given: Any) -> str:
    if not isinstance(given, str) or len(given) > 60 or not given.isprintable():
        raise ValueError(f"the name {given!r} is not a line of at most 60 characters")
    return given.strip()


def checked_address(given: Any, of: str, *, https_only: bool) -> SplitResult:
    """Return the parts of a web address that holds neither a password nor anything that no address may hold.

    What it is stands in no message: some services let in whoever knows it.
    """
    schemes = ("https",) if https_only else ("https", "http")
    if not isinstance(given, str) or not re.fullmatch(r"[!-~]{1,500}", given):
        raise ValueError(f"the address of {of!r} is none")
    try:
        parts = urlsplit(given)
        _ = parts.port
    except ValueError as error:
        raise ValueError(f"the address of {of!r} is none") from error
    if parts.scheme not in schemes or not parts.hostname:
        begins = " or ".join(f"{one}://" for one in schemes)
        raise ValueError(f"the address of {of!r} does not begin with {begins} and a host")
    if parts.username or parts.password or parts.fragment:
        raise ValueError(f"the address of {of!r} holds a name and password, or a part after #")
    return parts


def secret_of(given: Any, of: str) -> bytes:
    """Return the octets of a secret in base64, with or without its `whsec_`; of none, none."""
    try:
        found = b64decode(given.removeprefix(SECRET_PREFIX), validate=True)
    except (AttributeError, ValueError) as error:
        raise ValueError(f"the secret of {of!r} is not base64") from error
    if given and not LEAST_SECRET <= len(found) <= MOST_SECRET:
        raise ValueError(f"the secret of {of!r} has {len(found)} octets and not {LEAST_SECRET} to {MOST_SECRET}")
    return found
