"""What pages of the rooms below show of the forum."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django import template
from django.template.context import Context
from django.urls import reverse

from network.forum.reading.addresses import network
from network.forum.reading.panels import SHOWN, About, discussions
from portal.words.templatetags.ui import session_answers

register = template.Library()


@register.inclusion_tag("forum/discussions.html", takes_context=True)
def discussions_about(context: Context, thing: Any) -> dict[str, Any]:
    """Print the threads about an entry, a precedent, an action, an event or of a city, and how to begin one.

    A visitor's session is not opened, so that the page can be kept: it holds what everyone reads.
    """
    if not getattr(thing, "pk", None) and not getattr(thing, "id", None):
        return {}  # a page that is being written and not saved yet
    request = context.get("request")
    user = request.user if request is not None and session_answers(request) else None
    about = About.of(thing)
    reader = user if user is not None and user.is_authenticated else None
    found = discussions(about, reader)
    return {
        "is_shown": True,
        "is_city": about.kind == "city",
        "shown": found[:SHOWN],
        "more": found[SHOWN:],
        "ask_url": about.ask_url,
        "all_url": f"{network()}?city={thing.slug}" if about.kind == "city" else "",
        "name": str(thing) if about.kind == "city" else "",
        "is_signed_in": reader is not None,
        "login_url": f"{reverse('account_login')}?{urlencode({'next': request.path})}" if request else "",
    }
