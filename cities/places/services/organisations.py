"""What the members of an organisation may change of its record: where it is found, and a line about it."""

from __future__ import annotations

import hashlib
import json

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils.translation import gettext as _
from rules import has_perm

from cities.places.models import Organisation
from portal.accounts.models import User

NOTHING = "–"


class ChangedMeanwhile(ValidationError):
    """Somebody else changed the record since it was opened; `now` is how it stands."""

    def __init__(self, now: Organisation) -> None:
        self.now = now
        said = _(
            "Somebody changed this meanwhile. It says now: website %(website)s, note %(note)s. "
            "What you typed stands below: send it again to put it in place of theirs."
        )
        super().__init__(said % {"website": now.website or NOTHING, "note": now.note or NOTHING})


def mark_of(organisation: Organisation) -> str:
    """Return a mark of what the members of an organisation can change, which tells an old page from a new one."""
    told = json.dumps([organisation.website, organisation.note])
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@transaction.atomic
def edit_organisation(organisation: Organisation, *, website: str, note: str, seen: str, by: User) -> Organisation:
    """Change website and note. `seen` is the mark of what the page showed that was filled in.

    Raises PermissionDenied, ChangedMeanwhile, or ValidationError when the record is gone.
    """
    found = Organisation.objects.select_for_update().filter(pk=organisation.pk).first()
    if found is None:
        raise ValidationError(_("This organisation was merged with another or deleted meanwhile."))
    if not has_perm("places.edit_organisation", by, found):
        raise PermissionDenied
    if seen != mark_of(found):
        raise ChangedMeanwhile(found)
    found.website, found.note = website, note
    found.save(update_fields=["website", "note"])
    return found
