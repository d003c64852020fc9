"""Asking for a decision of moderators to be looked at again: by mail to them, for suspended people too."""

from __future__ import annotations

from datetime import timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cities.places.services.door import lock_people
from network.forum.letters import APPEAL, ASKS_TO_LOOK_AGAIN, send_appeal
from network.forum.models import Sanction
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.mail.models import Letter
from portal.mail.privacy import replace_subjects

MOST_IN_A_DAY = 3
DAY = timedelta(days=1)


@transaction.atomic
def appeal(message: str, *, by: User, token: str, about: Sanction | None = None) -> int:
    """Send an appeal to the moderators, once for each token of the form, and return how many get it.

    Raises ValidationError after three in a day.
    """
    lock_people(by.pk)
    message = message.replace("\0", "").strip()
    if not message:
        raise ValidationError({"message": _("Say what you want to be looked at again, and why.")})
    prefix = f"{APPEAL}:{by.pk}:"
    sent = Letter.objects.filter(key__startswith=prefix, made_at__gt=timezone.now() - DAY)
    appeals = {key.removeprefix(prefix).partition(":")[0] for key in sent.values_list("key", flat=True)}
    people = moderators_for(by)
    if not people:
        raise ValidationError(_("Nobody moderates the network at the moment. Write to us by the contact page."))
    if token not in appeals:
        if len(appeals) >= MOST_IN_A_DAY:
            raise ValidationError(_("You have written three times within a day. Wait for the answer."), code="too-many")
        send_appeal(by, message, about=words_of(about), key=f"appeal:{by.pk}:{token}", moderators=people)
    return len(people)


def moderators_for(by: User) -> list[User]:
    """Return who decides about an appeal: the moderators, and the administrators where there is none but its writer."""
    people = User.objects.filter(is_active=True, anonymised_at=None).exclude(pk=by.pk).order_by("pk")
    moderators = list(people.filter(groups__name=Role.MODERATORS))
    return moderators or list(people.filter(groups__name=Role.ADMINISTRATORS))


def words_of(about: Sanction | None) -> str:
    """Say what an appeal is about."""
    if about is None:
        return _("It is about a post that was hidden or refused, a closed thread, or something else.")
    day = date_format(timezone.localtime(about.at), "j F Y")
    told = {"kind": about.get_kind_display(), "day": day, "person": about.by.display_name}
    return _("It is about a decision of %(person)s on %(day)s: %(kind)s.") % told


def forget_appeals(person: User) -> None:
    """Take a person's name out of the subjects of their appeals."""
    replace_subjects(f"{APPEAL}:{person.pk}", ASKS_TO_LOOK_AGAIN % {"person": _("A former member")})
