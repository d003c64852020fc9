"""The local mailbox. Mounted only where mail stays on this machine."""

from __future__ import annotations

from django.urls import re_path

from portal.mail import views
from portal.mail.mailbox import NAME

urlpatterns = [
    re_path(r"^$", views.mailbox, name="mailbox"),
    re_path(rf"^(?P<name>{NAME})/$", views.mail, name="mailbox_mail"),
    re_path(rf"^(?P<name>{NAME})/html/$", views.mail_html, name="mailbox_html"),
]
