"""Names that are not free: those of people with a part in running the portal, and of demonstration accounts."""

from __future__ import annotations

import unicodedata

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.accounts.demo import DEMONSTRATION
from portal.accounts.lookalikes import skeleton
from portal.accounts.models import User

RESERVED = (
    *("Administrator", "Admin", "Editor", "Reviewer", "Writer", "Moderator", "Coordinator", "Adviser", "Advisor"),
    *("Administrators", "Editors", "Reviewers", "Writers", "Moderators", "Coordinators", "Advisers", "Advisors"),
    *("Support", "Help desk", "Resilient Cities", "CLES", "NEF"),
)
"""What stands for a part in running the portal, or for who runs it: alone it is nobody's name."""


def refuse_borrowed(name: str, *, person: User | None = None) -> str:
    """Return `name` when it may be the name of `person`, or of somebody new. Raises ValidationError in words.

    Whoever has a name keeps it, even when somebody of the same name is given a part later.
    """
    if person is not None and name == person.display_name:
        return name
    if not (person and person.is_demonstration):
        refuse_reserved(name)
    if any(read_the_same(name, taken) for taken in names_with_a_part(person)):
        raise ValidationError(
            _("Somebody who helps to run this portal has this name. Add to it, for example a city."),
            code="namesake",
        )
    return name


def refuse_reserved(name: str) -> None:
    """Raise ValidationError for the name of a demonstration account, or of a part that nobody is named by."""
    if folded(name).endswith(folded(DEMONSTRATION)):
        raise ValidationError(_("Only demonstration accounts are named so."), code="demonstration")
    if any(read_the_same(name, reserved) for reserved in RESERVED):
        raise ValidationError(
            _("This is the name of a part in the portal, not of a person. Add your own name."), code="reserved"
        )


def names_with_a_part(person: User | None) -> list[str]:
    """Return the names of everybody else who is in a group or may do everything."""
    others = User.objects.filter(Q(groups__isnull=False) | Q(is_superuser=True), is_active=True)
    if person is not None and person.pk is not None:
        others = others.exclude(pk=person.pk)
    return list(others.values_list("display_name", flat=True).distinct())


def read_the_same(name: str, other: str) -> bool:
    """Say whether somebody could take one name for the other."""
    return folded(name) == folded(other) or (bool(skeleton(name)) and skeleton(name) == skeleton(other))


def folded(name: str) -> str:
    """Return what is the same for names that read the same: without case, widths, punctuation and spaces.

    Pictures stay: a name may have nothing else.
    """
    plain = unicodedata.normalize("NFKC", name).casefold()
    return "".join(character for character in plain if unicodedata.category(character)[0] not in "PZ")
