"""The page that every figure stands beside: 20 kB of fixed HTML, without a query or a template."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

PARAGRAPH = b"<p>Nothing here is looked up or drawn: what this page costs is the server and the middleware.</p>\n"
HEAD = b'<!doctype html>\n<html lang="en-GB"><head><meta charset="utf-8"><title>Bare</title></head><body>\n'
PAGE = (HEAD + PARAGRAPH * 300)[:20_000]


def bare(request: HttpRequest) -> HttpResponse:
    return HttpResponse(PAGE)
