"""The owners of actions, by name for whom their names are, and by their organisation for everyone else."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from cities.places.choices import MembershipState
from cities.places.models import Membership
from portal.accounts.choices import Directory
from portal.accounts.models import User
from portal.accounts.rules import is_administrator


def owner_words(membership: Membership, viewer: User) -> str:
    """Return what stands for an owner: the answer of `can_see_person` to a member of that network, without a query.

    `viewer` is of the network of the owner's city, or an administrator.
    """
    organisation = membership.organisation
    if name := owner_name(membership, viewer):
        return ", ".join(part for part in (name, organisation) if part)
    return _("A member of %(organisation)s") % {"organisation": organisation or membership.city}


def owner_name(membership: Membership, viewer: User) -> str:
    """Return the name of a member, or nothing where `viewer`, who is as above, may not see it."""
    person = membership.user
    shown = person.is_active and (person.directory != Directory.HIDDEN or is_administrator(viewer))
    return str(person) if person.pk == viewer.pk or shown else ""


def owners_of(memberships: Iterable[int]) -> dict[int, Membership]:
    """Return memberships by primary key, with what `owner_words` needs, in one query."""
    rows = Membership.objects.select_related("user", "partner__organisation", "city").filter(pk__in=set(memberships))
    return {membership.pk: membership for membership in rows}


def is_active_owner(membership: Membership) -> bool:
    return membership.state == MembershipState.ACTIVE and membership.user.is_active
