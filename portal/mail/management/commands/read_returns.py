"""`manage.py read_returns`: read the return mailbox now, as beat does every ten minutes."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from portal.mail.imap import Unreachable, read_returns


class Command(BaseCommand):
    help = "Read the return mailbox now, as beat does every ten minutes. Safe to repeat."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.MAIL_RETURN_MAILBOX:
            raise CommandError("MAIL_RETURN_MAILBOX is not set. See docs/running.md.")
        try:
            found = read_returns()
        except Unreachable as error:
            raise CommandError(f"The return mailbox could not be read. {error}") from error
        except OperationalError as error:
            raise CommandError(f"The database does not answer: {error}") from error
        told = ", ".join(f"{count} {finding.value}" for finding, count in found.items()) or "Nothing has come back"
        self.stdout.write(f"{told}.")
