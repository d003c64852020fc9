"""Markdown as members write it, to HTML that is safe to print: markdown-it-py without HTML, then nh3.

Two walls: the parser knows no raw HTML and asks no address, and the sanitiser lets pass only what the house rules
list, whatever the parser made. No image is shown, because an image from elsewhere tells whoever serves it who reads.
Stored HTML carries the `VERSION` that made it, so that it can be made anew from its source.
Source: OWASP, Cross Site Scripting Prevention.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping, MutableMapping, Sequence
from typing import Any
from urllib.parse import urlsplit

import nh3
from django.utils.html import escape
from django.utils.translation import gettext as _
from markdown_it import MarkdownIt
from markdown_it.common.normalize_url import validateLink
from markdown_it.renderer import RendererHTML
from markdown_it.rules_block import StateBlock
from markdown_it.rules_block.table import table
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token
from mdit_py_plugins.footnote import footnote_plugin

VERSION = 2
DEEPEST = 20
"""Quotes and lists inside one another, and marks within a line; deeper ones are printed as text."""
MENTION = re.compile(r"@\[([^\]\[\n]{1,80})\]\(person:(\d{1,18})\)")
SCHEMES = {"http", "https", "mailto"}
LONGEST_ADDRESS = 2_000
ADDRESS = re.compile(rf"://[^\s<>\[\]`\"\\\x00-\x1f\x7f|]{{1,{LONGEST_ADDRESS}}}+")
"""What goes on after the http or https of an address in the text."""
SCHEME = re.compile(r"(?<![a-zA-Z0-9.+-])(https?)$", re.IGNORECASE)
AFTER_ADDRESS = ".,:;?!'*_~’”…"
"""What ends a sentence or belongs to the marks around an address, at its end."""
FIRST_HEADING, LAST_HEADING = 3, 6
"""A post stands under a heading of the second level."""
MOST_CELLS = 5_000
"""In the tables of one text: a row has the cells of its head, so a few short lines can ask for very many."""

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
    return words(parser().render(source, {"docId": "plain"}))


def words(rendered: str) -> str:
    """Return the words of HTML that `render` made, or of its beginning, in one line."""
    spaced = re.sub(r"<(?:/p|/li|/h\d|/t[hd]|br|hr)[^>]*>", " ", NO_WORDS.sub("", rendered))
    return " ".join(html.unescape(nh3.clean(spaced, tags=set())).split())


def mentioned(source: str) -> list[int]:
    """Return the people that a text names, each once, in the order in which they stand."""
    return list(dict.fromkeys(int(person) for _name, person in MENTION.findall(source)))


def named(source: str, names: Mapping[int, str]) -> str:
    """Return a text that calls those whom it names as `names` does; whom it does not know is named no more."""
    return MENTION.sub(lambda found: mention(found, names), source)


def mention(found: re.Match[str], names: Mapping[int, str]) -> str:
    name = names.get(int(found[2]))
    return f"@{found[1]}" if name is None else f"@[{name}](person:{found[2]})"


def names_in(source: str) -> dict[int, str]:
    """Return how a text calls those whom it names."""
    return {int(person): name for name, person in MENTION.findall(source)}


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

    Browsers take `//host`, however many slashes, and `/\\host` for another site in the dress of a path, leave out tabs
    and line ends wherever they stand, and show of `name:word@host` what looks like another host.
    Source: WHATWG, URL standard, 4.4 (parsing).
    """
    if len(address) > LONGEST_ADDRESS or any(character in "\\\x7f" or character <= " " for character in address):
        return False
    try:
        parts = urlsplit(address)
    except ValueError:
        return False
    if parts.scheme == "mailto":
        return not parts.netloc
    if parts.scheme:
        return parts.scheme in SCHEMES and bool(parts.hostname) and "@" not in parts.netloc
    if address.startswith("#"):
        return bool(OWN_ID.fullmatch(address[1:]))
    return address.startswith("/") and not address.startswith("//")


_parsers: list[MarkdownIt] = []


def parser() -> MarkdownIt:
    """Return the parser of this process."""
    if not _parsers:
        _parsers.append(made())
    return _parsers[0]


def made() -> MarkdownIt:
    # The parser drops whatever is nested deeper than it goes: before it comes to that, the rest is taken as text.
    found = MarkdownIt("commonmark", {"html": False, "maxNesting": DEEPEST + 5})
    found.enable(["table", "strikethrough"])
    found.block.ruler.at("table", find_table, {"alt": ["paragraph", "reference"]})
    found.block.ruler.before("table", "too_deep", take_as_text)
    found.core.ruler.after("block", "headings", level_headings)
    found.core.ruler.after("inline", "shallow", keep_shallow)
    found.use(footnote_plugin, inline=False)
    found.validateLink = lambda url: bool(validateLink(url)) and is_safe(url)  # type: ignore[method-assign]
    found.inline.ruler.before("link", "mention", find_mention)
    found.inline.ruler.after("text", "address", find_address)
    for name, draw in DRAWN.items():
        found.add_render_rule(name, draw)
    return found


def find_table(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Find a table, as far down as the cells of this text suffice; rows below are taken as text."""
    left, columns = MOST_CELLS - state.env.get("cells", 0), 1
    if start + 1 < end:
        columns += state.src.count("|", state.bMarks[start + 1], state.eMarks[start + 1])
    last = min(end, start + 1 + left // columns)
    if last < min(end, start + 2) or not table(state, start, last, silent):
        return False
    if not silent:
        state.env["cells"] = state.env.get("cells", 0) + columns * (state.line - start)
    return True


def level_headings(state: StateCore) -> None:
    """Level headings so that none stands two levels below the one above it: the first is the highest there is."""
    above: list[int] = []
    for token in state.tokens:
        if token.type == "heading_open":
            level = int(token.tag.removeprefix("h"))
            above = [*(higher for higher in above if higher < level), level]
        if token.type in ("heading_open", "heading_close"):
            token.tag = f"h{min(FIRST_HEADING + len(above) - 1, LAST_HEADING)}"


def keep_shallow(state: StateCore) -> None:
    """Let emphasis stand in emphasis as deep as quotes do, so that no page is deeper than browsers go."""
    for token in state.tokens:
        if token.type == "inline" and token.children:
            token.children = shallow(token.children)


def shallow(tokens: Sequence[Token]) -> list[Token]:
    """Return the tokens of a paragraph without the marks that are nested too deep; their words stay."""
    depth, found = 0, []
    for token in tokens:
        depth += max(token.nesting, 0)
        if depth <= DEEPEST or not token.nesting:
            found.append(token)
        depth += min(token.nesting, 0)
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


def find_address(state: StateInline, silent: bool) -> bool:
    """Find the address of a page in the text, which becomes a link to it."""
    if state.linkLevel > 0 or state.src[state.pos] != ":":
        return False
    before = SCHEME.search(state.src, max(0, state.pos - 6), state.pos)
    after = ADDRESS.match(state.src, state.pos)
    if not before or not after or not (silent or state.pending.endswith(before[1])):
        return False
    address = before[1] + without_end(after[0])
    url = state.md.normalizeLink(address)
    if not state.md.validateLink(url):
        return False
    if not silent:
        state.pending = state.pending[: -len(before[1])]
        token = state.push("link_open", "a", 1)
        token.attrs = {"href": url}
        state.push("text", "", 0).content = state.md.normalizeLinkText(address)
        state.push("link_close", "a", -1)
    state.pos += len(address) - len(before[1])
    return True


def without_end(address: str) -> str:
    """Return an address without what ends the sentence around it, such as the bracket in which it stands."""
    while True:
        shorter = address.rstrip(AFTER_ADDRESS)
        if shorter.endswith(")") and shorter.count(")") > shorter.count("("):
            shorter = shorter[:-1]
        if shorter == address:
            return address
        address = shorter


def draw_mention(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    token = tokens[idx]
    return f'<span class="mention" data-person="{int(token.info)}">@{escape(token.content)}</span>'


def draw_image(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    """Print a link to an image, and never the image."""
    token = tokens[idx]
    address = str(token.attrGet("src") or "")
    return f'<a href="{escape(address)}">{escape(token.content or address)}</a>'


def draw_table_open(renderer: RendererHTML, tokens: Sequence[Token], idx: int, options: Any, env: Env) -> str:
    # A group: as regions, many of one name would stand in the list of a page's landmarks.
    return f'<div class="scroll" tabindex="0" role="group" aria-label="{escape(_("Table"))}"><table>\n'


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
    "table_open": draw_table_open,
    "table_close": draw_table_close,
    "th_open": draw_cell_open,
    "td_open": draw_cell_open,
    "footnote_block_open": draw_footnotes_open,
    "footnote_anchor": draw_footnote_anchor,
}
