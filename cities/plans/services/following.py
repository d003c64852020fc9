"""Following a plan or an action: by account at once, by an address once it is confirmed, and the end of it.

An address is told nothing of what others know: the answer on the page is the same for every address.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

from django.core import signing
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import QuerySet
from django.utils import timezone

from cities.plans import mailings
from cities.plans.models import Action, ActionPlan, EditionAction, Follow, PlanPreference
from cities.plans.reading.news import name_of, with_names
from portal.accounts.models import User
from portal.mail.services import send_letter

CONFIRM_SALT, END_SALT = "plans.follow.confirm", "plans.follow.end"
CONFIRM_WITHIN = timedelta(days=3)
ASKING = 0x504C414E
"""Keeps the locks of addresses apart from other advisory locks of PostgreSQL."""

MOST_WAITING = 5
"""Follows of one address that nobody has confirmed, of whatever day: with so many no new one is written to."""

Followed = ActionPlan | Action


class BadLink(Exception):
    """A link to confirm or end a follow is not one of ours, is too old, or its follow has gone."""


def can_follow(thing: Followed, user: Any = None) -> bool:
    """Return whether somebody may know of a plan or an action, and so follow it. Nobody signed in is the public."""
    if isinstance(thing, ActionPlan):
        return ActionPlan.objects.visible_to(user).live().filter(pk=thing.pk).exists()
    published = EditionAction.objects.visible_to(user).filter(action=thing.pk).exists()
    is_known = user is not None and user.is_authenticated
    return published or (is_known and Action.objects.visible_to(user).filter(pk=thing.pk).exists())


def field_of(thing: Followed) -> dict[str, Any]:
    return {"plan" if isinstance(thing, ActionPlan) else "action": thing}


def follow_of(thing: Followed, user: Any) -> Follow | None:
    """Return how somebody follows a plan or an action, or None."""
    return Follow.objects.visible_to(user).filter(**field_of(thing)).first()


@transaction.atomic
def follow(thing: Followed, *, by: User) -> Follow:
    """Follow by account. Following twice is following. Raises PermissionDenied, DoesNotExist where it has gone."""
    type(thing)._default_manager.select_for_update(of=["self"], no_key=True).get(pk=thing.pk)
    if not can_follow(thing, by):
        raise PermissionDenied
    found, _made = Follow.objects.get_or_create(user=by, **field_of(thing), defaults={"confirmed_at": timezone.now()})
    return found


def unfollow(thing: Followed, *, by: User) -> None:
    """Follow no longer by account. Who does not follow may say so too."""
    Follow.objects.filter(user=by, **field_of(thing)).delete()


def end(follows: Iterable[int]) -> None:
    """End follows by their primary keys: those of a token, or of somebody's own list."""
    Follow.objects.filter(pk__in=follows).delete()


@transaction.atomic
def ask_address(thing: Followed, email: str) -> None:
    """Write to an address whether it is to follow, at most once a day for each thing. Raises PermissionDenied."""
    if not can_follow(thing):
        raise PermissionDenied
    email, today = email.lower(), timezone.localdate()
    lock_address(email)
    waiting = Follow.objects.filter(email=email, confirmed_at=None)
    if waiting.count() >= MOST_WAITING and not waiting.filter(**field_of(thing)).exists():
        return
    asked, _made = Follow.objects.get_or_create(user=None, email=email, **field_of(thing))
    if asked.confirmed_at:
        return
    named = with_names(Follow.objects.filter(pk=asked.pk)).get()
    token = signing.dumps(asked.pk, salt=CONFIRM_SALT)
    letter = mailings.confirmation(asked, name_of(named), day=today.isoformat(), confirm=token)
    until = timezone.now() + CONFIRM_WITHIN / 2
    send_letter(letter.key, kind=letter.kind, to=letter.to, words=letter.words, until=until)


def lock_address(email: str) -> None:
    """Wait until nobody else asks this address, until the transaction ends: each counts what the one before asked."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, %s))", [email, ASKING])


def find_to_confirm(token: str) -> Follow:
    """Return the follow that a letter asks about, confirmed or not. Raises BadLink."""
    try:
        pk = signing.loads(token, salt=CONFIRM_SALT, max_age=CONFIRM_WITHIN)
    except signing.BadSignature as error:
        raise BadLink from error
    if not is_key(pk):
        raise BadLink
    found = with_names(Follow.objects.filter(pk=pk)).first()
    if found is None:
        raise BadLink
    return found


def confirm(asked: Follow) -> None:
    """Begin a follow by address; it is told of what is published from now on. Confirming twice changes nothing."""
    now = timezone.now()
    Follow.objects.filter(pk=asked.pk, confirmed_at=None).update(confirmed_at=now, told_until=now)


def end_token(follows: Iterable[int]) -> str:
    """Return the token that ends follows by their primary keys. It has no date: letters are kept for years."""
    return signing.dumps(sorted(follows), salt=END_SALT)


def follows_to_end(token: str) -> QuerySet[Follow]:
    """Return the follows that a token ends; those that have ended are not among them. Raises BadLink."""
    try:
        keys = signing.loads(token, salt=END_SALT)
    except signing.BadSignature as error:
        raise BadLink from error
    if not isinstance(keys, list) or not all(map(is_key, keys)):
        raise BadLink
    return with_names(Follow.objects.filter(pk__in=keys))


def is_key(value: Any) -> bool:
    """Return whether what a token holds is a primary key. A signature says who wrote it, not what it is."""
    return type(value) is int and 0 < value < 2**63


def choose_reminders(person: User, wanted: bool) -> None:
    """Turn reminders on or off for a person."""
    PlanPreference.objects.update_or_create(person=person, defaults={"reminders": wanted})


def end_reminders(person: int) -> None:
    """Turn reminders off, by the link in one of them."""
    PlanPreference.objects.update_or_create(person_id=person, defaults={"reminders": False})
