"""Addresses of the newsroom beside the page tree, and last the pages themselves."""

from __future__ import annotations

from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

from portal.newsroom.views import cards, pages

urlpatterns = [
    re_path(r"^news/cards/(?P<pk>[1-9][0-9]{0,8})-(?P<digest>[0-9a-f]{16})\.png$", cards.card, name="article_card"),
    re_path(r"^news/(?P<path>(?:[\w-]+/)*)$", csrf_exempt(pages.page), name="news_page"),
]
