"""Words for the account pages."""

from __future__ import annotations

from typing import Any

from django import template
from django.utils.translation import gettext

from portal.accounts.rules import may_enter_editor

register = template.Library()

# The first that is found counts: Edge and Opera call themselves Chrome too, and Chrome calls itself Safari.
BROWSERS = (
    ("Edg", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS X", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


@register.filter
def enters_editor(person: Any) -> bool:
    """Return whether the editor is open to a person."""
    return may_enter_editor(person)


@register.filter
def in_fours(text: str) -> str:
    """Part a secret or a code into groups of four, as people read and type it: "ABCD EFGH"."""
    return " ".join(text[start : start + 4] for start in range(0, len(text), 4))


@register.filter
def device(user_agent: str) -> str:
    """Name the browser and the machine in a User-Agent header, as a person would: "Firefox on Windows"."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    if browser and system:
        return gettext("%(browser)s on %(system)s") % {"browser": browser, "system": system}
    return browser or system or gettext("An unknown browser")
