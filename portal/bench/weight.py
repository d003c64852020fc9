"""What a first visit to a page weighs on the wire: everything a browser fetches, as it is compressed."""

from __future__ import annotations

import http.client
import re
from collections.abc import Iterable
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urldefrag, urljoin, urlsplit

import brotli

FONT_FACE = re.compile(r"@font-face\s*\{([^}]*)\}")
FONT_ADDRESS = re.compile(r"url\([\"']?([^)\"']+\.woff2)[\"']?\)")
RANGE = re.compile(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", re.IGNORECASE)


@dataclass(frozen=True)
class Weight:
    """Bytes on the wire, headers included."""

    page: int
    styles_and_scripts: int
    fonts: int
    images: int

    @property
    def total(self) -> int:
        return self.page + self.styles_and_scripts + self.fonts + self.images


class Parts(HTMLParser):
    """Collects the addresses that a browser fetches for a page."""

    def __init__(self) -> None:
        super().__init__()
        self.styles: set[str] = set()
        self.scripts: set[str] = set()
        self.images: set[str] = set()

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        address = given.get("src") or given.get("href", "")
        if tag == "link" and given.get("rel") == "stylesheet" and given.get("media") != "print":
            self.styles.add(address)
        elif tag == "script" and "src" in given:
            self.scripts.add(address)
        elif tag in ("img", "use") or (tag == "link" and given.get("rel") == "icon"):
            self.images.add(urldefrag(address).url)


class Visitor:
    """A browser that comes for the first time and keeps nothing."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.host = f"localhost:{port}"

    def fetch(self, address: str) -> tuple[int, bytes]:
        """Return how many bytes an address takes on the wire, and what they say."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        connection.request("GET", urlsplit(address).path, headers={"Host": self.host, "Accept-Encoding": "br"})
        answer = connection.getresponse()
        body = answer.read()
        connection.close()
        head = sum(len(name) + len(value) + 4 for name, value in answer.getheaders())
        text = brotli.decompress(body) if answer.headers.get("Content-Encoding") == "br" else body
        return head + len(body), text

    def weigh(self, path: str) -> Weight:
        """Return what a first visit to `path` weighs."""
        page, html = self.fetch(path)
        parts = Parts()
        parts.feed(html.decode())
        styles = {address: self.fetch(address) for address in parts.styles}
        fonts = {
            font for address, (_, css) in styles.items() for font in fonts_of(address, css.decode(), html.decode())
        }
        return Weight(
            page=page,
            styles_and_scripts=sum(octets for octets, _ in styles.values()) + self.total(parts.scripts),
            fonts=self.total(fonts),
            images=self.total(image for image in parts.images if not image.startswith("data:")),
        )

    def total(self, found: Iterable[str]) -> int:
        return sum(self.fetch(address)[0] for address in found)


def fonts_of(address: str, css: str, text: str) -> set[str]:
    """Return the fonts of a style sheet that `text` may need: a face for other letters is not fetched."""
    needed = [face for face in FONT_FACE.findall(css) if is_needed(face, text)]
    return {urljoin(address, font) for face in needed for font in FONT_ADDRESS.findall(face)}


def is_needed(face: str, text: str) -> bool:
    ranges = [(int(first, 16), int(last or first, 16)) for first, last in RANGE.findall(face)]
    return not ranges or any(first <= ord(letter) <= last for letter in set(text) for first, last in ranges)
