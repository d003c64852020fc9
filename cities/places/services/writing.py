"""Writing to somebody of the network through the portal, which does not keep the text or show their address."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places import letters
from cities.places.services.door import check, lock_people
from portal.accounts.models import User
from portal.mail.models import Letter

MOST_IN_AN_HOUR = 20
HOUR = timedelta(hours=1)
TOO_MANY = "too_many"


def key_prefix(sender: User) -> str:
    return f"{letters.MESSAGE}:{sender.pk}:"


def written_by(sender: User) -> QuerySet[Letter]:
    """Return what the ledger says of the letters that a person wrote to others."""
    return Letter.objects.filter(key__startswith=key_prefix(sender))


@transaction.atomic
def write_to(person: User, *, by: User, subject: str, message: str, token: str) -> Letter:
    """Send a letter from one person to another, once for each token of the form that it was written in.

    Raises PermissionDenied when the person takes none, ValidationError after twenty in an hour.
    """
    lock_people(by.pk, person.pk)
    key = f"{key_prefix(by)}{person.pk}:{token}"
    if sent := Letter.objects.filter(key=key).first():
        return sent
    person = User.objects.get(pk=person.pk)
    check("places.write_to_person", by, person)
    if written_by(by).filter(made_at__gt=timezone.now() - HOUR).count() >= MOST_IN_AN_HOUR:
        raise ValidationError(
            _("You have written %(most)s letters within an hour. Try again later; your words stay here."),
            code=TOO_MANY,
            params={"most": MOST_IN_AN_HOUR},
        )
    return letters.send_message(person, sender=by, subject=subject, message=message, key=key)


def forget_words(sender: User) -> None:
    """Take the subjects that a person wrote, and their name, out of the ledger."""
    written_by(sender).update(subject="")
