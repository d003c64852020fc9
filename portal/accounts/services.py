"""Acts on accounts that are not allauth's: accounts made for others, their addresses, and clearing up."""

from __future__ import annotations

from collections.abc import Set
from datetime import timedelta

from allauth.account import app_settings
from allauth.account.models import EmailAddress
from allauth.account.utils import user_pk_to_url_str
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import transaction
from django.urls import reverse
from django.utils import timezone

from portal.accounts.letters import write_to
from portal.accounts.models import User

UNCONFIRMED_FOR = timedelta(days=30)


def password_link(person: User) -> str:
    """Return an address at which `person` can choose a password, once. Whoever has it can sign in as them."""
    token = app_settings.PASSWORD_RESET_TOKEN_GENERATOR().make_token(person)
    names = {"uidb36": user_pk_to_url_str(person), "key": token}
    return settings.SITE_URL + reverse("account_reset_password_from_key", kwargs=names)


@transaction.atomic
def invite(person: User) -> str:
    """Tell a person of the account that was made for them, and return the link to choose a password.

    Until they do, nobody can sign in. The link goes to their address alone, so the address counts as confirmed.
    """
    set_address(person, verified=True)
    link = password_link(person)
    half_of_its_time = timedelta(seconds=settings.PASSWORD_RESET_TIMEOUT / 2)
    write_to(person, "account_made", act=link, until=timezone.now() + half_of_its_time, password_link=link)
    return link


@transaction.atomic
def change_picture(person: User, picture: ContentFile | None) -> None:
    """Put a new picture, or none, in place of the old one, whose file goes when this is sure."""
    storage, old = person.picture.storage, person.picture.name
    person.picture = picture or ""
    person.save(update_fields=["picture"])
    if old:
        transaction.on_commit(lambda: storage.delete(old), robust=True)


def end_sessions(person: User) -> None:
    """End every session of a person, wherever they are signed in."""
    for session in UserSession.objects.filter(user=person):
        session.end()


@transaction.atomic
def remove_second_step(person: User) -> None:
    """Take away what a person lost the means for, end their sessions, and tell them by letter."""
    steps = Authenticator.objects.filter(user=person)
    newest = steps.order_by("-pk").values_list("pk", flat=True).first()
    if newest is None:
        return
    steps.delete()
    end_sessions(person)
    write_to(person, "second_step_removed", act=f"second step {newest}")


def tell_roles(person: User, before: Set[str], after: Set[str], *, by: User) -> None:
    """Tell a person by letter which roles of the editor somebody else gave them or took from them."""
    if before == after or person.pk == by.pk:
        return
    write_to(
        person,
        "roles_changed",
        act=f"roles {timezone.now().isoformat()}",
        given=sorted(after - before),
        taken=sorted(before - after),
        editor_url=settings.SITE_URL + reverse("wagtailadmin_home"),
    )


@transaction.atomic
def set_address(person: User, *, verified: bool) -> None:
    """Make the person's address the only one that they sign in with; unverified, they confirm it at next sign-in."""
    EmailAddress.objects.filter(user=person).exclude(email=person.email).delete()
    EmailAddress.objects.update_or_create(
        user=person, email=person.email, defaults={"primary": True, "verified": verified}
    )


def clear_sessions() -> int:
    """Delete the records of sessions that have ended, and return how many."""
    last = timezone.now() - timedelta(seconds=settings.SESSION_COOKIE_AGE)
    return sum(session.purge() for session in UserSession.objects.filter(last_seen_at__lt=last).iterator())


def clear_unconfirmed() -> int:
    """Delete sign-ups whose address nobody confirmed in 30 days, and return how many."""
    never_used = User.objects.filter(
        joined_at__lt=timezone.now() - UNCONFIRMED_FOR,
        last_login=None,
        is_superuser=False,
        groups=None,
        emailaddress__isnull=False,
    ).exclude(emailaddress__verified=True)
    people = list(never_used.distinct())
    for person in people:
        person.delete()
    return len(people)
