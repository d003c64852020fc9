"""What stands above and below the text of a post. A page has twenty of them, so they are not drawn by a template."""

from __future__ import annotations

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext, ngettext

from network.forum.reading.people import Author
from network.forum.reading.posts import PostShown
from network.forum.templatetags.boards import post_acts

register = template.Library()

HEAD = '<header><div id="by-{}">{}</div><p class="tiny soft">{}{}</p></header>'
PLACE = '<span class="small soft">{}</span>'
WHO = (
    '<span class="who"><span class="mono" data-ink="{}" aria-hidden="true">{}</span>'
    '<span><b>{}</b><br><span class="tiny soft">{}</span></span></span>'
)
LINK = '<a href="{}">{}</a>'
NUMBER = '<a class="perma" href="{}"><time datetime="{}">{}</time>, <span class="vh">{} </span>#{}</a>'
FOOT = "<footer>{}{}</footer>"
USEFUL = '<p class="tiny soft">{}</p>'
ACTS = '<div class="acts noprint">{}</div>'


@register.simple_tag
def post_head(post: PostShown) -> SafeString:
    """Print who wrote a post, when, and its lasting address."""
    signed = format_html(PLACE, post.author.place) if post.stub else who(post.author)
    if post.number:
        number = format_html(NUMBER, post.url, post.stamp, post.day, gettext("link to post"), post.number)
    else:
        number = format_html("<b>{}</b>", gettext("Waits for a moderator"))
    edited = format_html("<br>{}", linked(post.edited, post.history_url)) if post.edited else ""
    return format_html(HEAD, post.pk, signed, number, edited)


@register.simple_tag
def post_foot(post: PostShown, token: str) -> SafeString | str:
    """Print how many found a post useful, and what the reader may do with it."""
    useful: SafeString | str = ""
    if post.useful:
        told = ngettext("%(useful)s person found this useful.", "%(useful)s people found this useful.", post.useful)
        useful = format_html(USEFUL, told % {"useful": post.useful})
    acts = format_html(ACTS, post_acts(post, token)) if post.acts or post.more else ""
    return format_html(FOOT, useful, acts) if useful or acts else ""


def who(author: Author) -> SafeString:
    return format_html(WHO, author.ink, author.initials, linked(author.name, author.url), author.place)


def linked(text: str, url: str) -> SafeString | str:
    """Return words as a link, or as they are where there is none."""
    return format_html(LINK, url, text) if url else text
