"""Addresses of uploaded pictures. Documents have Wagtail's own address, which checks permissions."""

from __future__ import annotations

from django.urls import path

from portal.media import views

urlpatterns = [path("<path:name>", views.picture, name="picture")]
