"""The page behind the link in a digest that turns it down: GET asks, POST acts."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from network.digests.services.preferring import stop
from network.digests.tokens import BadToken, read_token


@csrf_exempt  # mail programs send the POST by themselves, without a cookie; the token is the proof
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    try:
        person = read_token(token)
    except BadToken:
        return render(request, "mail/one_click_broken.html", status=404)
    if request.method == "POST":
        stop(person)
    return HttpResponse("")
