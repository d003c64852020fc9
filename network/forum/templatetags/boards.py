"""The parts of the forum, above each of its pages."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.utils.translation import gettext_lazy as _
from rules import has_perm

from cities.places.roles import coordinated_cities
from network.forum.reading.addresses import network
from network.forum.standing import belongs
from portal.words.parts import Text
from portal.words.templatetags.ui import session_answers

register = template.Library()

FOR_ALL = ((_("Threads"), ""), (_("Boards"), "boards/"), (_("Asks and offers"), "asks/"))
FOR_OWN = ((_("New for you"), "new/"), (_("Following"), "following/"), (_("Kept"), "bookmarks/"))


@register.inclusion_tag("forum/tabs.html", takes_context=True)
def forum_tabs(context: Context) -> dict[str, Any]:
    """Print the parts of the forum that the visitor may open, the current one marked."""
    request: HttpRequest = context["request"]
    user = request.user if session_answers(request) else None
    tabs = [(label, f"{network()}{rest}") for label, rest in parts(user)]
    return {"tabs": [(label, url, current(url, request.path)) for label, url in tabs]}


def parts(user: Any) -> Iterator[tuple[Text, str]]:
    yield from FOR_ALL
    if user is None or not user.is_authenticated:
        return
    yield from FOR_OWN
    if has_perm("forum.moderate_anywhere", user) or (belongs(user) and coordinated_cities(user)):
        yield _("Moderation"), "moderation/"


def current(url: str, path: str) -> str:
    """Return what aria-current says of a tab: of the first one only on its own page, because all lies below it."""
    if path == url:
        return "page"
    return "true" if url != network() and path.startswith(url) else ""
