"""Words of titles and of ends."""

from __future__ import annotations

from datetime import datetime, time, timedelta

from django.utils.formats import date_format
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _


def slug_of(title: str) -> str:
    """Return words of a title for an address. A key decides; the words are for people."""
    return slugify(title)[:60].strip("-") or "thread"


def end_words(at: datetime) -> str:
    """Say when something ends, after the word “until”: with a day, or in the middle of one."""
    moment = localtime(at)
    if moment.time() == time.min:
        return _("the end of %(day)s") % {"day": date_format(moment.date() - timedelta(days=1), "j F Y")}
    return date_format(moment, "j F Y, H:i")
