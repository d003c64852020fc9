"""Addresses of the acts of editors, below /editor/handbooks/."""

from __future__ import annotations

from django.urls import path

from handbooks.editor import guide, themes, views

app_name = "handbooks_editor"

urlpatterns = [
    path("guide/", guide.guide, name="guide"),
    path("write/", themes.choose_theme, name="write"),
    path("withdraw/<int:pk>/", views.WithdrawView.as_view(), name="withdraw"),
    path("link-precedent/<int:pk>/", views.LinkPrecedentView.as_view(), name="link_precedent"),
    path("problems/<int:pk>/", views.SettleView.as_view(), name="settle"),
]
