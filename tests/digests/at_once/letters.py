"""What the tests of letters at once share: every kind of them, when they leave, and their parts."""

from __future__ import annotations

from datetime import timedelta
from email.message import EmailMessage

from network.digests.choices import NoticeKind
from network.digests.models import Notice

ALL = list(NoticeKind)
LATER = timedelta(minutes=3)
"""After the two minutes in which no letter leaves."""


def text_of(letter: EmailMessage) -> str:
    return letter.get_body(("plain",)).get_content()


def html_of(letter: EmailMessage) -> str:
    return letter.get_body(("html",)).get_content()


def state() -> list[str]:
    """Return what became of the letter about each notice."""
    return list(Notice.objects.order_by("pk").values_list("letter", flat=True))
