"""Who has which global role. Other rooms build their own predicates on these.

Code asks these and never `has_perm` alone, which says yes to any superuser: a superuser is an administrator
here, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth.base_user import AbstractBaseUser
from django.contrib.auth.models import AnonymousUser
from rules import add_perm, predicate

from portal.accounts.roles import Role

Person = AbstractBaseUser | AnonymousUser
KEPT = "_group_names_cache"
"""Where a user object keeps the names of its groups; `rules` looks there too."""


def has_role(user: Person | None, role: Role) -> bool:
    """Return whether `user` may act now and is in the group of `role`. Asks the database once for each user."""
    return bool(user and user.is_active and role in groups_of(user))


def groups_of(user: Any) -> set[str]:
    """Return the names of the groups of `user`."""
    if not hasattr(user, KEPT):
        know_groups(user, user.groups.values_list("name", flat=True))
    return getattr(user, KEPT)


@predicate
def is_writer(user: Any) -> bool:
    return has_role(user, Role.WRITERS)


@predicate
def is_reviewer(user: Any) -> bool:
    return has_role(user, Role.REVIEWERS)


@predicate
def is_moderator(user: Any) -> bool:
    return has_role(user, Role.MODERATORS)


@predicate
def is_administrator(user: Any) -> bool:
    return has_role(user, Role.ADMINISTRATORS) or bool(user and user.is_active and user.is_superuser)


may_enter_editor = is_writer | is_reviewer | is_moderator | is_administrator
"""Whoever has work at `/editor/`: each of the four roles."""

add_perm("accounts.lift_suppressions", is_administrator)


def know_groups(user: Any, names: Iterable[str]) -> None:
    """Tell the predicates which groups `user` is in, where another question to the database has answered that too."""
    if not hasattr(user, KEPT):
        setattr(user, KEPT, set(names))
