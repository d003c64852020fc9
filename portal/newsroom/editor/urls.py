"""Addresses of the newsroom below /editor/newsroom/."""

from __future__ import annotations

from django.urls import path

from portal.newsroom.editor import dashboard, feeds, pasting, previews, suggestions

urlpatterns = [
    path("", dashboard.DashboardView.as_view(), name="newsroom_dashboard"),
    path("coverage/paste/", pasting.PasteView.as_view(), name="newsroom_paste"),
    path("suggestions/", suggestions.SuggestionsView.as_view(), name="newsroom_suggestions"),
    path("feeds/<int:pk>/look/", feeds.LookView.as_view(), name="newsroom_feed_look"),
    path("previews/<int:pk>/", previews.PreviewsView.as_view(), name="newsroom_previews"),
    path("previews/links/<int:pk>/end/", previews.EndView.as_view(), name="newsroom_preview_end"),
]
