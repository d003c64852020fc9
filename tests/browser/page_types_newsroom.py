"""Pages of the newsroom: twelve, each of a kind of its own."""

from __future__ import annotations

from tests.browser.newsroom import ARTICLE, AUTHOR, EDITION, PREVIEW, PRINCIPLE
from tests.browser.page_kinds import form, read

PRESS = "/cities/glasgow/press/"

NEWSROOM = [
    read("news", "/news/"),
    read("archive of articles", "/news/archive/"),
    read("article with every block", ARTICLE),
    read("author", AUTHOR),
    read("coverage", "/news/coverage/"),
    read("narrative", "/news/narrative/"),
    read("principle", PRINCIPLE),
    read("edition of the narrative", EDITION),
    read("press kit", PRESS),
    form("question of the press", f"{PRESS}ask/"),
    read("draft behind a secret link", PREVIEW),
]
"""The newsroom's dashboard is among the editor's pages, which are looked at in their own test."""
