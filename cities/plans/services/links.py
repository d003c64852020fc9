"""Links in reminders that take one update of one action from one person, without a password.

Only a digest of the token is kept. Whoever holds the letter writes in its person's name, so a link takes one
update, ends after two weeks, and asks at the moment of writing whether that person may still report.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.models import Membership
from cities.places.services.door import check, lock_city
from cities.places.services.joining import digest
from cities.plans.models import Action, Update, UpdateLink
from cities.plans.services.updates import Told, report
from portal.accounts.models import User

VALID_FOR = timedelta(days=14)
HAS_DRAFT = "has-draft"


class Standing(StrEnum):
    """What a link is good for now."""

    OPEN = "open"
    USED = "used"
    REVOKED = "revoked"
    EXPIRED = "expired"
    LOST = "lost"


class LinkEnded(Exception):
    """A link takes no update any more; `standing` says why."""

    def __init__(self, standing: Standing) -> None:
        super().__init__(standing)
        self.standing = standing


def new_link(action: int, person: int, at: datetime) -> tuple[UpdateLink, str]:
    """Return a link that is not saved yet, and the token that goes into the letter."""
    token = secrets.token_urlsafe(32)
    link = UpdateLink(
        action_id=action, person_id=person, token_digest=digest(token), made_at=at, expires_at=at + VALID_FOR
    )
    return link, token


def find(token: str) -> UpdateLink | None:
    """Return the link behind a token, whatever became of it."""
    links = UpdateLink.objects.select_related("person", "action__plan__city", "action__owner", "action__objective")
    return links.filter(token_digest=digest(token)).first()


def standing_of(link: UpdateLink, at: datetime | None = None) -> Standing:
    """Return what a link is good for. Writes nothing."""
    if link.used_at:
        return Standing.USED
    if link.revoked_at:
        return Standing.REVOKED
    if link.expires_at <= (at or timezone.now()):
        return Standing.EXPIRED
    may = link.action.plan.is_live and has_perm("plans.report", link.person, link.action)
    return Standing.OPEN if may else Standing.LOST


def has_draft(link: UpdateLink) -> bool:
    """Return whether its person has begun an update of the action, which a link must not write over."""
    return Update.objects.draft_of(link.person).filter(action=link.action).exists()


def use(link: UpdateLink, told: Told) -> Update:
    """Publish an update as the person of a link, once. Raises LinkEnded, ValidationError."""
    try:
        return publish_once(link, told)
    except PermissionDenied:
        UpdateLink.objects.open().filter(pk=link.pk).update(revoked_at=timezone.now())
        raise LinkEnded(Standing.LOST) from None
    except (Action.DoesNotExist, UpdateLink.DoesNotExist):
        raise LinkEnded(Standing.REVOKED) from None


@transaction.atomic
def publish_once(link: UpdateLink, told: Told) -> Update:
    """Publish behind the lock of the city and of the link: the second of two at once finds it used."""
    lock_city(link.action.plan.city_id)
    link = UpdateLink.objects.select_for_update(of=["self"]).select_related("action__plan", "person").get(pk=link.pk)
    now = timezone.now()
    if (standing := standing_of(link, now)) not in (Standing.OPEN, Standing.LOST):
        raise LinkEnded(standing)
    if has_draft(link):
        raise ValidationError(
            _("You have begun an update of this action. Finish it in the full form, or discard it there."),
            code=HAS_DRAFT,
        )
    update = report(link.action, told, by=link.person, is_by_link=True)
    UpdateLink.objects.filter(pk=link.pk).update(used_at=now)
    UpdateLink.objects.open(now).filter(action=link.action, person=link.person).update(revoked_at=now)
    return update


def end(link: UpdateLink) -> None:
    """End a link, for whoever holds it. One that has ended stays as it is."""
    UpdateLink.objects.open().filter(pk=link.pk).update(revoked_at=timezone.now())


@transaction.atomic
def revoke(link: UpdateLink, *, by: User) -> None:
    """End a link of somebody of one's own city, as its coordinator. Raises PermissionDenied."""
    lock_city(link.action.plan.city_id)
    check("plans.edit_plan", by, link.action.plan)
    end(link)


def revoke_without_membership(membership: Membership, **_kwargs: Any) -> None:
    """End the links of somebody whose membership ended: they report on nothing there any more."""
    if membership.is_active:
        return
    links = UpdateLink.objects.open().filter(person=membership.user_id, action__plan__city=membership.city_id)
    links.update(revoked_at=timezone.now())
