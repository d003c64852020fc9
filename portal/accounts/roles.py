"""The global roles, which are groups of people. Roles in a city are memberships and live in their own room."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """The name of a group; what its members may do in the editor is set by the permissions of the group."""

    WRITERS = "Writers"
    REVIEWERS = "Reviewers"
    MODERATORS = "Moderators"
    ADMINISTRATORS = "Administrators"
