"""Addresses below /editor/digests/."""

from __future__ import annotations

from django.urls import path

from network.digests.editor import views

app_name = "digests_editor"
urlpatterns = [
    path("", views.RunsView.as_view(), name="runs"),
    path("runs/<int:pk>/", views.RunView.as_view(), name="run"),
    path("people/<int:pk>/", views.PersonView.as_view(), name="person"),
    path("people/<int:pk>/preview/", views.PreviewView.as_view(), name="preview"),
    path("people/<int:pk>/preview/frame/", views.PreviewFrameView.as_view(), name="preview_frame"),
    path("<int:pk>/resend/", views.ResendView.as_view(), name="resend"),
]
