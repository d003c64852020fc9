"""`manage.py send_trial_letter ADDRESS`: does mail leave, and if not, why not."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.mail import EmailMessage
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.core.validators import validate_email

from portal.mail.plain_words import try_letter
from portal.mail.returns import envelope_of
from portal.mail.services import AUTOMATIC, refusal

TEXT = """\
This letter was sent by hand, to find out whether letters of the portal arrive. It has.

{site}
"""


class Command(BaseCommand):
    help = "Send a letter to an address, and say plainly what went wrong."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("address", help="where the letter goes")

    def handle(self, *args: Any, **options: Any) -> None:
        address = options["address"].strip()
        try:
            validate_email(address)
        except ValidationError as error:
            raise CommandError(f"{address!r} is not an email address.") from error
        self.stdout.write(f"From {settings.DEFAULT_FROM_EMAIL} through {where()}.")
        text = TEXT.format(site=settings.SITE_URL)
        message = EmailMessage(f"{settings.WAGTAIL_SITE_NAME}: a trial letter", text, to=[address], headers=AUTOMATIC)
        problem = try_letter(message)
        if problem:
            raise CommandError(f"The letter has not left. {problem}")
        if stays_here():
            self.stdout.write(
                "The letter stays on this machine: see it at /mailbox/. Set EMAIL_URL or MAIL_PROVIDER for it to leave."
            )
        else:
            self.stdout.write("The letter has left. If it does not arrive, look for it among unwanted mail.")
        if stopped := refusal(address):
            self.stdout.write(f"Other letters do not go to this address: {stopped.lower()}.")
        if envelope_of("letter", 1, address):
            self.stdout.write(f"What cannot be delivered comes back to {settings.MAIL_RETURN_ADDRESS}.")


def stays_here() -> bool:
    return settings.LETTER_BACKEND.endswith(".MailboxBackend")


def where() -> str:
    """Return in words where letters go."""
    if settings.MAIL_PROVIDER:
        return f"the provider {settings.MAIL_PROVIDER}"
    if stays_here():
        return f"the local mailbox, {settings.MAILBOX_DIR}"
    security = "STARTTLS" if settings.EMAIL_USE_TLS else "TLS" if settings.EMAIL_USE_SSL else "no TLS"
    user = f"as {settings.EMAIL_HOST_USER}" if settings.EMAIL_HOST_USER else "without a user"
    return f"{settings.EMAIL_HOST}, port {settings.EMAIL_PORT}, {security}, {user}"
