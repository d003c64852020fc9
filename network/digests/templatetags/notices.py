"""The bell in the head of every page of somebody who is signed in."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context

from network.digests.counting import MOST, unread_count
from portal.words.templatetags.ui import session_answers

register = template.Library()


@register.inclusion_tag("digests/bell.html", takes_context=True)
def bell(context: Context) -> dict[str, Any]:
    """Lead to the notices of who is signed in, with how many are not read; nothing for anybody else.

    A visitor's session is not opened, so that the page can be kept.
    """
    request = context.get("request")
    user = getattr(request, "user", None) if session_answers(request) else None
    if request is None or user is None or not user.is_authenticated:
        return {"is_shown": False}
    return {"is_shown": True, "count": unread_count(user), "path": request.path}


@register.filter
def capped(count: int) -> str:
    """Return a number as the bell shows it."""
    return f"{MOST - 1}+" if count >= MOST else str(count)
