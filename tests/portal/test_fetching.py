"""The guarded fetcher: nowhere that is not public, and no further in time or size than was agreed."""

from __future__ import annotations

import gzip
import http.client
import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from portal import fetching
from portal.deadline import Deadline
from portal.fetching import NotFetched, NotPublic, fetch
from tests.digests.push.service import dripping

PRIVATE = [
    *("127.0.0.1", "127.8.9.1", "0.0.0.0", "10.0.0.8", "172.16.0.1", "172.31.255.254", "192.168.1.1"),
    *("169.254.169.254", "100.64.0.1", "192.0.2.1", "198.18.0.1", "203.0.113.9", "224.0.0.1", "240.0.0.1"),
    *("255.255.255.255", "::", "::1", "fe80::1", "fd00::1", "ff02::1", "fec0::1", "2001:db8::1", "::ffff:127.0.0.1"),
    *("::ffff:8.8.8.8", "::127.0.0.1", "64:ff9b::7f00:1", "64:ff9b:1::a00:1", "2002:7f00:1::", "2001:0:1::1"),
    *(
        "::ffff:0:7f00:1",
        "::ffff:0:127.0.0.1",
        "5f00::1",
        "3fff::1",
        "4000::1",
        "2001:20::1",
        "192.0.0.9",
        "192.88.99.1",
    ),
]
BOMB = gzip.compress(b"\0" * 20_000_000)


class Site(BaseHTTPRequestHandler):
    """Answers by path, and notes what it was asked."""

    protocol_version = "HTTP/1.0"
    asked: list[tuple[str, Any]] = []

    def do_GET(self) -> None:
        self.asked.append((self.path, self.headers))
        answer: Callable[[], None] = getattr(self, f"answer_{self.path.strip('/').partition('?')[0]}", self.answer_page)
        answer()

    def say(self, status: int = 200, body: bytes = b"", **headers: str) -> None:
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer_page(self) -> None:
        self.say(body="Straße".encode("latin-1"), Content_Type="text/html; charset=ISO-8859-1", ETag='"1"')

    def answer_moved(self) -> None:
        self.say(302, Location="/page?x=1")

    def answer_round(self) -> None:
        self.say(302, Location="/round")

    def answer_huge(self) -> None:
        try:
            self.say(body=b"x" * 5_000_000)
        except OSError:
            return

    def answer_declared(self) -> None:
        self.say(body=b"x", Content_Length="999999999")

    def answer_bomb(self) -> None:
        try:
            self.say(body=BOMB, Content_Encoding="gzip")
        except OSError:
            return

    def answer_endless(self) -> None:
        """A chunk of which the length, "-1", would have all the rest be read at once."""
        try:
            self.say(body=b"-1\r\n" + b"x" * 5_000_000, Transfer_Encoding="chunked")
        except OSError:
            return

    def answer_packed(self) -> None:
        self.say(body=gzip.compress(b"words"), Content_Encoding="gzip")

    def answer_broken(self) -> None:
        self.say(body=b"no gzip", Content_Encoding="gzip")

    def answer_brotli(self) -> None:
        self.say(body=b"?", Content_Encoding="br")

    def answer_status(self) -> None:
        self.wfile.write(b"WHAT? no status\r\n\r\n")

    def answer_heads(self) -> None:
        self.say(**{f"X-{number}": "x" for number in range(200)})

    def answer_long(self) -> None:
        self.say(**{"X-Long": "x" * 70_000})

    def answer_nothing(self) -> None:
        return

    def answer_gone(self) -> None:
        self.say(404, b"gone")

    def answer_stays(self) -> None:
        self.say(304)

    def answer_elsewhere(self) -> None:
        self.say(302, Location="ftp://example.org/file")

    def answer_named(self) -> None:
        self.say(302, Location="http://me:secret@example.org/")

    def log_message(self, *args: Any) -> None:
        """Say nothing."""


@pytest.fixture
def site(settings: Any) -> Iterator[str]:
    settings.LINK_CHECK_PRIVATE_HOSTS = True
    Site.asked = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Have every name lead to these addresses, and refuse to connect to any."""

    def resolve_to(*addresses: str) -> None:
        def resolve(host: str, port: int, **_: Any) -> list[Any]:
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, port)) for address in addresses]

        monkeypatch.setattr("portal.fetching.socket.getaddrinfo", resolve)

    def connects(*args: Any, **_: Any) -> None:
        raise AssertionError(f"{args} was asked")

    monkeypatch.setattr("portal.fetching.socket.create_connection", connects)
    return resolve_to


def why(address: str, **kwargs: Any) -> str:
    with pytest.raises(NotFetched) as refused:
        fetch(address, **kwargs)
    return str(refused.value)


def test_what_is_there_is_returned_with_where_it_was_found(site):
    page = fetch(f"{site}/moved", accept="text/html", headers={"If-None-Match": '"0"'})
    assert (page.status, page.address, page.charset) == (200, f"{site}/page?x=1", "iso-8859-1")
    assert page.body.decode(page.charset) == "Straße"
    assert page.headers["etag"] == '"1"'
    asked = Site.asked[-1][1]
    assert (asked["Accept"], asked["Accept-Encoding"], asked["If-None-Match"]) == ("text/html", "identity", '"0"')
    assert fetch(f"{site}/packed").body == b"words"
    assert [fetch(f"{site}/{path}").status for path in ("gone", "stays")] == [404, 304]


def test_path_and_name_beyond_ascii_are_asked_as_the_network_writes_them(site, monkeypatch):
    fetch(f"{site}/Straße und/?q=ü")
    assert Site.asked[-1][0] == "/Stra%C3%9Fe%20und/?q=%C3%BC"
    here, real = site.rpartition(":")[2], socket.getaddrinfo
    asked: list[str] = []

    def resolve(host: str, *args: Any, **kwargs: Any) -> Any:
        asked.append(host)
        return real("127.0.0.1", *args, **kwargs)

    monkeypatch.setattr("portal.fetching.socket.getaddrinfo", resolve)
    fetch(f"http://zürich.example:{here}/")
    assert asked[0] == "xn--zrich-kva.example"
    assert Site.asked[-1][1]["Host"] == f"xn--zrich-kva.example:{here}"


@pytest.mark.parametrize("address", PRIVATE)
def test_no_private_address_is_asked_by_itself_or_by_a_name(found, address):
    literal = f"[{address}]" if ":" in address else address
    assert why(f"https://{literal}/") == "Not a public address"
    for names in ([address], ["93.184.215.14", address], [address, "93.184.215.14"]):
        found(*names)
        assert why("http://news.example/") == "Not a public address"


@pytest.mark.parametrize("written", ["2130706433", "0x7f.1", "0177.0.0.1", "127.1", "localhost", "LOCALHOST."])
def test_odd_ways_to_write_this_machine_are_seen_through(written):
    assert why(f"http://{written}/") in ("Not a public address", "There is no host of that name")


def test_connection_goes_to_the_address_that_was_checked(found, monkeypatch):
    found("93.184.215.14")
    gone_to: list[Any] = []

    def connects(where: Any, **_: Any) -> None:
        gone_to.append(where)
        raise ConnectionRefusedError

    monkeypatch.setattr("portal.fetching.socket.create_connection", connects)
    assert why("https://news.example/") == "It could not be reached"
    assert gone_to == [("93.184.215.14", 443)]


@pytest.mark.parametrize("inwards", ["http://127.0.0.1:9/", "//169.254.169.254/latest/", "https://[::1]/"])
def test_redirects_are_checked_anew(site, settings, monkeypatch, inwards):
    real = fetching.public_address
    seen: list[str] = []

    def only_the_first(host: str, port: int) -> str:
        settings.LINK_CHECK_PRIVATE_HOSTS = not seen
        seen.append(host)
        return real(host, port)

    monkeypatch.setattr(fetching, "public_address", only_the_first)
    monkeypatch.setattr(fetching, "check_port", lambda address: None)
    monkeypatch.setattr(Site, "answer_inwards", lambda self: self.say(301, Location=inwards), raising=False)
    assert why(f"{site}/inwards") == "Not a public address"
    assert len(seen) == 2


@pytest.mark.parametrize(
    "address",
    [
        *("ftp://example.org/", "file:///etc/passwd", "http://", "javascript:alert(1)", "news.example", ""),
        *("http://[bad/", "http://\ud800/", "http://example.org:99999/", "http://me:x@example.org/", "http://a@b/"),
        *("http://example.org:22/", "https://example.org:8443/", f"https://example.org/{'x' * 5000}"),
        *("http://[fe80::1%25eth0]/", "http://exa\x00mple.org/", f"http://{'a' * 300}.example/", "http://a..b/"),
        "\x00",
    ],
)
def test_what_is_no_address_of_the_public_web_is_refused(found, address):
    found("127.0.0.1")
    with pytest.raises(NotFetched):
        fetch(address)


def test_few_redirects_are_followed(site):
    assert why(f"{site}/round") == "Too many redirects"
    assert len(Site.asked) == fetching.MOST_REDIRECTS + 1
    assert why(f"{site}/elsewhere") == "Not a web address"
    assert why(f"{site}/named") == "An address with a name or a password is not asked"


@pytest.mark.parametrize("path", ["huge", "declared", "bomb"])
def test_no_more_is_read_than_was_agreed(site, path):
    assert why(f"{site}/{path}", limit_bytes=100_000) == "It is too large"
    assert len(fetch(f"{site}/{path}", limit_bytes=100_000, is_cut=True).body) <= 100_000


def test_chunk_of_a_length_that_is_none_is_not_read_to_the_end(site, monkeypatch):
    read: list[int] = []
    real = http.client.HTTPResponse._safe_read

    def noted(response: Any, amount: int) -> bytes:
        body = real(response, amount)
        read.append(len(body))
        return body

    monkeypatch.setattr(http.client.HTTPResponse, "_safe_read", noted)
    for is_cut in (False, True):
        assert why(f"{site}/endless", limit_bytes=100_000, is_cut=is_cut) == "What it answered cannot be read"
    assert read == []


@pytest.mark.parametrize("path", ["status", "heads", "long", "nothing", "broken", "brotli"])
def test_what_is_no_answer_is_refused_in_words(site, path):
    assert why(f"{site}/{path}") == "What it answered cannot be read"


@pytest.mark.parametrize(
    ("said", "every"),
    [
        (b"", b"H"),
        (b"HTTP/1.1 200 OK\r\nX: ", b"x"),
        (b"HTTP/1.1 200 OK\r\n", b"A: b\r\n"),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n", b"x"),
        (b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"1\r\nx\r\n"),
        (b"HTTP/1.1 100 Continue\r\n\r\n", b"HTTP/1.1 100 Continue\r\n\r\n"),
    ],
    ids=["status", "header", "headers", "body", "chunks", "continue"],
)
def test_whoever_answers_drop_by_drop_is_cut_off(settings, monkeypatch, said, every):
    settings.LINK_CHECK_PRIVATE_HOSTS = True
    terms: list[float] = []
    talks: list[socket.socket] = []

    class Watched(Deadline):
        def __init__(self, seconds: float) -> None:
            terms.append(seconds)
            super().__init__(seconds)

        def watch(self, talk: socket.socket) -> None:
            talks.append(talk)
            super().watch(talk)

    monkeypatch.setattr(fetching, "Deadline", Watched)
    with dripping(said, every=every) as port:
        assert why(f"http://127.0.0.1:{port}/", deadline_seconds=0.5) == "It was too slow"
    assert terms == [0.5]
    assert [talk.fileno() for talk in talks] == [-1], "the connection is closed"


def test_certificate_that_nobody_vouches_for_is_refused(settings, monkeypatch):
    def fails(*_args: Any, **_kwargs: Any) -> None:
        raise ssl.SSLCertVerificationError("self-signed")

    monkeypatch.setattr(fetching, "connect", fails)
    assert why("https://news.example/") == "Its certificate or its encryption cannot be trusted"


def test_asking_alone_raises_nothing(site):
    assert fetching.ask(f"{site}/page").is_well
    assert not fetching.ask(f"{site}/gone").is_well
    assert fetching.ask("http://127.0.0.1:1/") == fetching.Answer(None, "It could not be reached")
    assert fetching.ask("http://[bad/") == fetching.Answer(None, "Not a web address")
    assert fetching.ask(f"{site}/status") == fetching.Answer(None, "What it answered cannot be read")
    assert issubclass(NotPublic, NotFetched)
