"""Addresses of the forum, below `/network/`: its own pages first, and boards after them."""

from django.urls import include, path

urlpatterns = [
    path("", include("network.forum.urls.moderating")),
    path("", include("network.forum.urls.tying")),
    path("", include("network.forum.urls.following")),
    path("", include("network.forum.urls.writing")),
    path("", include("network.forum.urls.reading")),
]
