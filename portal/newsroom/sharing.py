"""Texts to share an article with: the editor's own, else made of title and standfirst, at the length of each network.

They are for people to copy. Nothing here, and nothing on the page, contacts a network.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from handbooks.reading.addresses import address_of
from portal.newsroom.models import ArticlePage
from portal.text.cutting import at_a_word
from portal.text.hidden import one_line, paragraphs
from portal.words.parts import Text

SHORT, MEDIUM, LONG = 250, 450, 1300
"""Characters before the address. X counts an address as 23 of its 280, Mastodon as 23 of its 500."""
BLUESKY = 300
"""Bluesky counts the whole of an address. Source: docs.bsky.app, app.bsky.feed.post"""
LEAST = 80
IN_A_LINE = 30
"""Characters of a line beside an article, or on a phone."""
ENDS_A_SENTENCE = (".", "!", "?", "…", ":")


@dataclass(frozen=True)
class ShareText:
    """A text that is ready to be pasted: what is said, and the address in a line of its own."""

    key: str
    networks: Text
    said: str
    address: str

    @property
    def whole(self) -> str:
        return f"{self.said}\n{self.address}" if self.said else self.address

    @property
    def rows(self) -> int:
        """Lines of a narrow box that show it all, for browsers that do not fit a box to its text."""
        return sum(len(line) // IN_A_LINE + 1 for line in self.whole.split("\n"))


def share_texts(article: ArticlePage) -> list[ShareText]:
    """Return the texts for each kind of network, the shortest first."""
    address = settings.SITE_URL + address_of(article)
    return [
        ShareText("short", _("Bluesky, X"), short_text(article, address), address),
        ShareText("medium", _("Mastodon"), medium_text(article), address),
        ShareText("long", _("LinkedIn, Facebook"), long_text(article), address),
    ]


def short_text(article: ArticlePage, address: str) -> str:
    """Return at most 250 characters, fewer where `address` is long: both fit into a post of 300."""
    most = max(min(SHORT, BLUESKY - len(address) - 1), LEAST)
    return at_a_word(one_line(article.share_short) or in_a_line(article), most)


def medium_text(article: ArticlePage) -> str:
    return at_a_word(one_line(article.share_medium) or in_a_line(article), MEDIUM)


def long_text(article: ArticlePage) -> str:
    made = "\n\n".join(filter(None, [one_line(article.title), one_line(article.standfirst)]))
    return at_a_word(paragraphs(article.share_long) or made, LONG)


def in_a_line(article: ArticlePage) -> str:
    """Return title and standfirst as two sentences."""
    title, standfirst = one_line(article.title), one_line(article.standfirst)
    end = "" if title.endswith(ENDS_A_SENTENCE) or not standfirst else "."
    return f"{title}{end} {standfirst}".strip()
