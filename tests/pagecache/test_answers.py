"""What a kept page is answered with: every header, the right encoding, 304, HEAD; and what is never kept."""

from __future__ import annotations

import gzip
import time

import brotli
import pytest
from django.http import FileResponse, HttpResponse, HttpResponseRedirect, StreamingHttpResponse

from portal.pagecache.memory import Memory
from portal.pagecache.pages import LARGEST, KeptPage, best_encoding
from tests.pagecache.conftest import Site

TEXT = "<p>Pŵer i'r bobl.</p>" * 200


def answer_with(**headers: str) -> Site:
    return Site(
        lambda request: HttpResponse(TEXT, headers={name.replace("_", "-"): value for name, value in headers.items()})
    )


def with_cookie(request):
    response = HttpResponse(TEXT)
    response.set_cookie("seen", "1")
    return response


@pytest.mark.parametrize(
    "view",
    [
        lambda request: HttpResponse(TEXT, status=404),
        lambda request: HttpResponse(TEXT, status=410),
        lambda request: HttpResponse(TEXT, status=500),
        lambda request: HttpResponseRedirect("/privacy/"),
        lambda request: HttpResponse("{}", content_type="application/json"),
        lambda request: HttpResponse("x" * (LARGEST + 1)),
        lambda request: StreamingHttpResponse([TEXT]),
        lambda request: FileResponse([b"x"], content_type="text/html"),
        lambda request: HttpResponse(TEXT, headers={"Content-Encoding": "gzip"}),
        lambda request: HttpResponse(TEXT, headers={"Vary": "Accept-Encoding, Cookie"}),
        lambda request: HttpResponse(TEXT, headers={"Vary": "*"}),
        lambda request: HttpResponse(TEXT, headers={"Cache-Control": "private"}),
        lambda request: HttpResponse(TEXT, headers={"Cache-Control": "max-age=0, no-store"}),
        lambda request: HttpResponse(TEXT, headers={"Cache-Control": 'no-cache="Set-Cookie"'}),
        with_cookie,
    ],
)
def test_answer_that_is_no_page_for_everybody_is_not_kept(view):
    assert not Site(view).keeps()


def test_kept_page_carries_the_headers_of_the_first(site):
    site = answer_with(Content_Security_Policy="default-src 'none'", Content_Language="en-gb", X_Request_ID="first")
    site.ask()
    again = site.ask()
    assert site.drawn == 1
    assert again["Content-Security-Policy"] == "default-src 'none'"
    assert again["Content-Language"] == "en-gb"
    assert again["Content-Type"] == "text/html; charset=utf-8"
    assert again["Cache-Control"] == "public, max-age=0, must-revalidate"
    assert again["Vary"] == "Accept-Encoding"
    assert not again.has_header("X-Request-ID")


@pytest.mark.parametrize("turn", ["drawn", "kept"])
@pytest.mark.parametrize(
    ("accepted", "encoding", "decode"),
    [
        ("gzip, deflate, br, zstd", "br", brotli.decompress),
        ("gzip, deflate", "gzip", gzip.decompress),
        ("br;q=0, gzip;q=0.5", "gzip", gzip.decompress),
        ("", "", bytes),
        ("identity", "", bytes),
    ],
)
def test_encoding_is_one_that_the_reader_accepts(turn, accepted, encoding, decode):
    site = answer_with()
    if turn == "kept":
        site.ask()
    answer = site.ask(accept_encoding=accepted)
    assert answer.get("Content-Encoding", "") == encoding
    assert decode(answer.content).decode() == TEXT
    assert int(answer["Content-Length"]) == len(answer.content)


@pytest.mark.parametrize("accepted", ["br;q=x", "br;q=0", ";;;", "brx", "*;q=0"])
def test_unreadable_encodings_are_left_out(accepted):
    assert best_encoding(accepted) == ""


@pytest.mark.parametrize("given", ["{}", "W/{}", '"other", {}', "*"])
def test_known_text_is_answered_with_304(site, given):
    first = site.ask()
    answer = site.ask(if_none_match=given.replace("W/{}", "{}").format(first["ETag"]))
    assert (answer.status_code, answer.content) == (304, b"")
    assert answer["ETag"] == first["ETag"]
    assert answer["Vary"] == "Accept-Encoding"


def test_strong_form_of_the_tag_is_the_same_text(site):
    tag = site.ask()["ETag"].removeprefix("W/")
    assert site.ask(if_none_match=tag).status_code == 304


def test_other_text_is_sent_whole(site):
    site.ask()
    assert site.ask(if_none_match='W/"0123"').status_code == 200


def test_head_is_answered_without_a_body_and_with_the_length(site):
    length = site.ask()["Content-Length"]
    answer = site.ask(method="HEAD")
    assert site.drawn == 1
    assert (answer.status_code, answer.content, answer["Content-Length"]) == (200, b"", length)


def test_head_alone_keeps_nothing(site):
    site.ask(method="HEAD")
    site.ask()
    assert site.drawn == 2


def test_page_is_drawn_anew_after_its_time(site, settings):
    settings.PAGE_CACHE_SECONDS = 0.05
    site.middleware.shared.client.set = lambda *args, **kwargs: None
    site.ask()
    time.sleep(0.06)
    site.ask()
    assert site.drawn == 2


def test_page_survives_the_way_through_redis():
    page = KeptPage.of(HttpResponse(TEXT, headers={"X-Any": "a\tb"}), made_at=1.5)
    assert KeptPage.from_bytes(page.to_bytes()) == page


@pytest.mark.parametrize("stored", [b"", b"{}", b"{}\n", b"[]\nx", b"\xff\nx", b'{"headers": {}, "evil": 1}\nx'])
def test_damaged_record_is_refused(stored):
    with pytest.raises((ValueError, KeyError, TypeError)):
        KeptPage.from_bytes(stored)


def test_memory_is_bounded_and_drops_what_was_used_least():
    page = KeptPage.of(HttpResponse(TEXT), made_at=1)
    memory = Memory(most_bytes=page.weight * 2)
    memory.put("a", page)
    memory.put("b", page)
    memory.get("a")
    memory.put("c", page)
    memory.put("c", page)
    assert list(memory.pages) == ["a", "c"]
    assert memory.weight == page.weight * 2
