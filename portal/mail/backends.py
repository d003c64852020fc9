"""What `settings.EMAIL_BACKEND` names: the ledger for mail that a library sends by itself.

Wagtail tells reviewers of submitted pages through Django's own `send_mail`. This backend sends such mail
through the ledger too, so that suppression holds for it and a failing mail server costs nobody a page.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Sequence

from django.contrib.auth import get_user_model
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from portal.mail.services import post
from portal.mail.tokens import one_click_url, unsubscribe_headers

LIBRARY_KIND = "library"


class LedgerBackend(BaseEmailBackend):
    """Post one letter to each recipient, through the backend that `settings.LETTER_BACKEND` names."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for recipient in message.recipients():
                own = copy.copy(message)
                own.to, own.cc, own.bcc = [recipient], [], []
                person = get_user_model().objects.filter(email__iexact=recipient).first()
                if person is not None:
                    own.extra_headers = {**own.extra_headers, **unsubscribe(person.pk)}
                post(own, key=f"{LIBRARY_KIND}:{uuid.uuid4()}", kind=LIBRARY_KIND, person=person)
        return len(email_messages)


def unsubscribe(person: int) -> dict[str, str]:
    """Return the headers by which a person ends letters about pages in one click."""
    return unsubscribe_headers(one_click_url(LIBRARY_KIND, person))
