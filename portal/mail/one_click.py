"""The page behind a one-click link: GET asks, POST acts."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.mail.tokens import BadToken, read_token

View = Callable[..., HttpResponse]


def kept_by_nobody(view: View) -> View:
    """Answer so that no machine keeps an address with a token: neither caches, nor other sites, nor searches."""

    @never_cache
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return wrapped


@csrf_exempt  # mail programs send the POST by themselves, without a cookie; the token is the proof
@kept_by_nobody
@require_http_methods(["GET", "HEAD", "POST"])
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before acting; act on POST, as often as it comes, and offer to take it back."""
    try:
        read = read_token(token)
    except BadToken:
        return render(request, "mail/one_click_broken.html", status=404)
    shown: dict[str, Any] = {"one_click": read.one_click, "named": read.named}
    status = 200
    if "undo" in request.POST:
        shown["undone"] = read.take_back(request.POST["undo"])
        status = 200 if shown["undone"] else 400
    elif request.method == "POST":
        shown |= {"undo": read.use(), "done": True}
    return render(request, "mail/one_click.html", shown, status=status)


@csrf_exempt
@kept_by_nobody
def broken(request: HttpRequest) -> HttpResponse:
    """Answer for an address that begins like those of tokens: a part of one may be in it."""
    return render(request, "mail/one_click_broken.html", status=404)
