"""A trial letter to an address that letters came back from: its link lets them go there again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.core import signing
from django.db import transaction
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from portal.accounts.models import User
from portal.mail.bounces import lift
from portal.mail.letters import compose
from portal.mail.models import Bounce, Letter, Means, Suppression, SuppressionCause
from portal.mail.services import send_letter

SALT = "portal.accounts.reach"
KIND = "account.trial"
WORKS_FOR = timedelta(days=3)
MOST = 3
"""Trial letters to one person in one day."""
LONGEST_TOKEN = 300


class TriedOften(Exception):
    """The person had as many trial letters today as anybody gets."""


class BadToken(Exception):
    """The link is not one of these, or it is too old."""


def suppression_of(person: User) -> Suppression | None:
    return Suppression.objects.filter(address__iexact=person.email).first()


def last_word(address: str) -> str:
    """Return what was said when a letter to an address came back last."""
    return Bounce.objects.filter(address__iexact=address).values_list("detail", flat=True).first() or ""


def trials_today(person: User) -> list[Letter]:
    """Return the trial letters of the last day, the newest first."""
    lately = timezone.now() - timedelta(days=1)
    return list(Letter.objects.filter(person=person, kind=KIND, made_at__gt=lately))


@transaction.atomic
def send_trial(person: User) -> Letter | None:
    """Send a letter although letters to the address are stopped. None where they are not. Raises TriedOften."""
    User.objects.select_for_update().get(pk=person.pk)
    row = suppression_of(person)
    if row is None or row.cause != SuppressionCause.BOUNCED:
        return None
    tried = len(trials_today(person))
    if tried >= MOST:
        raise TriedOften
    words = compose(
        "mail/note",
        {
            "title": _("A trial letter: did it arrive?"),
            "name": person.display_name,
            "paragraphs": [
                _("Letters to this address came back, so we stopped sending any. This one has arrived."),
                _("Say so with the link below, and they come again."),
            ],
            "url": settings.SITE_URL + reverse("letters_arrive", kwargs={"token": token_of(row, person)}),
            "label": _("Yes, it has arrived"),
            "after": [_("The link works for three days.")],
            "why": _("You get this letter because you asked for it in the portal."),
        },
    )
    key = f"{KIND}:{row.pk}:{timezone.now():%Y-%m-%d}:{tried + 1}"
    until = timezone.now() + WORKS_FOR / 2
    return send_letter(
        key, kind=KIND, to=person.email, words=words, person=person, until=until, in_spite=SuppressionCause.BOUNCED
    )


def token_of(row: Suppression, person: User) -> str:
    return signing.dumps([row.pk, person.pk], salt=SALT)


@transaction.atomic
def arrived(token: str, *, act: bool) -> bool:
    """Let letters go again to the address that a link was sent to, and return whether they do, or would.

    Once done it stays so: a link says nothing of what comes back later. Raises BadToken.
    """
    row_key, person_key = read_token(token)
    person = User.objects.filter(pk=person_key, is_active=True).first()
    row = Suppression.objects.filter(pk=row_key).first()
    if person is None:
        raise BadToken
    if row is None or row.address.lower() != person.email.lower() or row.cause != SuppressionCause.BOUNCED:
        return suppression_of(person) is None
    return lift(row.address, means=Means.LINK, by=person) if act else True


def read_token(token: str) -> tuple[int, int]:
    if len(token) > LONGEST_TOKEN:
        raise BadToken
    try:
        row, person = signing.loads(token, salt=SALT, max_age=WORKS_FOR)
    except (signing.BadSignature, ValueError, TypeError) as error:
        raise BadToken from error
    return row, person


def turn_on_again(person: User) -> bool:
    """Let letters go again to a person who complained of one, because they say so themselves."""
    row = suppression_of(person)
    if row is None or row.cause != SuppressionCause.COMPLAINED:
        return False
    return lift(row.address, means=Means.OWNER, by=person)


def on_email_changed(sender: Any, user: User, from_email_address: EmailAddress | None, **_more: Any) -> None:
    """Forget that letters to a former address came back. That its reader complained is kept: it is what they want."""
    if from_email_address is None:
        return
    former = Suppression.objects.filter(address__iexact=from_email_address.email)
    former.filter(cause=SuppressionCause.BOUNCED).delete()
