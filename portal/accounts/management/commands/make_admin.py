"""`make admin EMAIL=`: the first administrator of a new site, who then makes the others in the editor."""

from __future__ import annotations

from typing import Any

from allauth.account.models import EmailAddress
from django.contrib.auth.models import Group
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.accounts.services import invite


class Command(BaseCommand):
    help = "Make or promote an administrator; a new one gets a letter with a link to choose a password."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("email", help="the address that the administrator signs in with")

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        email = checked(options["email"])
        administrators = Group.objects.filter(name=Role.ADMINISTRATORS).first()
        if administrators is None:
            raise CommandError("The group Administrators does not exist yet. Run `manage.py migrate` first.")
        person = find_or_make(email)
        person.groups.add(administrators)
        self.stdout.write(f"{person.email} is an administrator, and may use /editor/.")
        if not person.has_usable_password():
            link = invite(person)
            self.stdout.write(f"A letter to that address has this link to choose a password; it works once.\n{link}")


def checked(email: str) -> str:
    """Return the address as the portal keeps it. Raises CommandError for what is none."""
    email = email.strip().lower()
    if not email:
        raise CommandError("Say whose address: make admin EMAIL=ada@example.org")
    try:
        return User._meta.get_field("email").clean(email, None)
    except ValidationError:
        raise CommandError(f"{email[:100]!r} is not an email address.") from None


def find_or_make(email: str) -> User:
    """Return the person with this address, made or reactivated where needed.

    A password that was set before anyone confirmed the address may be a stranger's: it stops working.
    """
    person = User.objects.filter(email__iexact=email).first()
    owner = EmailAddress.objects.filter(email=email, verified=True).select_related("user").first()
    if person is None and owner is not None:
        raise CommandError(f"{email} is a second address of the account {owner.user.email}. Use that one.")
    if person is None:
        return User.objects.create_user(email, display_name=email.partition("@")[0][:80])
    person.is_active = True
    if owner is None:
        person.set_unusable_password()
    person.save(update_fields=["is_active", "password"])
    return person
