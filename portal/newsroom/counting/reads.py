"""What counts as a read: a page of an article, sent whole to what is no robot and looks at it now."""

from __future__ import annotations

import re

from django.http import HttpRequest
from django.http.response import HttpResponseBase

ARTICLE = re.compile(r"/news/([\w-]{1,255})/", re.ASCII)
# In the names of programs, or the addresses at which their makers explain them. Looking for one word after another
# takes a tenth of what one pattern of all of them does.
ROBOTS = (
    *("bot", "crawl", "spider", "slurp", "http://", "https://", "preview", "fetch", "scan", "monitor", "check"),
    *("archiv", "validat", "index", "embed", "feed", "facebook", "whatsapp", "skype", "mastodon", "pleroma", "misskey"),
    *("headless", "lighthouse", "pingdom", "curl", "wget", "python", "java/", "okhttp", "libwww", "go-http", "node"),
    *("axios", "ruby", "perl", "php", "httpclient", "scrapy", "phantom", "http.rb"),
)
NO_ROBOT = "cubot"
"""A maker of telephones."""
# Browsers that get a page before anybody asked for it. Source: Fetch s.2.2.7 (Sec-Purpose); the others came before it.
AHEAD = ("HTTP_SEC_PURPOSE", "HTTP_PURPOSE", "HTTP_X_PURPOSE", "HTTP_X_MOZ")
EARLY = ("prefetch", "prerender", "preview")


def slug_read(request: HttpRequest, response: HttpResponseBase) -> str:
    """Return the slug of the article that this answer shows to somebody, or nothing."""
    if response.status_code != 200 or request.method != "GET":
        return ""
    found = ARTICLE.fullmatch(request.path_info)
    if not found or getattr(request, "is_preview", False) or not is_person(request):
        return ""
    return found[1] if response.get("Content-Type", "").startswith("text/html") else ""


def is_person(request: HttpRequest) -> bool:
    """Return whether nothing in a request says that a program asks, or that nobody looks yet."""
    agent = request.META.get("HTTP_USER_AGENT", "").lower().replace(NO_ROBOT, "")
    if not agent or any(robot in agent for robot in ROBOTS):
        return False
    return not any(early in request.META[name].lower() for name in AHEAD if name in request.META for early in EARLY)
