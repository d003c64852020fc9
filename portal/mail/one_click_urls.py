"""Where the links of one-click tokens lead."""

from __future__ import annotations

from django.urls import path

from portal.mail.one_click import one_click

urlpatterns = [path("<str:token>/", one_click, name="one_click")]
