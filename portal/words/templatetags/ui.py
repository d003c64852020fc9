"""The interface's own tags: numbers, icons, marks, and the parts of the shell that depend on the request.

Every room's templates use them, so they live in the lowest room and import nothing above it. For a visitor
without a session cookie nothing here reads the session, so that public pages carry no Vary: Cookie.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import redis
from django import template
from django.conf import settings
from django.core.paginator import Page
from django.http import HttpRequest
from django.template.context import Context
from django.templatetags.static import static
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from portal.masking import masked
from portal.words.nations import nation_or_none
from portal.words.navigation import ADDRESSES, FOOT_ABOUT, FOOT_HANDBOOKS, MAIN_MENU, carried
from portal.words.parts import Ink, Text

register = template.Library()

STATUS_WORDS: dict[str, Text] = {
    "none": _("Not started"),
    "under": _("Under way"),
    "done": _("Done"),
    "late": _("Delayed"),
    "over": _("Overdue"),
    "stop": _("Stopped"),
}


@cache
def sprite(name: str) -> str:
    """Return the address of one symbol of the sprite; a page draws forty of them."""
    return f"{static('img/icons.svg')}#{name}"


@register.simple_tag
def icon(name: str, label: Text = "") -> SafeString:
    """Draw a symbol; beside a word it is hidden from screen readers, alone it needs a `label`."""
    if label:
        return format_html('<svg class="i" role="img" aria-label="{}"><use href="{}"/></svg>', label, sprite(name))
    return hidden_icon(name)


@cache
def hidden_icon(name: str) -> SafeString:
    """Draw a symbol that stands beside a word."""
    return format_html('<svg class="i" aria-hidden="true"><use href="{}"/></svg>', sprite(name))


@register.simple_tag
def logo(css: str = "") -> SafeString:
    """Draw the mark: a square ring and a round ring, linked."""
    return format_html('<svg class="{}" aria-hidden="true"><use href="{}"/></svg>', css, sprite("logo"))


@register.simple_tag
def number(text: str, ink: str = "", big: bool = False) -> SafeString:
    """Print an entry number in the shape and ink of its handbook."""
    css = "num big" if big else "num"
    return format_html('<span class="{}" data-ink="{}">{}</span>', css, ink or Ink.of(text), text)


@register.simple_tag
def ref(text: str, title: Text, url: str, ink: str = "") -> SafeString:
    """Print a number and a title as one link."""
    own = ink or Ink.of(text)
    return format_html(
        '<a class="ref" data-ink="{}" href="{}">{}<span>{}</span></a>', own, url, number(text, own), title
    )


@register.simple_tag
def status(mark: str, word: Text = "") -> SafeString:
    """Print a status as shape, colour and word; `word` replaces the usual word of the mark."""
    return format_html(
        '<span class="st" data-s="{}"><svg aria-hidden="true"><use href="{}"/></svg>{}</span>',
        mark,
        sprite(f"s-{mark}"),
        word or STATUS_WORDS[mark],
    )


@register.simple_tag
def mark_shape(mark: str, label: Text = "") -> SafeString:
    """Draw the shape of a status, or the diamond for what is new, without its word; the word stands beside it."""
    symbol = sprite("fresh" if mark == "new" else f"s-{mark}")
    if label:
        return format_html('<svg role="img" aria-label="{}"><use href="{}"/></svg>', label, symbol)
    return format_html('<svg aria-hidden="true"><use href="{}"/></svg>', symbol)


@register.simple_tag
def perma(anchor: str, title: Text) -> SafeString:
    """Print the § that links to a section by its lasting id."""
    return format_html(
        '<a class="perma" href="#{}"><span class="vh">{}</span><span aria-hidden="true">§</span></a>',
        anchor,
        gettext("Link to this section: %(title)s") % {"title": title},
    )


@register.simple_tag
def term(anchor: str, word: Text, title: Text, meaning: Text, url: str) -> SafeString:
    """Print a term of the glossary inside a sentence: a button that opens its meaning in place.

    `anchor` is unique on the page. Escape closes the meaning, and it stays open under the pointer.
    Source: WCAG 2.2, 1.4.13 Content on hover or focus.
    """
    return format_html(
        '<button type="button" class="term" popovertarget="{}">{}</button>'
        '<span class="definition" id="{}" popover><b>{}</b> {} <a href="{}">{}</a></span>',
        anchor,
        word,
        anchor,
        title,
        meaning,
        url,
        gettext("In the glossary"),
    )


def _request(context: Context) -> HttpRequest | None:
    return context.get("request")


def has_session(request: HttpRequest | None) -> bool:
    """Say whether the visitor sent a session cookie, without opening the session."""
    return request is not None and settings.SESSION_COOKIE_NAME in request.COOKIES


def session_answers(request: HttpRequest | None) -> bool:
    """Say whether there is a session that can be read.

    While Redis is out of reach pages go without, and so does the answer to a request that was turned away early.
    """
    if request is None or not has_session(request) or not hasattr(request, "session"):
        return False
    try:
        request.session.keys()
    except redis.RedisError:
        return False
    return True


def chosen_nation(request: HttpRequest | None) -> str:
    """Return the nation that the address names, or nothing."""
    return (nation_or_none(request.GET.get("nation")) or "") if request is not None else ""


@register.inclusion_tag("components/navigation.html", takes_context=True)
def main_navigation(context: Context) -> dict[str, Any]:
    """Print the main menu with the current room marked."""
    request = _request(context)
    path = request.path if request else ""
    nation = chosen_nation(request)
    return {"items": [(item, carried(item.url, nation), item.current(path)) for item in MAIN_MENU]}


@register.inclusion_tag("components/footer.html", takes_context=True)
def footer(context: Context) -> dict[str, Any]:
    """Print the foot of the page."""
    nation = chosen_nation(_request(context))
    handbooks = [(item.label, carried(item.url, nation)) for item in FOOT_HANDBOOKS]
    return {"handbooks": handbooks, "about": FOOT_ABOUT}


@register.simple_tag(takes_context=True)
def address(context: Context, name: str) -> str:
    """Return one of the fixed addresses of the portal by its name, with the nation that the reader chose."""
    return carried(ADDRESSES[name], chosen_nation(_request(context)))


@register.inclusion_tag("components/account.html", takes_context=True)
def account_links(context: Context) -> dict[str, Any]:
    """Print "sign in", or the person's name and "sign out"."""
    request = _request(context)
    user = getattr(request, "user", None) if session_answers(request) else None
    person = user if user is not None and user.is_authenticated else None
    # Signing in leads back to the page, which a 10,000-character address must not make unusable.
    path = request.get_full_path() if request and request.method == "GET" else ""
    is_odd = len(path) >= 500 or path.startswith("/accounts/") or masked(path) != path  # a token is passed on nowhere
    back = "" if is_odd else path
    return {"person": person, "login_url": reverse("account_login"), "back": back}


@register.inclusion_tag("components/messages.html", takes_context=True)
def flash_messages(context: Context) -> dict[str, Any]:
    """Print what the last act has to say, only where something may be waiting."""
    request = _request(context)
    waiting = session_answers(request) or (not has_session(request) and "messages" in getattr(request, "COOKIES", ()))
    return {"messages": context.get("messages") if waiting else None}


@register.inclusion_tag("components/pager.html", takes_context=True)
def pager(context: Context, page: Page, label: Text = "") -> dict[str, Any]:
    """Print the pages of a list, keeping the rest of the address."""
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "request": _request(context),
        "page": page,
        "numbers": list(numbers),
        "label": label or gettext("Pages"),
        "gap": page.paginator.ELLIPSIS,
    }


@register.filter
def field_errors(form: Any) -> list[tuple[str, Text, str]]:
    """List (id of the field, its label, message) for every error of a form's visible fields, in their order."""
    return [(target_id(bound), bound.label, message) for bound in form.visible_fields() for message in bound.errors]


@register.filter
def target_id(bound: Any) -> str:
    """Return the id that a link to a field should lead to: the first choice of a group, else the field."""
    return bound.id_for_label or f"{bound.auto_id}_0"


@register.filter
def error_count(errors: dict[str, list[str]]) -> int:
    """Count the messages of a form's errors, not the fields."""
    return sum(len(messages) for messages in errors.values())
