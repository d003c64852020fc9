"""Addresses below /editor/newsroom/announcements/."""

from __future__ import annotations

from django.urls import path

from portal.newsroom.editor import announcements

urlpatterns = [
    path("", announcements.ListView.as_view(), name="newsroom_announcements"),
    path("<int:pk>/", announcements.OneView.as_view(), name="newsroom_announcement"),
    path("articles/<int:pk>/", announcements.ArticleView.as_view(), name="newsroom_announce"),
]
