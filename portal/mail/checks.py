"""Of the settings of mail, what shows only once Django is up: a provider that lacks a key or a package."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Error, register
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import get_connection

from portal.mail.plain_words import in_plain_words

NOT_COMPLETE = "mail.E001"


@register
def check_provider(**_: Any) -> list[CheckMessage]:
    """Find out whether the backend of MAIL_PROVIDER can be made; nothing is connected to."""
    if not settings.MAIL_PROVIDER:
        return []
    try:
        get_connection(settings.LETTER_BACKEND)
    except (ImproperlyConfigured, ImportError) as error:
        said = f"MAIL_PROVIDER is {settings.MAIL_PROVIDER}, and no letter could leave. {in_plain_words(error)}"
        return [Error(said, hint="Put its keys into MAIL_PROVIDER_SETTINGS. See docs/running.md.", id=NOT_COMPLETE)]
    return []
