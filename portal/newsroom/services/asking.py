"""A journalist asks the network of a city: the question goes by mail to who coordinates it, and is not kept here.

The letters' ledger keeps that a letter went, without a word of it. Who asks gets no letter: this form is no relay.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Collection
from dataclasses import asdict, dataclass
from datetime import date, timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cities.places.letters import Note, given_to
from cities.places.models import City, Membership
from portal.accounts.addresses import named
from portal.accounts.models import User
from portal.accounts.roles import Role
from portal.mail.letters import compose
from portal.mail.services import forget_letters, send_letter, suppressed

KIND_PREFIX = "newsroom."
KIND = f"{KIND_PREFIX}press_question"
KEPT_FOR = timedelta(days=90)
Unavailable = Callable[[Collection[int]], set[int]]
"""Returns those of some people, by their keys, who are not to speak for a network at present."""

_asked: list[Unavailable] = []


def register_unavailable(source: Unavailable) -> None:
    """Let a higher room say who is not asked, such as whom it has suspended."""
    _asked.append(source)


@dataclass(frozen=True, kw_only=True)
class PressQuestion:
    """What a journalist asks, and where the answer goes."""

    name: str
    outlet: str
    email: str
    question: str
    deadline: date | None = None


@dataclass(frozen=True)
class Recipient:
    """Who gets the question. `why` is said at the foot of the letter."""

    email: str
    person: User | None
    why: str


@transaction.atomic
def ask(city: City, question: PressQuestion, *, token: str) -> int:
    """Send a question to all who answer for a city, once for each token, and return how many they are.

    Raises ValidationError where nobody can be asked.
    """
    recipients = recipients_of(city)
    if not recipients:
        raise ValidationError(_("Nobody can be asked through this form at present. Your words stay here."))
    about = hashlib.sha256("\0".join([token, question.email, question.question]).encode()).hexdigest()[:32]
    for recipient in recipients:
        words = compose("mail/note", {**asdict(note_of(city, question, recipient)), **given_to(recipient.person, KIND)})
        key = f"{KIND}:{city.pk}:{about}:{recipient.person.pk if recipient.person else 'contact'}"
        send_letter(
            key,
            kind=KIND,
            to=recipient.email,
            words=words,
            person=recipient.person,
            headers={"Reply-To": named(question.name, question.email)},
        )
    return len(recipients)


def recipients_of(city: City) -> list[Recipient]:
    """Return the coordinators who can be asked, else the programme's contact, else its administrators."""
    why = _("You get this letter because you coordinate the network of %(city)s.") % {"city": city}
    rows = Membership.objects.coordinators().of(city).filter(user__is_active=True).select_related("user")
    left_out = unavailable(rows)
    found = [Recipient(row.user.email, row.user, why) for row in rows if row.user_id not in left_out]
    return reachable(found) or reachable(contacts_of_programme(city))


def unavailable(rows: Collection[Membership]) -> set[int]:
    people = {row.user_id for row in rows}
    return set().union(*(source(people) for source in _asked))


def contacts_of_programme(city: City) -> list[Recipient]:
    why = _("You get this letter because nobody coordinates the network of %(city)s at present.") % {"city": city}
    if settings.PRESS_CONTACT:
        return [Recipient(settings.PRESS_CONTACT, None, why)]
    administrators = User.objects.filter(groups__name=Role.ADMINISTRATORS, is_active=True).order_by("pk")
    return [Recipient(person.email, person, why) for person in administrators]


def reachable(recipients: list[Recipient]) -> list[Recipient]:
    """Return those to whose addresses mail still goes: the question is not to be lost in one that is stopped."""
    stopped = suppressed(recipient.email for recipient in recipients)
    return [recipient for recipient in recipients if recipient.email.lower() not in stopped]


def note_of(city: City, question: PressQuestion, recipient: Recipient) -> Note:
    """Return the letter: who asks, by when, and the question as it was typed."""
    told = {
        "name": question.name,
        "outlet": question.outlet,
        "email": question.email,
        "city": city,
        "date": date_format(question.deadline, "j F Y") if question.deadline else "",
    }
    first = _("%(name)s of %(outlet)s asks the network of %(city)s through the form for the press.") % told
    by_when = [_("They would like an answer by %(date)s.") % told] if question.deadline else []
    return Note(
        title=_("A question from the press about %(city)s") % told,
        paragraphs=[first, *by_when, _("Their question:"), *question.question.split("\n\n")],
        after=[
            _(
                "When you answer this letter, your answer goes to %(name)s at %(email)s, and shows them your address."
                " They have not seen it so far. We have not checked who they are."
            )
            % told
        ],
        why=recipient.why,
    )


def clear_letters() -> int:
    """Delete what the ledger says of letters of the newsroom after 90 days, and return how many."""
    return forget_letters(KIND_PREFIX, older_than=KEPT_FOR)
