"""Doors for who is signed in: pages on which one writes, and what scripts on them ask for."""

from __future__ import annotations

from functools import wraps
from typing import Any

from allauth.core.internal import ratelimit
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from network.forum.views.doors import View

form_methods = require_http_methods(["GET", "HEAD", "POST"])


def for_writers(view: View) -> View:
    """Hand a view somebody who is signed in; their page is kept by nobody. Others are sent to sign in.

    Who was signed out while they wrote gets their text back, with 403: it came with a form, and would be gone.
    """

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)
        if body := request.POST.get("body", "").strip():
            return render(request, "forum/signed-out.html", {"body": body}, status=403)
        return redirect_to_login(request.get_full_path())

    return guarded


def for_scripts(view: View) -> View:
    """Hand a view somebody who is signed in. A script is told plainly that nobody is: it cannot sign in."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return HttpResponse(status=401)
        return view(request, *args, **kwargs)

    return guarded


def is_within_limit(request: HttpRequest, action: str) -> bool:
    """Count a request towards the limit of an action in ACCOUNT_RATE_LIMITS, and return whether it keeps to it.

    allauth's public function counts no GET, and suggestions are asked for by GET.
    """
    return bool(ratelimit.consume(request, app="allauth.account", action=action, limit_get=True))
