"""A kept page: its headers and its text, compressed once, and the answers that are made of it."""

from __future__ import annotations

import gzip
import hashlib
import json
import time
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Self, TypeGuard

import brotli
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.http.response import HttpResponseBase
from django.utils.http import parse_etags

LARGEST = 512 * 1024
BROTLI_QUALITY = 5
# Every reader asks again, and is told with 304 when nothing changed: a publication is seen at once.
FRESHNESS = "public, max-age=0, must-revalidate"
PRIVATE_WORDS = frozenset({"private", "no-store", "no-cache"})
# Said anew with each answer, or true of one answer only.
NOT_KEPT = frozenset(
    {"cache-control", "connection", "content-length", "date", "etag", "expires", "vary", "x-request-id"}
)


@dataclass(frozen=True)
class KeptPage:
    """One page as every reader gets it. `compressed` is Brotli; the other forms are made when first asked for."""

    headers: dict[str, str]
    compressed: bytes
    length: int
    made_at: float

    @classmethod
    def of(cls, response: HttpResponse, *, made_at: float) -> Self:
        """Keep what `response` says to everybody."""
        said = {name: value for name, value in response.items() if name.lower() not in NOT_KEPT}
        digest = hashlib.blake2b(response.content, digest_size=12).hexdigest()
        headers = said | {"ETag": f'W/"{digest}"', "Cache-Control": FRESHNESS, "Vary": "Accept-Encoding"}
        text = brotli.compress(response.content, mode=brotli.MODE_TEXT, quality=BROTLI_QUALITY)
        return cls(headers, text, len(response.content), made_at)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Read what `to_bytes` wrote. Raises ValueError, KeyError or TypeError for anything else."""
        described, separator, compressed = stored.partition(b"\n")
        if not separator:
            raise ValueError("not a kept page")
        return cls(compressed=compressed, **json.loads(described))

    def to_bytes(self) -> bytes:
        described = {"headers": self.headers, "length": self.length, "made_at": self.made_at}
        return json.dumps(described).encode() + b"\n" + self.compressed

    @property
    def weight(self) -> int:
        """About how many bytes of memory the page takes with all its forms."""
        return self.length + 3 * len(self.compressed) + 1_000

    @property
    def is_fresh(self) -> bool:
        return time.time() - self.made_at < settings.PAGE_CACHE_SECONDS

    @cached_property
    def plain(self) -> bytes:
        return brotli.decompress(self.compressed)

    @cached_property
    def gzipped(self) -> bytes:
        return gzip.compress(self.plain, compresslevel=6, mtime=0)

    def answer(self, request: HttpRequest) -> HttpResponseBase:
        """Return the response for `request`: 304 when it names this text, else in an encoding that it accepts."""
        if names(request.META.get("HTTP_IF_NONE_MATCH", ""), self.headers["ETag"]):
            return HttpResponseNotModified(
                headers={name: self.headers[name] for name in ("ETag", "Cache-Control", "Vary")}
            )
        encoding = best_encoding(request.META.get("HTTP_ACCEPT_ENCODING", ""))
        body = self.compressed if encoding == "br" else self.gzipped if encoding == "gzip" else self.plain
        response = HttpResponse(b"" if request.method == "HEAD" else body, headers=self.headers)
        response.headers["Content-Length"] = str(len(body))
        if encoding:
            response.headers["Content-Encoding"] = encoding
        return response


def may_be_kept(response: HttpResponseBase) -> TypeGuard[HttpResponse]:
    """Return whether `response` is a whole HTML page that says nothing to one reader alone."""
    return (
        isinstance(response, HttpResponse)
        and response.status_code == 200
        and response.get("Content-Type", "").startswith("text/html")
        and len(response.content) <= LARGEST
        and not response.cookies
        and not response.has_header("Content-Encoding")
        and words(response, "Vary") <= {"accept-encoding"}
        and words(response, "Cache-Control").isdisjoint(PRIVATE_WORDS)
    )


def words(response: HttpResponseBase, header: str) -> set[str]:
    """Return the comma-separated words of a header, without their values."""
    parts = response.get(header, "").lower().split(",")
    return {part.partition("=")[0].strip() for part in parts if part.strip()}


def names(if_none_match: str, etag: str) -> bool:
    """Return whether the header names `etag`, compared weakly. Source: RFC 9110 s.13.1.2"""
    if not if_none_match:
        return False
    if if_none_match == etag:
        return True
    return any(
        given == "*" or given.removeprefix("W/") == etag.removeprefix("W/") for given in parse_etags(if_none_match)
    )


@lru_cache(maxsize=256)
def best_encoding(accepted: str) -> str:
    """Return `br`, `gzip` or nothing, whichever `Accept-Encoding` allows first. Source: RFC 9110 s.12.5.3"""
    weights = dict(weighed(part) for part in accepted.lower().split(","))
    return next((name for name in ("br", "gzip") if weights.get(name, 0) > 0), "")


def weighed(part: str) -> tuple[str, float]:
    """Return a coding with its weight, 0 when the weight cannot be read."""
    coding, _, parameter = part.partition(";")
    try:
        weight = float(parameter.strip().removeprefix("q=")) if parameter.strip() else 1.0
    except ValueError:
        weight = 0.0
    return coding.strip(), weight


def keep_private(response: HttpResponseBase) -> HttpResponseBase:
    """Tell browsers and caches on the way that this answer to one reader is no page for others."""
    if not response.has_header("Cache-Control"):
        response.headers["Cache-Control"] = "private, no-cache"
    return response
