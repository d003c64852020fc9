"""What pages of other rooms show of the newsroom, and what its own pages have in common."""

from __future__ import annotations

from typing import Any

from django import template
from django.urls import reverse
from django.utils.translation import gettext as _

from cities.places.models import City
from portal.newsroom.reading.about import SHOWN, articles_about_thing, articles_in
from portal.newsroom.reading.archive import city_names
from portal.words.parts import Text
from portal.words.themes import Theme

register = template.Library()


@register.inclusion_tag("newsroom/articles-about.html")
def articles_about(thing: Any) -> dict[str, Any]:
    """Print the articles about an entry, a precedent or an action, for its page in the room below."""
    if not getattr(thing, "id", None):
        return {}  # a page that is being written and not saved yet
    found = articles_about_thing(thing)
    return {"shown": found[:SHOWN], "more": found[SHOWN:]}


@register.inclusion_tag("newsroom/articles-of.html")
def articles_of(city: City) -> dict[str, Any]:
    """Print the latest articles about a city, for the page of the city in the room below."""
    return {"lines": articles_in(city), "city": city}


def feed_addresses(kind: str = "", slug: str = "") -> dict[str, Any]:
    """Return the title and the addresses of the feeds of all articles, or of those of a theme or a city."""
    if not kind:
        return {"title": _("Articles"), "atom": reverse("news_feed"), "json": reverse("news_feed_json")}
    names: dict[str, Text] = dict(Theme.choices) if kind == "theme" else dict(city_names())
    return {
        "title": _("Articles: %(name)s") % {"name": names.get(slug, slug)},
        "atom": reverse(f"news_{kind}_feed", args=[slug]),
        "json": reverse(f"news_{kind}_feed_json", args=[slug]),
    }


@register.inclusion_tag("newsroom/feeds.html")
def news_feeds(kind: str = "", slug: str = "") -> dict[str, Any]:
    """Name the feeds of all articles, or of those of a theme or a city, in the head of a page."""
    return feed_addresses(kind, slug)


@register.inclusion_tag("newsroom/feed-note.html")
def feed_note(kind: str = "", slug: str = "") -> dict[str, Any]:
    """Print the same addresses as a margin note."""
    return feed_addresses(kind, slug)
