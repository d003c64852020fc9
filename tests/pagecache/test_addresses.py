"""Only public pages are kept, each under its address, nation and host, and never for one reader."""

from __future__ import annotations

import pytest
from django.http import HttpResponse

from tests.pagecache.conftest import HOST


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/about/",
        "/privacy/",
        "/handbooks/",
        "/handbooks/local-government/housing/selective-licensing/",
        "/handbooks/glossary/?nation=scotland",
        "/handbooks/?nation=northern-ireland",
        "/news/",
        "/news/who-owns-the-docks/",
        "/news/who-owns-the-docks/?nation=wales",
        "/news/archive/",
        "/news/authors/ivo-blair/",
        "/news/coverage/",
        "/news/narrative/",
        "/news/narrative/keep-it-here/",
        "/news/narrative/editions/",
        "/news/narrative/editions/2/",
        "/news/narrative/editions/1/2/",
    ],
)
def test_public_page_is_kept(site, path):
    assert site.keeps(path)


@pytest.mark.parametrize(
    "path",
    [
        "/editor/",
        "/accounts/login/",
        "/search/",
        "/report/7/",
        "/mailbox/",
        "/healthz/live",
        "/lg/3.2/",
        "/about",
        "/aboutness/",
        "/handbooks/feed/",
        "/handbooks/local-government/feed/",
        "/handbooks/local-government/download/pdf",
        "/handbooks/?q=land",
        "/handbooks/?nation=france",
        "/handbooks/?nation=glasgow",
        "/handbooks/?nation=England",
        "/handbooks/?nation=england&nation=wales",
        "/handbooks/?nation=england&kind=power",
        "/news/feed/",
        "/news/feed.json",
        "/news/themes/energy/feed/",
        "/news/cities/hull/feed/",
        "/news/cities/hull/feed.json",
        "/news-sitemap.xml",
        "/news/cards/7-0123456789abcdef.png",
        "/news/preview/secret-token/",
        "/news/narrative/editions/2.json",
        "/news/narrative/editions/2.bib",
        "/news/archive/?theme=energy",
        "/news/archive/?month=2026-11",
        "/news/coverage/?city=hull",
        "/cities/hull/press/",
        "/cities/hull/press.pdf",
        "/cities/hull/press/ask/",
        "/editor/newsroom/",
    ],
)
def test_other_address_is_drawn_each_time(site, path):
    assert not site.keeps(path)


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "OPTIONS"])
def test_other_methods_reach_the_view(site, method):
    site.ask()
    assert not site.keeps(method=method)
    assert site.drawn == 3


def test_nations_are_kept_apart(site):
    site.view = lambda request: HttpResponse(request.GET.get("nation", "none"))
    said = {site.ask(f"/about/{query}").content for query in ("", "?nation=wales", "?nation=scotland") * 2}
    assert said == {b"none", b"wales", b"scotland"}
    assert site.drawn == 3


def test_nations_are_kept_apart_from_other_pages(site):
    assert site.ask("/about/").content != site.ask("/privacy/").content


@pytest.mark.parametrize("cookie", ["sessionid=abc", "a=b; sessionid=abc", "messages=W10"])
def test_signed_in_reader_is_never_answered_from_the_cache(site, cookie):
    site.ask()
    answer = site.ask(cookie=cookie)
    assert site.drawn == 2
    assert answer["Cache-Control"] == "private, no-cache"
    assert not site.keeps("/privacy/", cookie=cookie)


@pytest.mark.parametrize("path", ["/about/", "/accounts/preferences/", "/editor/", "/search/?q=land", "/places/leeds/"])
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_whatever_somebody_signed_in_reads_is_theirs_alone(site, path, method):
    assert site.ask(path, method, cookie="sessionid=abc")["Cache-Control"] == "private, no-cache"


def test_answer_that_says_who_may_keep_it_says_so_to_somebody_signed_in(site):
    site.view = lambda request: HttpResponse(headers={"Cache-Control": "no-store"})
    assert site.ask("/accounts/email/", cookie="sessionid=abc")["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/static/css/site.css", "/media/images/a.webp"])
def test_files_are_everybodys(site, path):
    assert not site.ask(path, cookie="sessionid=abc").has_header("Cache-Control")


def test_other_cookies_do_not_matter(site):
    assert site.keeps(cookie="csrftoken=abc; theme=dark")


@pytest.mark.parametrize(
    "host", ["localhost:1", "localhost", "evil.test", "a.example.org:8000", "LOCALHOST:8000", "a b"]
)
def test_unknown_host_is_neither_kept_nor_answered_from_the_cache(site, host):
    site.ask()
    assert not site.keeps(host=host)


def test_hosts_are_kept_apart(site):
    site.ask(host=HOST)
    site.ask(host="127.0.0.1:8000")
    assert site.drawn == 2
    assert site.keeps("/privacy/", host="127.0.0.1:8000")


def test_forged_host_is_refused(reader, db):
    assert reader.get("/about/", headers={"host": "evil.test"}).status_code == 400
