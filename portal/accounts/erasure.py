"""Deleting an account: what identifies a person goes, what others need to follow a discussion stays.

Everything in the database goes in one transaction. Files and sessions are elsewhere: they are noted as
residue in that transaction and cleared after it, again and again until it is done.
"""

from __future__ import annotations

from functools import partial
from importlib import import_module

import structlog
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext
from wagtail.users.models import UserProfile

from portal.accounts.administrators import hold_administrators
from portal.accounts.choices import Directory, ResidueKind
from portal.accounts.letters import write_to
from portal.accounts.models import Residue, User
from portal.accounts.privacy import StillNeeded, erasers, leave_file, leave_session, objections
from portal.mail.privacy import forget_recipient
from portal.media.models import PrivateFile

log = structlog.get_logger(__name__)


@transaction.atomic
def erase_person(person: User) -> None:
    """Delete an account by anonymising it, and write to its address that this was done.

    Does nothing for an account that is erased already. Raises StillNeeded.
    """
    hold_administrators()
    person = User.objects.select_for_update().get(pk=person.pk)
    if person.anonymised_at:
        return
    if why := objections(person):
        raise StillNeeded(why)
    write_to(person, "account_deleted", act=f"deleted {person.pk}")
    for erase in erasers():
        erase(person)
    anonymise(person)
    transaction.on_commit(clear_residue_soon, robust=True)


def clear_residue_soon() -> None:
    from portal.accounts.tasks import clear_residue  # the task module imports this one

    clear_residue.delay()


def erase_account(person: User) -> None:
    """Take away what accounts keep about a person beside their row."""
    for key in UserSession.objects.filter(user=person).values_list("session_key", flat=True):
        leave_session(key)
    for model in (UserSession, Authenticator, SocialAccount, EmailAddress):
        model.objects.filter(user=person).delete()
    leave_file(person.picture.name)
    copies = PrivateFile.objects.filter(export__person=person)
    for name in copies.values_list("file", flat=True):
        leave_file(name)
    copies.delete()
    person.exports.all().delete()
    for avatar in UserProfile.objects.filter(user=person).values_list("avatar", flat=True):
        leave_file(avatar, storage="default")
    UserProfile.objects.filter(user=person).delete()


def erase_letters(person: User) -> None:
    forget_recipient(person.pk, addresses_of(person), instead=nobody(person))


def addresses_of(person: User) -> list[str]:
    """Return every address that the account has, confirmed or not."""
    return [person.email, *EmailAddress.objects.filter(user=person).values_list("email", flat=True)]


def nobody(person: User) -> str:
    """Return an address that is nobody's, one for each person. Source: RFC 2606 s.2, on .invalid."""
    return f"former-{person.pk}@portal.invalid"


def anonymise(person: User) -> None:
    """Empty the row of a person; it stays, because others' work refers to it."""
    person.email = nobody(person)
    person.display_name = gettext("Former member")
    empty = User()
    for field in ("headline", "nation", "offers", "picture", "interests", "takes_letters", "time_zone"):
        setattr(person, field, getattr(empty, field))
    person.directory = Directory.HIDDEN
    person.is_active = person.is_staff = person.is_superuser = False
    person.last_login = None
    person.anonymised_at = timezone.now()
    person.set_unusable_password()
    person.groups.clear()
    person.user_permissions.clear()
    person.save()


def clear_rest() -> int:
    """Clear what erasures left outside the database, and return how much is gone. What fails stays for next time."""
    return sum(cleared(residue) for residue in Residue.objects.order_by("left_at"))


def cleared(residue: Residue) -> bool:
    act = partial(remove_file, residue.name) if residue.kind == ResidueKind.FILE else partial(end_session, residue.name)
    try:
        act()
    except Exception:
        log.warning("Residue of an erasure could not be cleared", residue=residue.pk, exc_info=True)
        return False
    residue.delete()
    return True


def remove_file(place: str) -> None:
    storage, _, name = place.partition(":")
    storages[storage].delete(name)


def end_session(key: str) -> None:
    import_module(settings.SESSION_ENGINE).SessionStore().delete(key)
