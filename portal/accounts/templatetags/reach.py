"""What pages tell whom letters do not reach."""

from __future__ import annotations

from typing import Any

from django import template
from django.template.context import Context
from django.urls import reverse

from portal.words.templatetags.ui import session_answers

register = template.Library()


@register.inclusion_tag("components/letters-stopped.html", takes_context=True)
def letters_stopped(context: Context) -> dict[str, Any]:
    """Say on every page that letters to the person came back or are stopped. It asks the database nothing."""
    request = context.get("request")
    user = getattr(request, "user", None) if session_answers(request) else None
    url = reverse("letters")
    is_there = request is not None and request.path == url
    return {"cause": None if is_there else getattr(user, "letters_stopped", None), "url": url}
