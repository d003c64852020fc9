"""When two addresses lead to one story: what is the same in all the ways in which an address is passed on."""

from __future__ import annotations

import hashlib
import re
from urllib.parse import parse_qsl, quote, unquote_to_bytes, urlencode, urlsplit

LONGEST = 500
TRACKING = re.compile(
    r"(?:utm_|at_|mc_|pk_|piwik_|hsa_|ns_|_hs)\w*"
    r"|fbclid|gclid|gclsrc|dclid|gbraid|wbraid|msclkid|twclid|ttclid|yclid|igshid|igsh|si|cmp|icid|ito|ocid|xtor"
    r"|ref_src|ref_url|smid|sref|share|shared|s_cid|wt\.mc_id|spm|trk|mkt_tok|guccounter|guce_\w+|amp",
    re.IGNORECASE,
)
SAFE_IN_PATH = "/:@!$&'()*+,;=~-._"


def url_key(address: str) -> str:
    """Return what tells the story at an address from all others: host, path, and what the query asks for.

    The scheme, a leading "www.", the case of the host, the usual port, the fragment, a trailing slash, the order of
    the query and what it says of whence a reader came make no difference. Raises ValueError for no address.
    """
    parts = urlsplit(address.strip())
    host = ascii_host(parts.hostname or "").removeprefix("www.")
    port = "" if parts.port in (None, 80, 443) else f":{parts.port}"
    path = quote(unquote_to_bytes(parts.path), safe=SAFE_IN_PATH).rstrip("/")
    asked = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not TRACKING.fullmatch(pair[0])]
    query = f"?{urlencode(sorted(asked), errors='replace')}" if asked else ""
    key = f"{host}{port}{path}{query}"
    if len(key) <= LONGEST:
        return key
    return f"{key[: LONGEST - 65]}#{hashlib.sha256(key.encode()).hexdigest()}"


def host_of(address: str) -> str:
    """Return the host of an address without a leading "www.", or nothing where there is none."""
    try:
        return ascii_host(urlsplit(address.strip()).hostname or "").removeprefix("www.")
    except ValueError:
        return ""


def ascii_host(host: str) -> str:
    """Return a host as the network writes it. Raises ValueError where it cannot."""
    return host.rstrip(".").lower() if host.isascii() else host.encode("idna").decode().rstrip(".").lower()
