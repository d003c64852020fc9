"""The letters that leave by the day: reminders, what is new to followers, and the question whether to follow.

Letters to followers who are not of the network say only what the public reads.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cities.places.letters import Note
from cities.plans.letters import KIND_PREFIX, public
from cities.plans.reading.due import Ask, Due, Relation
from portal.mail.letters import compose
from portal.mail.services import Outgoing
from portal.mail.tokens import one_click_url, unsubscribe_headers

if TYPE_CHECKING:
    from cities.plans.models import Action, Follow
    from cities.plans.reading.news import NewsOf
    from portal.accounts.models import User

REMINDER = f"{KIND_PREFIX}reminder"
CONFIRMATION = f"{KIND_PREFIX}confirmation"
BULLETIN = f"{KIND_PREFIX}bulletin"


def in_words(day: date) -> str:
    return date_format(day, "j F Y")


def told_last(due: Due) -> str:
    """Return what was told of an action last."""
    if due.told_on is None:
        return _("There is no update yet.")
    return _("Last update on %(day)s: %(stage)s.") % {
        "day": in_words(due.told_on),
        "stage": str(due.stage.label).lower(),
    }


def why_due(due: Due, today: date) -> str:
    """Return why an update is due."""
    if due.is_paused:
        return _("It is paused. Is that still so?")
    if due.passed_on:
        return _("It was to be done by %(day)s.") % {"day": in_words(due.passed_on)}
    if due.since == today:
        return _("An update is due today.")
    return _("An update was due on %(day)s.") % {"day": in_words(due.since)}


def why_asked(ask: Ask) -> str:
    """Return why somebody is asked."""
    if ask.relation == Relation.OWNER:
        return _("You answer for it.")
    if ask.relation == Relation.LEAD:
        return _("Your organisation leads it.")
    if ask.is_first:
        return _("You coordinate the plan, and nobody else can be asked for it.")
    return _("You coordinate the plan, and nobody else has written an update.")


@dataclass(frozen=True)
class ReminderLine:
    """One action of a reminder that is written `today`, with the token of its link."""

    action: Action
    ask: Ask
    token: str
    today: date

    @property
    def where(self) -> str:
        return _("%(city)s, action %(number)s") % {"city": self.action.plan.city, "number": self.action.number}

    @property
    def told(self) -> str:
        return told_last(self.ask.due)

    @property
    def wanted(self) -> str:
        return why_due(self.ask.due, self.today)

    @property
    def relation(self) -> str:
        return why_asked(self.ask)

    @property
    def url(self) -> str:
        return public("update_link", self.token)


def reminder(person: User, week: str, lines: Sequence[ReminderLine], *, more: int, until: datetime) -> Outgoing:
    """Return the reminder of one person and week, with the links that take an update of each action."""
    stop = one_click_url(REMINDER, person.pk)
    count = len(lines) + more
    title = ngettext("%(count)s action waits for an update", "%(count)s actions wait for an update", count)
    if count == 1:
        title = _("Update wanted: %(title)s")
    given = {
        "title": title % {"count": count, "title": lines[0].action.title},
        "name": person.display_name,
        "lines": lines,
        "more": more,
        "until": in_words(localtime(until)),
        "stop": stop,
    }
    return Outgoing(
        key=f"{REMINDER}:{person.pk}:{week}",
        kind=REMINDER,
        to=person.email,
        words=compose("plans/mail/reminder", given),
        person=person,
        headers=unsubscribe_headers(stop),
    )


def confirmation(follow: Follow, what: str, *, day: str, confirm: str) -> Outgoing:
    """Return the letter that asks whether an address is to follow. It says nothing that strangers typed."""
    note = Note(
        title=_("%(what)s: do you want to follow it?") % {"what": what},
        paragraphs=[
            asked_to_tell(follow),
            _("Nothing is sent until you confirm."),
        ],
        url=public("follow_confirm", confirm),
        label=_("See and confirm"),
        after=[_("The link works for three days. If you did not ask, do nothing: the address is forgotten.")],
        why=_("You get this letter because %(email)s was entered on the portal.") % {"email": follow.email},
    )
    return Outgoing(
        key=f"{CONFIRMATION}:{follow.pk}:{day}",
        kind=CONFIRMATION,
        to=follow.email,
        words=compose("mail/note", {"name": "", **asdict(note)}),
    )


def asked_to_tell(follow: Follow) -> str:
    """Say what an address was entered for, and of which city it is."""
    if follow.plan:
        words = _(
            "Somebody, perhaps you, asked the portal to tell this address of new editions and updates of the action "
            "plan of %(city)s."
        )
        return words % {"city": follow.plan.city}
    words = _("Somebody, perhaps you, asked the portal to tell this address of updates of one action in %(city)s.")
    return words % {"city": follow.action.plan.city}  # type: ignore[union-attr]  # follow_of_one


def bulletin(person: User | None, to: str, key: str, news: Sequence[NewsOf], *, stop: str) -> Outgoing:
    """Return the letter of one follower and day: what was published in what they follow."""
    count = sum(part.count for part in news)
    title = _("%(what)s: %(said)s") % {
        "what": news[0].title,
        "said": ngettext("%(count)s thing is new", "%(count)s things are new", count) % {"count": count},
    }
    if len(news) > 1:
        title = ngettext(
            "%(count)s thing is new in the plans you follow", "%(count)s things are new in the plans you follow", count
        ) % {"count": count}
    given = {"title": title, "name": person.display_name if person else "", "news": news, "stop": stop}
    return Outgoing(
        key=key,
        kind=BULLETIN,
        to=to,
        words=compose("plans/mail/bulletin", given),
        person=person,
        headers=unsubscribe_headers(stop),
    )
