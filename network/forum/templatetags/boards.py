"""What the pages of the forum print in the same way: its parts above each, and what one may do with a post."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import template
from django.http import HttpRequest
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from rules import has_perm

from network.forum.reading.addresses import network
from network.forum.reading.joining import Joining, joining_of
from network.forum.reading.posts import Act, PostShown
from network.forum.standing import standing_of
from portal.words.parts import Text
from portal.words.templatetags.ui import icon, session_answers

register = template.Library()

FOR_ALL = ((_("Threads"), ""), (_("Boards"), "boards/"), (_("Asks and offers"), "asks/"), (_("Outcomes"), "outcomes/"))
FOR_OWN = ((_("New for you"), "new/"), (_("Following"), "following/"), (_("Bookmarks"), "bookmarks/"))


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
    if drafts := standing_of(user).drafts:
        yield ngettext("%(count)s draft", "%(count)s drafts", drafts) % {"count": drafts}, "drafts/"
    if has_perm("forum.settle_something", user):
        yield _("Moderation"), "moderation/"


@register.simple_tag(takes_context=True)
def joining(context: Context) -> Joining | None:
    """Return where a visitor who is signed in stands before they are of a network; None for everybody else."""
    return joining_of(context["request"].user)


def current(url: str, path: str) -> str:
    """Return what aria-current says of a tab: of the first one only on its own page, because all lies below it."""
    if path == url:
        return "page"
    return "true" if url != network() and path.startswith(url) else ""


LINK = '<a class="btn bare" href="{}">{}{}<span class="vh"> {}</span></a>'
BUTTON = (
    '<form method="post" action="{}"><input type="hidden" name="csrfmiddlewaretoken" value="{}">'
    '<button class="btn bare" type="submit">{}{}<span class="vh"> {}</span></button></form>'
)
FOLDED = '<a href="{}">{}<span class="vh"> {}</span></a>'
MORE = '<details><summary>{}<span class="vh"> {}</span></summary><p class="acts">{}</p></details>'


@register.simple_tag
def post_acts(post: PostShown, token: str) -> SafeString:
    """Print what the reader may do with a post; each link and button names its post to who does not see it.

    A page has a hundred of them, so they are not drawn by a template.
    """
    of_post = gettext("(post #%(number)s)") % {"number": post.number}
    acts = [act_of(act, token, of_post) for act in post.acts]
    if post.more:
        folded = format_html_join(" ", FOLDED, ((act.url, act.label, of_post) for act in post.more))
        acts.append(format_html(MORE, gettext("More"), of_post, folded))
    return format_html_join(" ", "{}", ((act,) for act in acts))


def act_of(act: Act, token: str, of_post: str) -> SafeString:
    drawn = icon(act.icon) if act.icon else ""
    if act.is_sent:
        return format_html(BUTTON, act.url, token, drawn, act.label, of_post)
    return format_html(LINK, act.url, drawn, act.label, of_post)
