"""What the views of the forum share: who reads, and what stays with them alone."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth.models import AnonymousUser
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_cache_control

from portal.words.templatetags.ui import has_session

View = Callable[..., HttpResponse]


def for_readers(view: View) -> View:
    """Hand a view its reader: who is signed in, whose page nobody keeps, or somebody whose session is not opened.

    A page for who is not signed in says nothing of one reader, so that all of them may share it.
    """

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user = request.user if has_session(request) else AnonymousUser()
        response = view(request, user, *args, **kwargs)
        if user.is_authenticated:
            patch_cache_control(response, private=True, no_store=True)
        return response

    return guarded
