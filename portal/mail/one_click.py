"""The page behind a one-click link: GET asks, POST acts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from portal.mail.tokens import BadToken, read_token


@csrf_exempt  # mail programs send the POST by themselves, without a cookie; the token is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def one_click(request: HttpRequest, token: str) -> HttpResponse:
    """Ask before acting; act on POST, as often as it comes, and offer to take it back."""
    try:
        read = read_token(token)
    except BadToken:
        return render(request, "mail/one_click_broken.html", status=404)
    shown = {"one_click": read.one_click, "named": read.named}
    status = 200
    if "undo" in request.POST:
        shown["undone"] = read.take_back(request.POST["undo"])
        status = 200 if shown["undone"] else 400
    elif request.method == "POST":
        shown |= {"undo": read.use(), "done": True}
    response = render(request, "mail/one_click.html", shown, status=status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
