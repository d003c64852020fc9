"""What machines are told of the portal itself: its name, its language, and the licence of its words."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import to_locale

NAME: str = settings.WAGTAIL_SITE_NAME
LANGUAGE = to_locale(settings.LANGUAGE_CODE).replace("_", "-")
"""As documents say it: en-GB. Source: RFC 5646 s.2.1.1"""
LICENCE = "CC BY 4.0"
LICENCE_ADDRESS = "https://creativecommons.org/licenses/by/4.0/"
