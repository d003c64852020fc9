"""Asking an outside address, without being led anywhere that is not public.

Names are resolved here and the connection goes to the very address that was checked, so that a name cannot
point at a public host first and at this machine afterwards. Redirects are followed by hand, a few at most, and each
is checked anew. What is asked is bounded as a whole: in time, however slowly it is answered, and in size.
"""

from __future__ import annotations

import http.client
import ipaddress
import socket
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from urllib.parse import SplitResult, urljoin, urlsplit

from django.conf import settings
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from portal.deadline import Deadline
from portal.unpacking import TooLarge, read_bounded

TIMEOUT = 10
MOST_REDIRECTS = 4
MOST_READ = 2_048
LIMIT = 1_000_000
LONGEST_ADDRESS = 4_000
REDIRECTS = {301, 302, 303, 307, 308}
NOT_FOR_HEAD = {403, 404, 405, 406, 400, 429, 500, 501, 503}
FAILURE = 400
REFUSES_MACHINES = {401, 403, 405, 406, 429}
USUAL_PORTS = {None, 80, 443}
PRIVATE_NAMES = {"localhost", "local", "internal", "arpa"}
"""Last parts of names that no public machine has (RFC 6761, RFC 6762, RFC 8375)."""
AGENT = "ResilientCitiesLinkCheck/1.0 (+{})"
# All that is given out of version 6 (RFC 4291, 2.4; IANA, Internet Protocol Version 6 Address Space). Outside it, and
# "global" by Python's tables, are the ways to an address of version 4 that stands in them: mapped and compatible
# (RFC 4291), translated (RFC 2765, RFC 6052, RFC 8215); what was for sites of one's own (RFC 3879); and the segments
# of a network (RFC 9602).
GIVEN_OUT = ipaddress.ip_network("2000::/3")
# And within it, or of version 4: the protocols' own, such as tunnels and whichever machine of a kind is nearest
# (RFC 2928, RFC 6890), tunnels and their relays (RFC 3056, RFC 7526), and what stands in documents (RFC 9637).
NO_MACHINES = [
    ipaddress.ip_network(network)
    for network in ("2001::/23", "2002::/16", "3fff::/20", "192.0.0.0/24", "192.88.99.0/24")
]


class NotFetched(Exception):
    """The address could not be read. Its text says why, for whoever asked."""


class NotPublic(NotFetched):
    """The address leads to a machine that readers cannot reach, or is no web address."""


@dataclass(frozen=True)
class Answer:
    """What came back: an HTTP status, or the fault in words."""

    status: int | None
    error: str = ""

    @property
    def is_well(self) -> bool:
        """Whether readers find something there. A refusal of machines (403, 405, 429) says nothing about readers."""
        return self.status is not None and (self.status < FAILURE or self.status in REFUSES_MACHINES)


@dataclass(frozen=True)
class Fetched:
    """What was found at the end of the redirects. Names of `headers` are in small letters; `charset` may be empty."""

    status: int
    address: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    charset: str = ""

    @property
    def leads_to(self) -> str:
        """Where a redirect goes, or nothing."""
        location = self.headers.get("location", "") if self.status in REDIRECTS else ""
        return urljoin(self.address, location) if location else ""


def fetch(
    address: str,
    *,
    accept: str = "*/*",
    headers: Mapping[str, str] | None = None,
    limit_bytes: int = LIMIT,
    deadline_seconds: float = TIMEOUT,
    is_cut: bool = False,
) -> Fetched:
    """Return what is at an address, whatever its status. Raises NotFetched, and nothing else.

    The time is that of everything together, redirects too. What is longer than the limit, unpacked, is refused, or
    `is_cut` there.
    """
    said = {"Accept": accept, **(headers or {})}
    with Deadline(deadline_seconds) as deadline:
        try:
            for _hop in range(MOST_REDIRECTS + 1):
                check_port(address)
                found = once("GET", address, deadline, headers=said, limit=limit_bytes, is_cut=is_cut)
                if not found.leads_to:
                    return found
                address = found.leads_to
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotFetched(in_words(error, deadline)) from error
        except TooLarge as error:
            raise NotFetched(_("It is too large")) from error
    raise NotFetched(_("Too many redirects"))


def check_port(address: str) -> None:
    """Raise NotPublic for a port where no web page is for readers."""
    if parts_of(address).port not in USUAL_PORTS and not settings.LINK_CHECK_PRIVATE_HOSTS:
        raise NotPublic(_("Only the usual ports of the web are asked"))


def check_name(address: str) -> None:
    """Raise NotPublic for an address that leads to no public machine by its very writing. Asks nobody."""
    host = str(parts_of(address).hostname).rstrip(".")
    if settings.LINK_CHECK_PRIVATE_HOSTS:
        return
    literal = literal_of(host)
    is_named = "." in host and host.rpartition(".")[2] not in PRIVATE_NAMES
    if not (is_named if literal is None else is_public(literal)):
        raise NotPublic(_("Not a public address"))


def literal_of(host: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Return the IP address that a host is written as, also in one of the old ways of version 4; None for a name."""
    try:
        return ipaddress.ip_address(host.partition("%")[0])
    except ValueError:
        pass
    try:
        return ipaddress.IPv4Address(socket.inet_aton(host))
    except OSError:
        return None


def in_words(error: Exception, deadline: Deadline | None = None) -> str:
    """Say what went wrong to whoever typed the address. A talk that the deadline ended fails in any way."""
    if deadline is not None and deadline.is_over:
        return _("It was too slow")
    if isinstance(error, socket.gaierror):
        return _("There is no host of that name")
    if isinstance(error, ssl.SSLError):
        return _("Its certificate or its encryption cannot be trusted")
    if isinstance(error, TimeoutError):
        return _("It was too slow")
    if isinstance(error, (http.client.HTTPException, UnicodeError, ValueError)):
        return _("What it answered cannot be read")
    return _("It could not be reached")


def status_in_words(status: int | None) -> str:
    return _("It answered with status %(status)s") % {"status": status}


def ask(address: str) -> Answer:
    """Ask with HEAD, and with GET where a host does not answer that. Raises nothing."""
    try:
        status = follow("HEAD", address)
        if status in NOT_FOR_HEAD:
            status = follow("GET", address)
        return Answer(status)
    except NotFetched as error:
        return Answer(None, str(error))


def follow(method: str, address: str) -> int:
    """Return the status at the end of a few redirects. Raises NotFetched.

    Any port of a public host is asked: what editors cite may be on another than the usual ones, and a check that did
    not ask there would call it dead. Of the answer its status alone is kept. A page whose text is taken, by `fetch`,
    has to be on a usual port.
    """
    with Deadline(TIMEOUT) as deadline:
        try:
            for _hop in range(MOST_REDIRECTS + 1):
                found = once(method, address, deadline, headers={"Accept": "*/*"}, limit=MOST_READ, is_cut=True)
                if not found.leads_to:
                    return found.status
                address = found.leads_to
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise NotFetched(in_words(error, deadline)) from error
    raise NotFetched(_("Too many redirects"))


def once(
    method: str, address: str, deadline: Deadline, *, headers: Mapping[str, str], limit: int, is_cut: bool
) -> Fetched:
    """Return the answer to one request. Raises what the network raises, and TooLarge."""
    parts = parts_of(address)
    connection = connect(parts, timeout=max(deadline.left, 0.1), watch=deadline.watch)
    try:
        target = f"{parts.path or '/'}?{parts.query}" if parts.query else parts.path or "/"
        said = {
            "Host": parts.netloc,
            "User-Agent": AGENT.format(settings.SITE_URL),
            "Accept-Encoding": "identity",
            **headers,
        }
        connection.request(method, target, headers=said)
        response = connection.getresponse()
        body = read_bounded(response, limit, is_cut=is_cut)
        if deadline.is_over:  # the end of a talk that was ended looks like the end of an answer
            raise TimeoutError(_("It was too slow"))
        heads = {name.lower(): value for name, value in response.headers.items()}
        return Fetched(response.status, address, heads, body, response.headers.get_content_charset() or "")
    finally:
        connection.close()


def parts_of(address: str) -> SplitResult:
    """Return the parts of a web address, written as the network takes them. Raises NotPublic."""
    try:
        parts = urlsplit(address)
        host = in_ascii(parts.hostname or "")
        port = parts.port
    except ValueError as error:
        raise NotPublic(_("Not a web address")) from error
    if parts.scheme not in ("http", "https") or not host or len(address) > LONGEST_ADDRESS:
        raise NotPublic(_("Not a web address"))
    if parts.username is not None or parts.password is not None:
        raise NotPublic(_("An address with a name or a password is not asked"))
    bracketed = f"[{host}]" if ":" in host else host
    return SplitResult(
        scheme=parts.scheme,
        netloc=f"{bracketed}:{port}" if port else bracketed,
        path=iri_to_uri(parts.path),
        query=iri_to_uri(parts.query),
        fragment="",
    )


def in_ascii(host: str) -> str:
    """Return a host as the network takes it. Raises UnicodeError, also for a part that is empty or too long."""
    return host.encode("idna").decode()


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
                raise NotPublic(_("Not a public address"))
    return found[0]


def is_public(address: ipaddress.IPv4Address | ipaddress.IPv6Address) -> bool:
    """Return whether an address is one machine's of the public network, and no way to another network's."""
    if address.version == GIVEN_OUT.version and address not in GIVEN_OUT:
        return False
    is_no_machine = any(address in network for network in NO_MACHINES if network.version == address.version)
    return address.is_global and not address.is_multicast and not is_no_machine
