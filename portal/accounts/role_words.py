"""The roles of a person in sentences: what a message says when somebody gave or took one."""

from __future__ import annotations

from collections.abc import Set
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from portal.accounts.roles import Role
from portal.words.parts import Text


class Change(NamedTuple):
    """What is said when a role is given, and when it is taken."""

    given: Text
    taken: Text


CHANGES: dict[str, Change] = {
    Role.WRITERS: Change(gettext_lazy("%(name)s is now a writer."), gettext_lazy("%(name)s is no longer a writer.")),
    Role.REVIEWERS: Change(
        gettext_lazy("%(name)s is now a reviewer."), gettext_lazy("%(name)s is no longer a reviewer.")
    ),
    Role.MODERATORS: Change(
        gettext_lazy("%(name)s is now a moderator."), gettext_lazy("%(name)s is no longer a moderator.")
    ),
    Role.ADMINISTRATORS: Change(
        gettext_lazy("%(name)s is now an administrator."), gettext_lazy("%(name)s is no longer an administrator.")
    ),
}


def words_of_change(name: str, before: Set[str], after: Set[str]) -> list[str]:
    """Return a sentence for each group that a person came into or left."""
    given = [said_of(group).given for group in sorted(after - before)]
    taken = [said_of(group).taken for group in sorted(before - after)]
    return [words % {"name": name} for words in [*given, *taken]]


def said_of(group: str) -> Change:
    """Return what is said of a role, or of a group that an administrator made, by its own name."""
    own = group.replace("%", "%%")
    return CHANGES.get(group) or Change(
        _("%(name)s is now in the group “{group}”.").format(group=own),
        _("%(name)s is no longer in the group “{group}”.").format(group=own),
    )
