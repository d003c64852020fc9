"""Addresses without the tokens in them, for the log and for reports of errors.

Whoever reads a link with a token may act for the person whom it was sent to. The beginnings of such addresses are
taken from the routes, so that a new route with a token is masked without being named here.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from django.conf import settings
from django.urls import URLPattern, URLResolver, get_resolver

# Arguments of an address that let whoever reads them act for somebody else.
SECRET_ARGUMENTS = ("key", "token", "uidb36", "uidb64")
ARGUMENT = re.compile(r"<(?:\w+:)?(\w+)>")
# What follows is masked to its end, whatever its form: an address that is not found may hold a token all the same.
SECRET = r"[^\s\"'\\?#&<>]*[^\s\"'\\?#&<>/]"  # noqa: S105 (no password)


def masked(text: str) -> str:
    """Return `text` with each token in an address in it as the name of its argument.

    Before the routes are read no address was made, and reading them for a line of the log could fail.
    """
    if not settings.configured or not hasattr(sys.modules.get(settings.ROOT_URLCONF), "urlpatterns"):
        return text
    for secrets, name in secret_routes(settings.ROOT_URLCONF):
        text = secrets.sub(rf"\g<1><{name}>", text)
    return text


def masked_throughout(value: Any) -> Any:
    """Return a report with the tokens masked in every text of it."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {key: masked_throughout(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [masked_throughout(item) for item in value]
    return value


def masked_line(logger: Any, name: str, line: str) -> str:
    """Mask a whole line of the log, with the text of an exception in it: the last step of writing one."""
    return masked(line)


def masked_report(event: dict[str, Any], hint: dict[str, Any]) -> dict[str, Any]:
    """Leave out of a report what was asked after "?", and mask the rest of it."""
    event.get("request", {}).pop("query_string", None)
    report: dict[str, Any] = masked_throughout(event)
    return report


@cache
def secret_routes(urlconf: str) -> list[tuple[re.Pattern[str], str]]:
    """Return what finds the addresses of each route with a token, and the name of its first secret argument."""
    found: dict[str, str] = {}
    for route in routes(get_resolver(urlconf)):
        for argument in ARGUMENT.finditer(route):
            if argument[1] in SECRET_ARGUMENTS:
                found.setdefault(route[: argument.start()], argument[1])
                break
    return [(beginning(before), name) for before, name in found.items()]


def routes(resolver: URLResolver, before: str = "/") -> Iterator[str]:
    """Yield the whole route of every address."""
    for pattern in resolver.url_patterns:
        route = before + str(pattern.pattern).removeprefix("^")
        if isinstance(pattern, URLPattern):
            yield route
        else:
            yield from routes(pattern, route)


def beginning(before: str) -> re.Pattern[str]:
    """Return what finds a secret after this part of a route, also within another address, where "/" is "%2F"."""
    escape: Callable[[str], str] = re.escape
    words = ARGUMENT.split(before.removesuffix("(?P"))[::2]
    found = "[^/]+".join(escape(word) for word in words).replace("/", "(?:/|%2F)+")
    return re.compile(f"({found}){SECRET}", re.IGNORECASE)
