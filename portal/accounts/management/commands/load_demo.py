"""`manage.py load_demo`: people for trying the portal out on one's own machine, marked as demonstration.

Their passwords are random for each clone and kept in `var/demo-accounts.txt`, which only its owner may read.
"""

from __future__ import annotations

import os
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.accounts.services import set_address
from portal.environment import PRODUCTION


@dataclass(frozen=True)
class Person:
    """A demonstration account: named by its role, in the group of that role."""

    title: str
    role: Role | None
    purpose: str

    @property
    def email(self) -> str:
        return f"{self.title.lower()}@demo.example"

    @property
    def display_name(self) -> str:
        return f"{self.title} (demonstration)"


PEOPLE = (
    Person("Administrator", Role.ADMINISTRATORS, "everything at /editor/"),
    Person("Reviewer", Role.REVIEWERS, "approves and publishes pages"),
    Person("Writer", Role.WRITERS, "writes pages and submits them"),
    Person("Moderator", Role.MODERATORS, "settles what readers report"),
    Person("Reader", None, "an account without a role"),
)


class Command(BaseCommand):
    help = "Make demonstration accounts. Only with the embedded services; passwords are in var/demo-accounts.txt."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PORTAL_MODE == PRODUCTION:
            raise CommandError("load_demo does not run in production: its passwords lie in a file.")
        path = Path(settings.VAR_DIR) / "demo-accounts.txt"
        known = read_passwords(path)
        passwords = {person.email: known.get(person.email) or new_password() for person in PEOPLE}
        made = sum(ensure_person(person, passwords[person.email]) for person in PEOPLE)
        write_accounts(path, passwords)
        if options["verbosity"] > 1 or (made and options["verbosity"]):
            self.stdout.write(f"{made} demonstration accounts made or renewed; passwords in {path}.")


def new_password() -> str:
    return secrets.token_urlsafe(12)


def ensure_person(person: Person, password: str) -> bool:
    """Make an account, or bring it back to its demonstration state; return whether anything changed."""
    user = User.objects.filter(email=person.email).first() or User(email=person.email)
    is_new = user.pk is None
    if not is_new and not user.is_demonstration:
        raise CommandError(f"{person.email} is a real account of this portal; no demonstration was loaded.")
    has_password = not is_new and user.check_password(password)
    if not has_password:
        user.set_password(password)
    user.display_name, user.is_demonstration, user.is_active = person.display_name, True, True
    user.save()
    set_address(user, verified=True)
    names = [person.role] if person.role else []
    user.groups.set([Group.objects.get_or_create(name=name)[0] for name in names])
    return not has_password


def read_passwords(path: Path) -> dict[str, str]:
    """Return the passwords of an earlier run by email address."""
    if not path.exists():
        return {}
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines()]
    return {row[0]: row[1] for row in rows if len(row) >= 2}


def write_accounts(path: Path, passwords: dict[str, str]) -> None:
    """Write address, password and purpose, a line for each person, for its owner's eyes only."""
    lines = [f"{person.email}\t{passwords[person.email]}\t{person.title}: {person.purpose}" for person in PEOPLE]
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    path.chmod(0o600)
