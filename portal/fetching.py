"""Asking an outside address whether it answers, without being led anywhere that is not public.

Names are resolved here and the connection goes to the very address that was checked, so that a name cannot
point at a public host first and at this machine afterwards. Redirects are followed by hand, a few at most.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings

TIMEOUT = 10
MOST_REDIRECTS = 4
MOST_READ = 2_048
REDIRECTS = {301, 302, 303, 307, 308}
NOT_FOR_HEAD = {403, 404, 405, 406, 400, 429, 500, 501, 503}
AGENT = "ResilientCitiesLinkCheck/1.0 (+{})"
# What leads to an address of version 4 that stands in it, and is "global" by Python's tables: translated (RFC 6052,
# RFC 8215), tunnelled (RFC 3056, RFC 4380), mapped and compatible (RFC 4291), and what was for sites of one's own.
WAYS_ELSEWHERE = [
    ipaddress.ip_network(network)
    for network in ("64:ff9b::/96", "64:ff9b:1::/48", "2002::/16", "2001::/32", "::/96", "::ffff:0:0/96", "fec0::/10")
]


class NotPublic(Exception):
    """The address leads to a machine that readers cannot reach, or is no web address."""


@dataclass(frozen=True)
class Answer:
    """What came back: an HTTP status, or the fault in words."""

    status: int | None
    error: str = ""


def ask(address: str) -> Answer:
    """Ask with HEAD, and with GET where a host does not answer that. Raises nothing."""
    try:
        status = follow("HEAD", address)
        if status in NOT_FOR_HEAD:
            status = follow("GET", address)
        return Answer(status)
    except NotPublic as error:
        return Answer(None, str(error))
    except (OSError, http.client.HTTPException, UnicodeError, ValueError) as error:
        return Answer(None, f"{type(error).__name__}: {error}")


def follow(method: str, address: str) -> int:
    """Return the status at the end of a few redirects."""
    for _hop in range(MOST_REDIRECTS + 1):
        status, location = once(method, address)
        if status not in REDIRECTS or not location:
            return status
        address = urljoin(address, location)
    raise NotPublic("Too many redirects")


def once(method: str, address: str) -> tuple[int, str]:
    """Return the status of one request, and where it redirects to."""
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise NotPublic("Not a web address")
    connection = connect(parts)
    try:
        path = parts.path or "/"
        target = f"{path}?{parts.query}" if parts.query else path
        headers = {
            "Host": parts.netloc.rpartition("@")[2],
            "User-Agent": AGENT.format(settings.SITE_URL),
            "Accept": "*/*",
        }
        connection.request(method, target.replace(" ", "%20"), headers=headers)
        response = connection.getresponse()
        response.read(MOST_READ)
        return response.status, response.headers.get("Location", "")
    finally:
        connection.close()


def connect(
    parts: SplitResult,
    *,
    timeout: float = TIMEOUT,
    watch: Callable[[socket.socket], None] | None = None,
    is_own: bool = False,
) -> http.client.HTTPConnection:
    """Return a connection to the address that was checked, with TLS for the name that was asked for.

    `watch` is given its socket before anything is said over it. `is_own` says that the address is one of whoever runs
    the portal, who may have it in a network of their own; never so for one that anybody else gave.
    """
    secure = parts.scheme == "https"
    port = parts.port or (443 if secure else 80)
    host = str(parts.hostname)
    address = addresses(host, port)[0] if is_own else public_address(host, port)
    plain = socket.create_connection((address, port), timeout=timeout)
    connection = http.client.HTTPConnection(host, port, timeout=timeout)
    connection.sock = plain
    try:
        if secure:
            tls = ssl.create_default_context()
            connection.sock = tls.wrap_socket(plain, server_hostname=host, do_handshake_on_connect=False)
        if watch:
            watch(connection.sock)
        if isinstance(connection.sock, ssl.SSLSocket):
            connection.sock.do_handshake()
    except BaseException:
        connection.close()
        raise
    return connection


def addresses(host: str, port: int) -> list[str]:
    return [str(info[4][0]) for info in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def public_address(host: str, port: int) -> str:
    """Return an IP address of `host`. Raises NotPublic when any of them is private, loopback or reserved."""
    found = addresses(host, port)
    if not settings.LINK_CHECK_PRIVATE_HOSTS:
        for address in found:
            if not is_public(ipaddress.ip_address(address.partition("%")[0])):
                raise NotPublic("Not a public address")
    return found[0]


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether an address is one machine's of the public network, and no way to another network's."""
    within = any(address in network for network in WAYS_ELSEWHERE if network.version == address.version)
    return address.is_global and not address.is_multicast and not within
