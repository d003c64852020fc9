"""When a person's next digest comes, or that none does, since no letter gets to them."""

from __future__ import annotations

from collections.abc import Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from network.digests.reading.coming import coming, next_moment
from portal.accounts.models import User
from portal.mail.services import suppressed
from portal.words.parts import Link


def is_stopped(person: User) -> bool:
    """Return whether the address of a person takes no letters of ours."""
    return bool(suppressed([person.email]))


def told(person: User) -> str:
    """Say when the next digest comes; where none can, that."""
    if is_stopped(person) and next_moment(person):
        return _("No digest comes: we send no letters to %(address)s at the moment.") % {"address": person.email}
    return coming(person)


def way_to_letters(person: User) -> Sequence[Link]:
    """Lead a person whom no letter reaches to where they put it right."""
    return [Link(title=_("Put it right"), url=reverse("letters"))] if is_stopped(person) else []
