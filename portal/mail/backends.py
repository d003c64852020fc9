"""What `settings.EMAIL_BACKEND` names: the ledger for mail that a library sends by itself.

Wagtail tells reviewers of submitted pages through Django's own `send_mail`. This backend sends such mail
through the ledger too, so that suppression holds for it and a failing mail server costs nobody a page.
"""

from __future__ import annotations

import copy
import uuid
from collections.abc import Sequence

from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend

from portal.mail.services import post

LIBRARY_KIND = "library"


class LedgerBackend(BaseEmailBackend):
    """Post one letter to each recipient, through the backend that `settings.LETTER_BACKEND` names."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for message in email_messages:
            for recipient in message.recipients():
                own = copy.copy(message)
                own.to, own.cc, own.bcc = [recipient], [], []
                post(own, key=f"{LIBRARY_KIND}:{uuid.uuid4()}", kind=LIBRARY_KIND)
        return len(email_messages)
