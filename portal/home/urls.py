"""Addresses of the shell: sitemap and robots."""

from __future__ import annotations

from django.urls import path
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_safe
from wagtail.contrib.sitemaps import Sitemap as PageSitemap
from wagtail.contrib.sitemaps.views import sitemap

from cities.places.sitemaps import CitiesSitemap
from cities.plans.sitemaps import PlansSitemap
from network.events.sitemaps import EventsSitemap
from network.forum.sitemaps import ForumSitemap
from portal.home import views
from portal.newsroom.sitemaps import NewsroomSitemap

SITEMAPS = {
    "pages": PageSitemap,
    "cities": CitiesSitemap,
    "plans": PlansSitemap,
    "forum": ForumSitemap,
    "events": EventsSitemap,
    "newsroom": NewsroomSitemap,
}

urlpatterns = [
    path("sitemap.xml", csrf_exempt(require_safe(sitemap)), {"sitemaps": SITEMAPS}, name="sitemap"),
    path("robots.txt", csrf_exempt(views.robots), name="robots"),
]
