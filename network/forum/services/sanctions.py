"""Warnings, silences and suspensions: each with a reason that the person reads, and all but a warning with an end."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cities.places.services.door import lock_people
from network.forum.choices import ModerationAct, SanctionKind
from network.forum.letters import send_lifted, send_sanction
from network.forum.models import Post, Sanction
from network.forum.services.door import check
from network.forum.services.log import log
from network.forum.signals import sanctioned
from network.forum.text import end_words
from portal.accounts.models import User

LONGEST = timedelta(days=366)
"""Whoever is kept out for longer is looked at again within the year."""
AT_ONCE = timedelta(minutes=10)
ACTS = {
    SanctionKind.WARNING: ModerationAct.WARN,
    SanctionKind.SILENCE: ModerationAct.SILENCE,
    SanctionKind.SUSPENSION: ModerationAct.SUSPEND,
}


@transaction.atomic
def sanction(
    person: User, *, kind: str, reason: str, by: User, until: datetime | None = None, post: Post | None = None
) -> Sanction:
    """Warn, silence or suspend a person, who gets a letter. Raises PermissionDenied, ValidationError.

    A silence or a suspension is one at a time; a form that is sent twice is done once.
    """
    lock_people(person.pk)
    person = User.objects.get(pk=person.pk)
    check("forum.sanction", by, person)
    now, kind = timezone.now(), SanctionKind(kind)
    reason = reason.replace("\0", "").strip()
    same = Sanction.objects.filter(person=person, kind=kind, reason=reason, by=by, lifted_at=None)
    if earlier := same.filter(at__gt=now - AT_ONCE).first():
        return earlier
    until = None if kind == SanctionKind.WARNING else until
    check_sanction(person, kind, reason, until, now)
    made = Sanction.objects.create(person=person, kind=kind, reason=reason, by=by, at=now, until=until, post=post)
    log(ACTS[kind], by=by, person=person, reason=reason)
    send_sanction(made)
    sanctioned.send(Sanction, sanction=made)
    return made


def check_sanction(person: User, kind: str, reason: str, until: datetime | None, now: datetime) -> None:
    """Raise ValidationError with the field that is wrong."""
    if not reason:
        raise ValidationError({"reason": _("Say why. The person reads it.")})
    if kind == SanctionKind.WARNING:
        return
    if until is None or until <= now:
        raise ValidationError({"until": _("Say until when; the end must be in the future.")})
    if until > now + LONGEST:
        raise ValidationError({"until": _("Give a day within a year, and look at it again then.")})
    in_force = Sanction.objects.in_force(now).filter(person=person, kind=kind).select_related("by").first()
    if in_force and in_force.until:
        told = {"person": in_force.by.display_name, "until": end_words(in_force.until)}
        message = _("%(person)s has done so already, until %(until)s. Lift that first to set another end.")
        raise ValidationError(message % told, code="again")


@transaction.atomic
def lift(sanction: Sanction, *, reason: str = "", by: User) -> Sanction:
    """End a silence or a suspension before its time, or take a warning back. The person gets a letter."""
    lock_people(sanction.person_id)
    found = Sanction.objects.select_related("person", "lifted_by").get(pk=sanction.pk)
    check("forum.moderate_anywhere", by, None)
    told = {"lifted_at": timezone.now(), "lifted_by": by}
    if found.person_id == by.pk:
        raise ValidationError(_("Somebody else decides about this."))
    if not Sanction.objects.filter(pk=found.pk, lifted_at=None).update(**told):
        person = found.lifted_by.display_name if found.lifted_by else ""
        raise ValidationError(_("Already lifted by %(person)s.") % {"person": person}, code="lifted")
    found.refresh_from_db()
    log(ModerationAct.LIFT, by=by, person=found.person, reason=reason)
    send_lifted(found, reason=reason)
    return found


def stopped(people: Collection[int]) -> set[int]:
    """Return those of some people, by their keys, who are silenced or suspended now; one query."""
    return set(Sanction.objects.in_force(timezone.now()).filter(person__in=people).values_list("person", flat=True))
