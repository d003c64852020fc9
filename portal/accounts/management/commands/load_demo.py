"""`manage.py load_demo`: people for trying the portal out on one's own machine, marked as demonstration.

Their passwords are random for each clone and kept in `var/demo-accounts.txt`, which only its owner may read.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import Group
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from portal.accounts.demo import DemoPerson, demo_parts, demo_people
from portal.accounts.models import User
from portal.accounts.services import set_address
from portal.environment import PRODUCTION


class Command(BaseCommand):
    help = "Make demonstration accounts and what they look at; the passwords are in var/demo-accounts.txt."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        if settings.PORTAL_MODE == PRODUCTION:
            raise CommandError("load_demo does not run in production: its passwords lie in a file.")
        path = Path(settings.VAR_DIR) / "demo-accounts.txt"
        known, people = read_passwords(path), demo_people()
        passwords = {person.email: known.get(person.email) or new_password() for person in people}
        made = sum(ensure_person(person, passwords[person.email]) for person in people)
        for part in demo_parts():
            part.load()
        write_accounts(path, people, passwords)
        if options["verbosity"] > 1 or (made and options["verbosity"]):
            self.stdout.write(f"{made} demonstration accounts made or renewed; passwords in {path}.")


def new_password() -> str:
    return secrets.token_urlsafe(12)


def ensure_person(person: DemoPerson, password: str) -> bool:
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


def write_accounts(path: Path, people: Sequence[DemoPerson], passwords: dict[str, str]) -> None:
    """Write address, password and purpose, a line for each person, for its owner's eyes only."""
    lines = [f"{person.email}\t{passwords[person.email]}\t{person.title}: {person.purpose}" for person in people]
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    path.chmod(0o600)
