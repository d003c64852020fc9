"""The text of articles as feeds carry it: plain HTML with whole addresses, which any reader of feeds shows.

The texts of a feed are made together, so that pages and actions that they name cost one query each, however many.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from cities.plans.reading.using import Use
from handbooks.reading.nation import Reader
from portal.newsroom.freezing import expanded
from portal.newsroom.models import ArticlePage
from portal.newsroom.reading.charts import printed, unit_of
from portal.newsroom.reading.linked import LinkedPages, actions_of, pages_of
from portal.words.parts import Text

OF_THE_SITE = re.compile(r'(?<=\bhref=")/(?!/)')
LINK = '<p><a href="{}">{}</a></p>'

Block = dict[str, Any]


def texts_of(articles: Sequence[ArticlePage], corrections: Sequence[Sequence[Sequence[str]]]) -> list[str]:
    """Return the whole text of each article, its corrections first as on its page."""
    bodies = [list(article.body.raw_data) for article in articles]
    return TextMaker([block for body in bodies for block in body]).texts(bodies, corrections)


class TextMaker:
    """Writes blocks in their stored form, with what they point to fetched for all of them."""

    def __init__(self, blocks: Iterable[Block]) -> None:
        values: dict[str, list[Any]] = {"text": [], "page": [], "action": []}
        for block in blocks:
            if block["type"] in values and block["value"]:
                values[block["type"]].append(block["value"])
        rich = list(dict.fromkeys(map(str, values["text"])))
        self._rich = dict(zip(rich, expanded(rich), strict=True))
        self._pages: LinkedPages | None = pages_of(values["page"], Q(pk__in=[]), Reader()) if values["page"] else None
        self._actions: dict[int, Use] = actions_of(values["action"])

    def texts(self, bodies: Sequence[Sequence[Block]], corrections: Sequence[Sequence[Sequence[str]]]) -> list[str]:
        return [
            "\n".join([*map(correction, said), *self._written(body)])
            for body, said in zip(bodies, corrections, strict=True)
        ]

    def _written(self, body: Iterable[Block]) -> Iterator[str]:
        for block in body:
            write = getattr(self, f"_{block['type']}", None)
            if write is not None and block["value"]:
                yield write(block["value"])

    def _text(self, value: str) -> str:
        return OF_THE_SITE.sub(f"{settings.SITE_URL}/", self._rich[str(value)])

    def _pull_quote(self, value: Block) -> str:
        who = format_html("<p>{}</p>", value["who"]) if value.get("who") else ""
        return format_html("<blockquote><p>{}</p>{}</blockquote>", value.get("text"), who)

    def _figure(self, value: Block) -> str:
        """A picture is looked at on the page: its caption stands for it."""
        words = value.get("caption") or (value.get("image") or {}).get("alt_text")
        return format_html("<p>{}: {}</p>", _("Picture"), words) if words else ""

    def _facts(self, value: Block) -> str:
        facts = [fact.get("value", fact) for fact in value.get("facts", [])]
        items = ((fact.get("text"), sourced(fact.get("source"), fact.get("url"))) for fact in facts)
        return format_html("<h3>{}</h3><ul>{}</ul>", value.get("heading"), join("<li>{}{}</li>", items))

    def _chart(self, value: Block) -> str:
        rows = [row.get("value", row) for row in value.get("rows", [])]
        unit = value.get("unit", "")
        figures = ((row["label"], printed(Decimal(row["value"]), unit)) for row in rows if row.get("value") is not None)
        cells = join("<tr><th>{}</th><td>{}</td></tr>", figures)
        said = f" ({unit_of(unit)})" if unit_of(unit) else ""
        source = linked(value.get("source"), value.get("url"))
        table = format_html("<table><caption>{}{}</caption><tbody>{}</tbody></table>", value.get("title"), said, cells)
        return format_html("{}<p>{} {}</p>", table, _("Source:"), source) if source else table

    def _page(self, value: int) -> str:
        card = self._pages.cards.get(value) if self._pages else None
        if card is None:
            return ""
        return format_html(LINK, settings.SITE_URL + card.link.url, f"{card.link.number} {card.link.title}".strip())

    def _action(self, value: int) -> str:
        use = self._actions.get(value)
        if use is None:
            return ""
        address = f"{settings.SITE_URL}/cities/{use.slug}/plan/actions/{use.action}/"
        return format_html(LINK, address, f"{use.city}: {use.number} {use.title}")

    def _video(self, value: Block) -> str:
        link = format_html(LINK, value.get("url"), _("Film: %(title)s") % {"title": value.get("title")})
        return format_html("{}<p>{}</p>", link, value.get("summary"))


def join(form: str, rows: Iterable[Sequence[Any]]) -> SafeString:
    return format_html_join("", form, rows)


def sourced(source: Any, url: Any) -> SafeString:
    """Return where a fact is from, in brackets; nothing where it is not said."""
    return format_html(" ({})", linked(source, url)) if source else SafeString()


def linked(source: Any, url: Any) -> SafeString:
    return format_html('<a href="{}">{}</a>', url, source) if url else format_html("{}", source or "")


def correction(said: Sequence[Text]) -> str:
    """Return a correction, which is a day and what was put right."""
    day, words = said
    return format_html("<p><b>{}, {}:</b> {}</p>", _("Corrected"), day, words)
