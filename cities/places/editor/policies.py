"""Who may do what at /editor/, asked of the predicates of this room instead of a group's ticked boxes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.contrib.auth import get_user_model
from django.db.models import QuerySet
from rules import has_perm
from wagtail.permission_policies.base import BasePermissionPolicy


class RulePolicy(BasePermissionPolicy):
    """Each act of the editor needs one permission of `rules.py`; an act that is not named is nobody's."""

    def __init__(self, model: Any, acts: dict[str, str]) -> None:
        super().__init__(model)
        self.acts = acts

    def user_has_permission(self, user: Any, action: str) -> bool:
        permission = self.acts.get(action)
        return permission is not None and has_perm(permission, user)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def users_with_any_permission(self, actions: Iterable[str]) -> QuerySet:
        """Return nobody: who may is told by predicates, and nothing here writes to all who may."""
        return get_user_model().objects.none()
