"""Addresses of the newsroom beside the page tree, and last the pages themselves."""

from __future__ import annotations

from django.urls import re_path
from django.views.decorators.csrf import csrf_exempt

from portal.newsroom import views

urlpatterns = [
    re_path(r"^news/(?P<path>(?:[\w-]+/)*)$", csrf_exempt(views.page), name="news_page"),
]
