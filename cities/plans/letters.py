"""What this room writes to people because of an act. Each letter's key says which, so that it is sent once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.text import Truncator
from django.utils.translation import gettext as _

from cities.places.letters import Note, because_of_city, given_to
from cities.plans.choices import Part, Stance
from cities.plans.reading.people import Names
from portal.mail.letters import compose
from portal.mail.services import Outgoing, send_letters
from portal.words.parts import Link

if TYPE_CHECKING:
    from cities.plans.models import Action, ActionPartner, Edition, Response, Update
    from portal.accounts.models import User

KIND_PREFIX = "plans."
LONGEST_QUOTE = 600
MOST_NAMED = 10
"""Actions that one letter names."""


def public(name: str, *args: object) -> str:
    return settings.SITE_URL + reverse(name, args=args)


def send_notes(kind: str, cause: str, people: Sequence[User], note: Note) -> None:
    """Send one note to each person, once for each cause; it greets them by name. The city is locked by the act."""
    kind = f"{KIND_PREFIX}{kind}"
    send_letters(
        [
            Outgoing(
                key=f"{kind}:{cause}:{person.pk}",
                kind=kind,
                to=person.email,
                words=compose("mail/note", {**asdict(note), **given_to(person, kind)}),
                person=person,
            )
            for person in people
        ]
    )


def named(action: Action) -> str:
    return _("Action %(number)s: %(title)s") % {"number": action.number, "title": action.title}


def quoted(text: str) -> str:
    return Truncator(text).chars(LONGEST_QUOTE)


def send_asked(part: ActionPartner, members: Sequence[User]) -> None:
    """Ask the members of a partner to accept what it was named as, or to decline."""
    action, city, organisation = part.action, part.action.plan.city, part.partner
    asked = {
        Part.LEAD: _("%(organisation)s is asked to lead an action in %(city)s"),
        Part.CO_OWNER: _("%(organisation)s is asked to co-own an action in %(city)s"),
        Part.SUPPORTER: _("%(organisation)s is asked to support an action in %(city)s"),
    }
    note = Note(
        title=asked[Part(part.part)] % {"organisation": organisation, "city": city},
        paragraphs=[
            named(action),
            quoted(action.summary),
            _("Until one of you answers, “asked” stands beside the name of %(organisation)s.")
            % {"organisation": organisation},
        ],
        url=public("part_answer", city.slug, part.pk),
        label=_("Accept or decline"),
        steps=[
            Link(title=_("Read the action"), url=public("action", city.slug, action.pk)),
            Link(
                title=_("Talk it over, then accept or decline for all of you"),
                url=public("part_answer", city.slug, part.pk),
            ),
        ],
        why=_("You get this letter because you represent %(organisation)s in the network of %(city)s.")
        % {"organisation": organisation, "city": city},
    )
    send_notes("asked", f"{part.pk}:{part.asked_at:%Y%m%d%H%M%S%f}", members, note)


def send_asked_of_many(parts: Sequence[ActionPartner], members: Sequence[User]) -> None:
    """Ask the members of a partner about all that it was named in at once: one letter, not one for each action."""
    city, organisation = parts[0].action.plan.city, parts[0].partner
    given = {"organisation": organisation, "city": city, "count": len(parts)}
    rest = len(parts) - MOST_NAMED
    note = Note(
        title=_("%(organisation)s is asked to take part in %(count)s actions in %(city)s") % given,
        paragraphs=[
            *(f"{named(part.action)} ({part.get_part_display()})" for part in parts[:MOST_NAMED]),
            *([_("And %(count)s more.") % {"count": rest}] if rest > 0 else []),
            _("Until one of you answers, “asked” stands beside the name of %(organisation)s.") % given,
        ],
        url=public("plan", city.slug),
        label=_("Read the plan"),
        steps=[Link(title=_("Open each action, then accept or decline for all of you"), url=public("plan", city.slug))],
        why=_("You get this letter because you represent %(organisation)s in the network of %(city)s.") % given,
    )
    send_notes("asked_of_many", str(parts[0].pk), members, note)


def send_new_edition(edition: Edition, former: Edition, members: Sequence[User]) -> None:
    """Tell the members of who endorsed the edition before that there is a new one, and that they may endorse it."""
    city = edition.plan.city
    given = {"number": edition.number, "former": former.number, "city": city}
    note = Note(
        title=_("%(city)s has published edition %(number)s of its plan") % given,
        paragraphs=[
            _("Your organisation endorsed edition %(former)s. That stands, and says nothing of edition %(number)s.")
            % given,
            *([quoted(edition.note)] if edition.note else []),
            _("Read what changed. If your organisation stands behind the new text too, one of you endorses it.")
            % given,
        ],
        url=public("plan_compare", city.slug, former.number, edition.number),
        label=_("Read what changed"),
        steps=[
            Link(title=_("Read what changed"), url=public("plan_compare", city.slug, former.number, edition.number)),
            Link(
                title=_("Endorse edition %(number)s for your organisation") % given,
                url=public("edition_endorse", city.slug, edition.number),
            ),
        ],
        why=_("You get this letter because your organisation endorsed edition %(former)s of the plan of %(city)s.")
        % given,
    )
    send_notes("new_edition", str(edition.pk), members, note)


def send_answered(part: ActionPartner, people: Sequence[User]) -> None:
    """Tell whoever coordinates, and whoever asked, what a partner answered."""
    action, city = part.action, part.action.plan.city
    given = {
        "organisation": part.partner,
        "part": part.get_part_display().lower(),
        "city": city,
        "number": action.number,
        "title": action.title,
    }
    title = _("%(organisation)s has declined: %(part)s of an action in %(city)s")
    said = _("%(organisation)s has declined to be %(part)s of action %(number)s in %(city)s: %(title)s.")
    if part.is_accepted:
        title = _("%(organisation)s has accepted: %(part)s of an action in %(city)s")
        said = _("%(organisation)s has accepted to be %(part)s of action %(number)s in %(city)s: %(title)s.")
    next_step = [] if part.is_accepted else [_("Ask another partner, or change what is asked.")]
    note = Note(
        title=title % given,
        paragraphs=[said % given, *([part.reason] if part.reason else []), *next_step],
        url=public("action", city.slug, action.pk),
        label=_("Open the action"),
        why=because_of_city(city),
    )
    moment = part.accepted_at or part.declined_at
    send_notes("answered", f"{part.pk}:{moment:%Y%m%d%H%M%S%f}", people, note)


def send_answerable(update: Update, members: Sequence[User]) -> None:
    """Tell the members of co-owners of an update that they may agree with or dispute, once."""
    action, city = update.action, update.action.plan.city
    given = {"who": Names(None).signed(update), "number": action.number, "city": city, "title": action.title}
    note = Note(
        title=_("New update: %(action)s") % {"action": action.title},
        paragraphs=[
            _("There is an update by %(who)s of action %(number)s in %(city)s: %(title)s.") % given,
            told(update),
            quoted(update.body),
            _("Your organisation co-owns this action. One of you may say whether you agree; it stands beside it."),
        ],
        url=public("update_respond", city.slug, action.pk, update.pk),
        label=_("Agree, partly agree or dispute"),
        after=[_("You need not answer. Each organisation answers once, and in public.")],
        why=because_of_city(city),
    )
    send_notes("answerable", str(update.pk), members, note)


def told(update: Update) -> str:
    """Say what an update says of the stage."""
    if update.outlook:
        return _("%(stage)s, %(outlook)s.") % {
            "stage": update.get_stage_display(),
            "outlook": update.get_outlook_display().lower(),
        }
    return _("%(stage)s.") % {"stage": update.get_stage_display()}


def send_disputed(response: Response, writer: User) -> None:
    """Tell the writer of an update that a co-owner does not agree, or only in part."""
    update = response.update
    action, city = update.action, update.action.plan.city
    title = _("%(organisation)s partly agrees with your update")
    if response.stance == Stance.DISPUTE:
        title = _("%(organisation)s disputes your update")
    note = Note(
        title=title % {"organisation": response.partner},
        paragraphs=[
            named(action),
            quoted(response.body),
            _("Everyone who reads your update reads this too. Talk to them first. If they are right, correct it."),
        ],
        url=public("plan_update", city.slug, action.pk, update.pk),
        label=_("Open the update"),
        why=_("You get this letter because you wrote the update."),
    )
    send_notes("disputed", str(response.pk), [writer], note)
