"""Markdown as members write it, to HTML that is safe to print: markdown-it-py without HTML, then nh3.

Two walls: the parser knows no raw HTML and asks no address, and the sanitiser lets pass only what the house rules
list, whatever the parser made. No image is shown, because an image from elsewhere tells whoever serves it who reads.
Stored HTML carries the `VERSION` that made it, so that it can be made anew from its source.
Source: OWASP, Cross Site Scripting Prevention.
"""

from __future__ import annotations

import html
import re
from collections.abc import MutableMapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import validateLink
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

VERSION = 1
DEEPEST = 20
"""Quotes and lists inside one another; deeper ones are printed as text."""
MENTION = re.compile(r"@\[([^\]\[\n]{1,80})\]\(person:(\d{1,18})\)")
SCHEMES = {"http", "https", "mailto"}
HEADINGS = {"h1": "h3", "h2": "h4", "h3": "h5", "h4": "h6", "h5": "h6", "h6": "h6"}
"""A post stands under a heading of the second level."""

TAGS = {
    *("p", "br", "hr", "em", "strong", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li", "span", "sup"),
    *("h3", "h4", "h5", "h6", "div", "section", "table", "thead", "tbody", "tr", "th", "td"),
}
ATTRIBUTES = {
    "*": set[str](),  # or nh3 lets pass title and lang
    "a": {"href", "id", "aria-label"},
    "li": {"id"},
    "ol": {"start"},
    "span": {"data-person"},
    "div": {"tabindex", "role", "aria-label"},
}
CLASSES = {
    "span": {"mention"},
    "div": {"scroll"},
    "section": {"footnotes"},
    "sup": {"footnote-ref"},
    "a": {"footnote-backref"},
    "ol": {"footnotes-list"},
    "th": {"center", "right"},
    "td": {"center", "right"},
}
OWN_ID = re.compile(r"fn(?:ref)?-[\w:-]{1,60}")
NO_WORDS = re.compile(r'<a [^>]*class="footnote-backref"[^>]*>[^<]*</a>|<sup class="footnote-ref">.*?</sup>')
Env = MutableMapping[str, Any]


def render(source: str, *, key: str) -> str:
    """Return the HTML of a text. `key` keeps the ids of its footnotes apart from those of others on the page."""
    return clean(parser().render(source, {"docId": key}))


def plain(source: str) -> str:
    """Return the words of a text in one line, without any mark: for searches, letters and lists."""
    rendered = parser().render(source, {"docId": "plain"})
    spaced = re.sub(r"<(?:/p|/li|/h\d|/t[hd]|br|hr)[^>]*>", " ", NO_WORDS.sub("", rendered))
    return " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())


def mentioned(source: str) -> list[int]:
    """Return the people that a text names, each once, in the order in which they stand."""
    return list(dict.fromkeys(int(person) for _name, person in MENTION.findall(source)))


def without(source: str, person: int, instead: str) -> str:
    """Return a text that names a person no more: `instead` stands where it did."""
    return MENTION.sub(lambda found: instead if int(found[2]) == person else found[0], source)


def clean(unsafe: str) -> str:
    """Return only what the house rules list of some HTML."""
    return nh3.clean(
        unsafe,
        tags=TAGS,
        attributes=ATTRIBUTES,
        allowed_classes=CLASSES,
        attribute_filter=kept,
        url_schemes=SCHEMES,
        link_rel="nofollow ugc noopener noreferrer",
    )


def kept(tag: str, name: str, value: str) -> str | None:
    """Return an attribute as it may stand, or None where it goes."""
    if name == "href":
        return value if is_safe(value) else None
    if name == "id":
        return value if OWN_ID.fullmatch(value) else None
    if name in ("start", "data-person", "tabindex"):
        return value if re.fullmatch(r"\d{1,18}", value) else None
    return value


def is_safe(address: str) -> bool:
    """Return whether a link may lead there: the web, a mail address, a path of this site, a footnote.

    `//host` and what browsers take for it lead to another site in the dress of a path, and are none of these.
    """
    if any(character in address for character in "\\\t\r\n\0"):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme:
        return parts.scheme in SCHEMES and (bool(parts.netloc) or parts.scheme == "mailto")
    if address.startswith("#"):
        return bool(OWN_ID.fullmatch(address[1:]))
    return address.startswith("/") and not parts.netloc


_parsers: list[MarkdownIt] = []


def parser() -> MarkdownIt:
    """Return the parser of this process."""
    if not _parsers:
        _parsers.append(made())
    return _parsers[0]


def made() -> MarkdownIt:
    # The parser drops whatever is nested deeper than it goes: before it comes to that, the rest is taken as text.
    found = MarkdownIt("commonmark", {"html": False, "linkify": True, "maxNesting": DEEPEST + 5})
    found.enable(["table", "strikethrough", "linkify"])
    found.block.ruler.before("table", "too_deep", take_as_text)
    found.use(footnote_plugin, inline=False)
    found.linkify.set({"fuzzy_link": False, "fuzzy_email": False})  # type: ignore[union-attr]  # linkify is on
    found.validateLink = lambda url: bool(validateLink(url)) and is_safe(url)  # type: ignore[method-assign]
    found.inline.ruler.before("link", "mention", find_mention)
    for name, draw in DRAWN.items():
        found.add_render_rule(name, draw)
    return found


def take_as_text(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Make a paragraph of what is nested too deep, with its marks as they were typed."""
    if state.level < DEEPEST:
        return False
    line = start + 1
    while line < end and not state.isEmpty(line) and state.sCount[line] >= state.blkIndent:
        line += 1
    state.line = line
    state.push("paragraph_open", "p", 1)
    token = state.push("inline", "", 0)
    token.content = state.getLines(start, line, state.blkIndent, False).strip()
    token.map, token.children = [start, line], []
    state.push("paragraph_close", "p", -1)
    return True


def find_mention(state: StateInline, silent: bool) -> bool:
    if state.src[state.pos] != "@":
        return False
    found = MENTION.match(state.src, state.pos)
    if not found:
        return False
    if not silent:
        token = state.push("mention", "span", 0)
        token.content, token.info = found[1], found[2]
    state.pos = found.end()
    return True


def draw_mention(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    token = tokens[idx]
    return f'<span class="mention" data-person="{int(token.info)}">@{escape(token.content)}</span>'


def draw_image(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    """Print a link to an image, and never the image."""
    token = tokens[idx]
    address = str(token.attrGet("src") or "")
    return f'<a href="{escape(address)}">{escape(token.content or address)}</a>'


def draw_heading_open(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    return f"<{HEADINGS[tokens[idx].tag]}>"


def draw_heading_close(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    return f"</{HEADINGS[tokens[idx].tag]}>\n"


def draw_table_open(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    return f'<div class="scroll" tabindex="0" role="region" aria-label="{escape(_("Table"))}"><table>\n'


def draw_table_close(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    return "</table></div>\n"


def draw_cell_open(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    token = tokens[idx]
    side = str(token.attrGet("style") or "").removeprefix("text-align:")
    return f'<{token.tag} class="{side}">' if side in ("center", "right") else f"<{token.tag}>"


def draw_footnotes_open(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    return '<section class="footnotes"><ol class="footnotes-list">\n'


def draw_footnote_anchor(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    """Print the way back to each place that names a footnote."""
    place = f"{tokens[idx].meta['id'] + 1}"
    again = tokens[idx].meta.get("subId", 0)
    to = f"fnref-{env['docId']}-{place}" + (f":{again}" if again else "")
    return f' <a href="#{to}" class="footnote-backref" aria-label="{escape(_("Back to the text"))}">↩</a>'


DRAWN = {
    "mention": draw_mention,
    "image": draw_image,
    "heading_open": draw_heading_open,
    "heading_close": draw_heading_close,
    "table_open": draw_table_open,
    "table_close": draw_table_close,
    "th_open": draw_cell_open,
    "td_open": draw_cell_open,
    "footnote_block_open": draw_footnotes_open,
    "footnote_anchor": draw_footnote_anchor,
}
