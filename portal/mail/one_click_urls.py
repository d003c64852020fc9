"""Where the links of one-click tokens lead."""

from __future__ import annotations

from django.urls import path, re_path

from portal.mail.one_click import broken, one_click

urlpatterns = [
    path("<str:token>/", one_click, name="one_click"),
    path("<str:token>", one_click),  # a redirect would let the token be kept
    re_path("", broken),
]
