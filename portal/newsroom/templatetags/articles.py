"""What machines read of articles and their authors: Open Graph and JSON-LD. Source: https://ogp.me, https://schema.org"""

from __future__ import annotations

from django import template
from django.conf import settings
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.text import get_text_list
from django.utils.translation import gettext as _

from handbooks.templatetags.structured import Data, absolute, breadcrumb_list, publisher, script
from portal.newsroom.cards import HEIGHT, WIDTH
from portal.newsroom.models import Author
from portal.newsroom.reading.article import ArticleReading
from portal.newsroom.reading.author import AuthorReading
from portal.text.cutting import at_a_word
from portal.words.site import LANGUAGE, NAME
from portal.words.themes import Theme

register = template.Library()

LONGEST_HEADLINE = 110
"""Source: developers.google.com/search/docs/appearance/structured-data/article"""
LONGEST_DESCRIPTION = 200
CARD = "summary_large_image"


@register.simple_tag
def article_graph(reading: ArticleReading) -> SafeString:
    """Say to whoever previews a link to an article what it leads to, with its card."""
    page = reading.page
    first, last = page.first_published_at, page.last_published_at
    rows = [
        ("og:site_name", NAME),
        ("og:title", page.title),
        ("og:description", at_a_word(page.standfirst, LONGEST_DESCRIPTION)),
        ("og:url", reading.url),
        ("og:type", "article"),
        ("og:image", reading.card),
        *([("og:image:width", WIDTH), ("og:image:height", HEIGHT), ("og:image:alt", page.title)] * bool(reading.card)),
        ("article:published_time", first.isoformat() if first else ""),
        ("article:modified_time", last.isoformat() if last else ""),
        *[("article:author", settings.SITE_URL + author.get_absolute_url()) for author in reading.authors],
        *[("article:section", Theme(theme).label) for theme in page.themes[:1]],
        *[("article:tag", name) for name in tags_of(reading)],
    ]
    properties = format_html_join("\n", '<meta property="{}" content="{}">', [row for row in rows if row[1]])
    return format_html('{}\n<meta name="twitter:card" content="{}">', properties, CARD if reading.card else "summary")


def tags_of(reading: ArticleReading) -> list[str]:
    return [*(str(Theme(theme).label) for theme in reading.page.themes), *(city.name for city in reading.cities)]


@register.simple_tag
def names_of(reading: ArticleReading) -> SafeString:
    """Return the authors of an article as one list, each with what they are; in a preview without links."""
    names: list[str] = [
        format_html("<span>{}{}</span>", name_of(author, reading), role_of(author)) for author in reading.authors
    ]
    return mark_safe(get_text_list(names, _("and")))  # noqa: S308 - each name is escaped


def name_of(author: Author, reading: ArticleReading) -> str:
    if reading.is_preview:
        return author.name
    return format_html('<a href="{}" rel="author">{}</a>', author.get_absolute_url(), author.name)


def role_of(author: Author) -> str:
    """Return what a person is, for a line of names. A body is known by its name: what it does is on its own page."""
    return f", {author.role}" if author.role and not author.is_body else ""


@register.simple_tag
def article_data(reading: ArticleReading) -> SafeString:
    """Describe an article as news."""
    return script({"@graph": [news_article(reading), breadcrumb_list(reading.crumbs)]})


def news_article(reading: ArticleReading) -> Data:
    page = reading.page
    data: Data = {
        "@type": "NewsArticle",
        "@id": reading.url,
        "url": reading.url,
        "mainEntityOfPage": reading.canonical,
        "headline": at_a_word(page.title, LONGEST_HEADLINE),
        "description": page.standfirst,
        "inLanguage": LANGUAGE,
        "publisher": publisher(),
        "author": [writer(author) for author in reading.authors] or publisher(),
        "articleSection": [str(Theme(theme).label) for theme in page.themes],
        "about": about(reading),
        "wordCount": page.words,
        "timeRequired": f"PT{page.minutes}M",
        "isAccessibleForFree": True,
    }
    dates = {"datePublished": page.first_published_at, "dateModified": page.last_published_at}
    data |= {name: value.isoformat() for name, value in dates.items() if value}
    images = [reading.card, settings.SITE_URL + reading.lead.src if reading.lead else ""]
    if any(images):
        data["image"] = [image for image in images if image]
    if reading.first_ran_at:
        data["isBasedOn"] = reading.first_ran_at
    if reading.corrections:
        data["correction"] = [correction(row.text, row.corrected_on.isoformat()) for row in reading.corrections]
    return data


def about(reading: ArticleReading) -> list[Data]:
    """Return the cities, entries and precedents that an article is about."""
    cities = [
        {"@type": "City", "name": city.name, "url": settings.SITE_URL + city.get_absolute_url()}
        for city in reading.cities
    ]
    pages = [
        {"@type": "CreativeWork", "name": str(link.title), "identifier": link.number, "url": absolute(link.url)}
        for link in (*reading.entries, *reading.precedents)
    ]
    return [*cities, *pages]


def correction(text: str, day: str) -> Data:
    return {"@type": "CorrectionComment", "text": text, "datePublished": day}


def writer(author: Author) -> Data:
    """Return what is said of an author in an article. What a body does is no title of a job."""
    kind = "Organization" if author.is_body else "Person"
    data: Data = {"@type": kind, "name": author.name, "url": settings.SITE_URL + author.get_absolute_url()}
    return data | ({"jobTitle": author.role} if author.role and not author.is_body else {})


@register.simple_tag
def author_data(reading: AuthorReading) -> SafeString:
    """Describe an author and the page about them. Source: schema.org/ProfilePage"""
    author = reading.author
    data = writer(author)
    if author.bio:
        data["description"] = author.bio
    if reading.website:
        data["sameAs"] = [reading.website]
    if reading.portrait:
        data["image"] = settings.SITE_URL + reading.portrait.src
    page: Data = {"@type": "ProfilePage", "url": data["url"], "mainEntity": data}
    return script({"@graph": [page, breadcrumb_list(reading.crumbs)]})
