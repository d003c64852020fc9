"""The body of an article as its page draws it: every card, link and picture in it is asked for at once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import nh3
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from handbooks.reading.nation import Reader
from portal.newsroom.headings import HEADING, heading_ids, plain_words
from portal.newsroom.models import ArticlePage
from portal.newsroom.reading.charts import chart_of
from portal.newsroom.reading.linked import LinkedPages, actions_of, pages_of, related_to
from portal.newsroom.reading.pictures import FIGURE, FIGURE_SIZES, Picture, Pictures
from portal.newsroom.rich_text import expanded_together, page_links, with_addresses
from portal.newsroom.videos import Video, video_at
from portal.words.parts import Link
from portal.words.templatetags.ui import perma

TAGS = {"a", "b", "br", "code", "em", "h2", "h3", "h4", "hr", "i", "li", "ol", "p", "strong", "sub", "sup", "ul"}
SCHEMES = {"http", "https", "mailto", "tel"}


@dataclass(frozen=True)
class Part:
    """One block and the template that draws it."""

    kind: str
    value: Any

    @property
    def template(self) -> str:
        return f"newsroom/blocks/{self.kind}.html"


class Figure(NamedTuple):
    picture: Picture
    alt: str
    caption: str


class Film(NamedTuple):
    video: Video
    title: str
    summary: str


class Body:
    """The blocks of an article, and the headings that make its contents."""

    def __init__(self, page: ArticlePage, reader: Reader, *, is_draft: bool = False) -> None:
        self.page = page
        self.reader = reader
        self.is_draft = is_draft
        self.raw = [(block["type"], block["value"]) for block in page.body.raw_data]

    def values(self, kind: str) -> list[Any]:
        """Return the stored values of one kind of block: keys of pages, actions and pictures are not followed."""
        return [value for name, value in self.raw if name == kind and value]

    @cached_property
    def linked(self) -> LinkedPages:
        """The pages that are shown as cards, linked in the text, or named in the article's fields."""
        named = (key for text in self.values("text") for key in page_links(text))
        related = related_to(self.page, is_draft=self.is_draft)
        return pages_of([*self.values("page"), *named], related, self.reader)

    @cached_property
    def pictures(self) -> Pictures:
        figures = (stored_image(value).get("image") for value in self.values("figure"))
        return Pictures([self.page.lead_image_id, *figures])

    @cached_property
    def parts(self) -> list[Part]:
        """The blocks in order; one whose card nobody may read, or whose picture is lost, is left out."""
        texts = iter(self.texts)
        actions = actions_of(self.values("action"))
        drawn: list[Part] = []
        for place, (kind, value) in enumerate(self.raw):
            if kind == "text":
                shown: Any = next(texts)
            elif kind == "page":
                shown = self.linked.cards.get(value)
            elif kind == "action":
                shown = actions.get(value)
            elif kind == "figure":
                shown = self.figure(value)
            elif kind == "video":
                shown = film_of(value)
            else:
                shown = self.page.body[place].value
                shown = chart_of(shown) if kind == "chart" else shown
            if shown:
                drawn.append(Part(kind.replace("_", "-"), shown))
        return drawn

    def figure(self, value: Mapping[str, Any]) -> Figure | None:
        image = stored_image(value)
        picture = self.pictures.picture(image.get("image"), FIGURE, FIGURE_SIZES)
        alt = "" if image.get("decorative") else image.get("alt_text") or ""
        return Figure(picture, alt, value.get("caption") or "") if picture else None

    @cached_property
    def texts(self) -> list[SafeString]:
        """The texts of the body as HTML that is safe to print, their links followed and their headings named."""
        stored = (value or "" for kind, value in self.raw if kind == "text")
        ids = heading_ids(self.page.body)
        return [self.safe(text, ids) for text in expanded_together(self.addressed(text) for text in stored)]

    def addressed(self, text: str) -> str:
        return with_addresses(text, self.linked.addresses)

    def safe(self, html: str, ids: Iterator[str]) -> SafeString:
        clean = nh3.clean(html, tags=TAGS, attributes={"a": {"href"}}, url_schemes=SCHEMES, link_rel=None)
        return mark_safe(HEADING.sub(lambda found: headed(found["words"], next(ids, "")), clean))  # noqa: S308 - cleaned

    @cached_property
    def contents(self) -> list[Link]:
        """The headings of the second level, each with its place on the page."""
        found = (words for text in self.values("text") for words in HEADING.findall(text))
        named = zip(found, heading_ids(self.page.body), strict=True)
        return [Link(title=plain_words(words), url=f"#{key}") for words, key in named if plain_words(words)]


def headed(words: str, key: str) -> SafeString:
    """Return a heading that can be linked to."""
    title = plain_words(words)
    return format_html('<h2 id="{}">{} {}</h2>', key, mark_safe(words), perma(key, title)) if title else SafeString()  # noqa: S308 - cleaned


def stored_image(value: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return what is stored of the image of a figure: its key, its alternative text, whether it only adorns."""
    image = value.get("image")
    return image if isinstance(image, Mapping) else {"image": image}


def film_of(value: Mapping[str, Any]) -> Film | None:
    """Return a film with its player's address; nothing for an address that leads to none."""
    video = video_at(value.get("url") or "")
    return Film(video, value.get("title") or "", value.get("summary") or "") if video else None
