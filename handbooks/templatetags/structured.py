"""What machines read on a page: Open Graph and JSON-LD. Source: https://ogp.me, https://schema.org"""

from __future__ import annotations

from typing import Any

from django import template
from django.conf import settings
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join, json_script
from django.utils.safestring import SafeString, mark_safe
from wagtail.models import Page

from handbooks.reading.addresses import address_of
from portal.words.nations import Nation
from portal.words.parts import Link
from portal.words.site import LANGUAGE, LICENCE_ADDRESS, NAME

register = template.Library()

Data = dict[str, Any]
CARD, CARD_SIZE = "img/card.png", (1200, 630)
"""The picture that stands for a page which has none of its own. `portal.newsroom.cards` drew it."""


def publisher() -> Data:
    """Return who publishes everything here."""
    logo = {"@type": "ImageObject", "url": settings.SITE_URL + static("img/logo.svg")}
    return {"@type": "Organization", "name": NAME, "url": settings.SITE_URL, "logo": logo}


def absolute(url: str) -> str:
    return settings.SITE_URL + url.partition("?")[0]


def script(data: Data) -> SafeString:
    """Return one JSON-LD element; `json_script` escapes what could close it."""
    inner = json_script({"@context": "https://schema.org", **data}).partition(">")[2].rpartition("<")[0]
    return mark_safe(f'<script type="application/ld+json">{inner}</script>')  # noqa: S308 - escaped by json_script


@register.simple_tag
def open_graph(page: Page, description: str = "") -> SafeString:
    """Say to whoever previews a link what it leads to."""
    kind = "article" if hasattr(page, "last_reviewed") else "website"
    return open_graph_of(page.title, description or page.search_description, address_of(page), kind)


@register.simple_tag
def open_graph_of(title: str, description: str, url: str, kind: str = "website") -> SafeString:
    """Say the same of what is no page of the tree. `url` is without the host."""
    rows = [
        ("og:site_name", settings.WAGTAIL_SITE_NAME),
        ("og:title", title),
        ("og:description", description[:200]),
        ("og:url", absolute(url)),
        ("og:type", kind),
        ("og:image", settings.SITE_URL + static(CARD)),
        ("og:image:width", CARD_SIZE[0]),
        ("og:image:height", CARD_SIZE[1]),
        ("og:image:alt", NAME),
    ]
    tags = format_html_join("\n", '<meta property="{}" content="{}">', [row for row in rows if row[1]])
    return format_html('{}\n<meta name="twitter:card" content="summary_large_image">', tags)


def breadcrumb_list(crumbs: list[Link]) -> Data:
    items = [
        {
            "@type": "ListItem",
            "position": place,
            "name": str(crumb.title),
            **({"item": absolute(crumb.url)} if crumb.url else {}),
        }
        for place, crumb in enumerate(crumbs, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}


def article(page: Any, description: str, nations: list[str]) -> Data:
    """Return what entries and precedents have in common."""
    url = absolute(address_of(page))
    data: Data = {
        "@type": "Article",
        "@id": url,
        "url": url,
        "headline": page.title,
        "identifier": page.number,
        "description": description,
        "inLanguage": LANGUAGE,
        "license": LICENCE_ADDRESS,
        "author": publisher(),
        "publisher": publisher(),
        "spatialCoverage": [{"@type": "AdministrativeArea", "name": str(Nation(nation).label)} for nation in nations],
    }
    dates = {"datePublished": page.first_published_at, "dateModified": page.last_published_at}
    data |= {name: value.isoformat() for name, value in dates.items() if value}
    if page.last_reviewed:
        data["lastReviewed"] = page.last_reviewed.isoformat()
    return data


@register.simple_tag
def entry_data(page: Any, reading: Any) -> SafeString:
    """Describe an entry, the law that it is about and the book that it is part of."""
    law = [
        {"@type": "Legislation", "name": base.citation, "url": base.url}
        for base in reading.facts.law
        if base.is_statute
    ]
    book = {"@type": "Book", "name": str(reading.shelf.handbook.title), "url": absolute(reading.shelf.handbook.url)}
    data = {**article(page, page.summary, page.nations), "isPartOf": book, "about": law}
    return script({"@graph": [data, breadcrumb_list(reading.crumbs)]})


@register.simple_tag
def precedent_data(page: Any, reading: Any) -> SafeString:
    """Describe a precedent."""
    return script({"@graph": [article(page, page.summary, [page.nation]), breadcrumb_list(reading.crumbs)]})


@register.simple_tag
def book_data(page: Any, reading: Any) -> SafeString:
    """Describe a handbook as a book whose parts are its entries."""
    parts = [
        {"@type": "Article", "name": line.title, "identifier": line.number, "url": absolute(line.url)}
        for line in reading.lines
    ]
    url = absolute(address_of(page))
    book = {
        "@type": "Book",
        "@id": url,
        "url": url,
        "name": page.title,
        "description": page.standfirst,
        "license": LICENCE_ADDRESS,
        "publisher": publisher(),
        "hasPart": parts,
    }
    return script({"@graph": [book, breadcrumb_list(reading.crumbs)]})


@register.simple_tag
def glossary_data(page: Any, reading: Any) -> SafeString:
    """Describe the glossary as a set of defined terms."""
    url = absolute(address_of(page))
    terms = [
        {"@type": "DefinedTerm", "@id": f"{url}#term-{term.slug}", "name": term.title, "description": term.meaning}
        for _letter, group in reading.groups
        for term in group
    ]
    data = {
        "@type": "DefinedTermSet",
        "@id": url,
        "name": page.title,
        "license": LICENCE_ADDRESS,
        "hasDefinedTerm": terms,
    }
    return script({"@graph": [data, breadcrumb_list(reading.crumbs)]})


@register.simple_tag
def crumb_data(crumbs: list[Link]) -> SafeString:
    """Describe where a page stands."""
    return script(breadcrumb_list(crumbs))


@register.simple_tag
def site_data() -> SafeString:
    """Describe the site and its search."""
    search = {
        "@type": "SearchAction",
        "target": {"@type": "EntryPoint", "urlTemplate": f"{settings.SITE_URL}/search/?q={{search_term_string}}"},
        "query-input": "required name=search_term_string",
    }
    return script(
        {
            "@type": "WebSite",
            "name": NAME,
            "url": settings.SITE_URL,
            "publisher": publisher(),
            "potentialAction": search,
        }
    )
