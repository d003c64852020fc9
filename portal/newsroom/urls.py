"""Addresses of the newsroom beside the page tree, and last the pages themselves."""

from __future__ import annotations

from django.urls import path, re_path
from django.views.decorators.csrf import csrf_exempt

from portal.newsroom.views import (
    archive,
    authors,
    cards,
    coverage,
    feeds,
    narrative,
    pages,
    press_ask,
    press_kit,
    previews,
)

PRESS = "cities/<slug:slug>/press/"
EDITIONS = "news/narrative/editions/"
ATOM, JSON = {"form": "atom"}, {"form": "json"}
feed, filtered = csrf_exempt(feeds.feed), csrf_exempt(archive.filtered)

urlpatterns = [
    path("news/archive/", csrf_exempt(archive.archive), name="news_archive"),
    path("news/authors/", filtered, name="news_authors"),
    path("news/themes/<slug:slug>/", filtered, {"kind": "theme"}, name="news_theme"),
    path("news/cities/<slug:slug>/", filtered, {"kind": "city"}, name="news_city"),
    path("news/feed/", feed, ATOM, name="news_feed"),
    path("news/feed.json", feed, JSON, name="news_feed_json"),
    path("news/themes/<slug:slug>/feed/", feed, {**ATOM, "kind": "theme"}, name="news_theme_feed"),
    path("news/themes/<slug:slug>/feed.json", feed, {**JSON, "kind": "theme"}, name="news_theme_feed_json"),
    path("news/cities/<slug:slug>/feed/", feed, {**ATOM, "kind": "city"}, name="news_city_feed"),
    path("news/cities/<slug:slug>/feed.json", feed, {**JSON, "kind": "city"}, name="news_city_feed_json"),
    path("news-sitemap.xml", csrf_exempt(feeds.sitemap), name="news_sitemap"),
    re_path(
        r"^news/cards/(?P<pk>[1-9][0-9]{0,8})-(?P<digest>[0-9a-f]{16})\.png$",
        csrf_exempt(cards.card),
        name="article_card",
    ),
    path(EDITIONS, csrf_exempt(narrative.editions), name="narrative_editions"),
    path(f"{EDITIONS}<int:number>/", csrf_exempt(narrative.edition), name="narrative_edition"),
    path(f"{EDITIONS}<int:number>.json", csrf_exempt(narrative.edition_json), name="narrative_edition_json"),
    re_path(
        rf"^{EDITIONS}(?P<number>[1-9][0-9]{{0,8}})\.(?P<form>bib|ris)$",
        csrf_exempt(narrative.citation),
        name="narrative_citation",
    ),
    path(f"{EDITIONS}<int:first>/<int:second>/", csrf_exempt(narrative.compared), name="narrative_compare"),
    path(PRESS, csrf_exempt(press_kit.press_kit), name="city_press"),
    re_path(r"^cities/(?P<slug>[-\w]+)/press\.(?P<kind>pdf|docx)$", csrf_exempt(press_kit.kit_file), name="press_file"),
    path(f"{PRESS}ask/", press_ask.press_ask, name="press_ask"),
    path(f"{PRESS}asked/", press_ask.press_asked, name="press_asked"),
    path("news/coverage/", csrf_exempt(coverage.coverage), name="coverage"),
    path("news/authors/<slug:slug>/", csrf_exempt(authors.author), name="author"),
    path("news/preview/<str:token>/", previews.preview, name="news_preview"),
    re_path(r"^news/(?P<path>(?:[\w-]+/)*)$", csrf_exempt(pages.page), name="news_page"),
]
