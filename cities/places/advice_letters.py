"""What this room writes to people about advice days."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cities.places.days import in_days
from cities.places.letters import Note, because_of_city, public, send_note
from portal.words.parts import Link

if TYPE_CHECKING:
    from cities.places.models import AdviceEntry, AdviceRequest
    from portal.accounts.models import User


def send_advice_request(request: AdviceRequest, advisers: list[User]) -> None:
    """Tell the advisers of a city what it asks."""
    for adviser in advisers:
        note = Note(
            title=_("%(city)s asks for advice: %(topic)s") % {"city": request.city, "topic": request.topic},
            paragraphs=[request.question],
            url=public(request.get_absolute_url()),
            label=_("Open the request"),
            why=because_of_city(request.city),
        )
        key = f"advice:{request.pk}:{adviser.pk}"
        send_note(key, note, kind="advice", to=adviser.email, person=adviser)


def send_advice_unadvised(request: AdviceRequest, administrators: Iterable[User]) -> None:
    """Tell the administrators what a city asks that nobody advises, so that they find it an adviser."""
    city = request.city
    for administrator in administrators:
        note = Note(
            title=_("Nobody advises %(city)s, and it asks for advice: %(topic)s")
            % {"city": city, "topic": request.topic},
            paragraphs=[
                request.question,
                _("Days can be set aside once somebody advises %(city)s. Invite an adviser to its network.")
                % {"city": city},
            ],
            url=public(request.get_absolute_url()),
            label=_("Open the request"),
            steps=[Link(title=_("Invite an adviser"), url=public(reverse("city_invite", args=[city.slug])))],
            why=_("You get this letter because you are an administrator of the portal."),
        )
        key = f"advice-unadvised:{request.pk}:{administrator.pk}"
        send_note(key, note, kind="advice_unadvised", to=administrator.email, person=administrator)


def send_advice_question(request: AdviceRequest, person: User, question: str, *, by: User, act: str) -> None:
    """Ask whoever wants advice what the adviser needs to know first. Their answer goes to the adviser."""
    told = {"person": by, "email": by.email}
    note = Note(
        title=_("A question on your request for advice: %(topic)s") % {"topic": request.topic},
        paragraphs=[_("%(person)s asks, before your request is answered:") % told, question],
        url=public(request.get_absolute_url()),
        label=_("Open the request"),
        after=[_("When you answer this letter, your answer goes to %(person)s at %(email)s.") % told],
        why=because_of_city(request.city),
    )
    key = f"advice-question:{request.pk}:{act}"
    send_note(key, note, kind="advice_question", to=person.email, person=person, answers_to=by)


def send_advice_answer(request: AdviceRequest, person: User | None, paragraphs: list[str], *, act: str) -> None:
    """Tell whoever asked for advice what was decided; `act` tells one decision on a request from another."""
    if person is None:
        return
    note = Note(
        title=_("Advice on %(topic)s") % {"topic": request.topic},
        paragraphs=paragraphs,
        url=public(request.get_absolute_url()),
        label=_("Open the request"),
        why=because_of_city(request.city),
    )
    send_note(f"advice-answer:{request.pk}:{act}", note, kind="advice_answer", to=person.email, person=person)


def planned(request: AdviceRequest) -> str:
    """Say who gives the advice, and when."""
    if request.planned_on is None:
        return _("%(adviser)s gives the advice. No day is set yet.") % {"adviser": request.adviser}
    day = date_format(request.planned_on, "j F Y")
    return _("%(adviser)s gives the advice, on %(day)s.") % {"adviser": request.adviser, "day": day}


def send_advice_agreed(request: AdviceRequest, person: User | None, half_days: int, *, act: str) -> None:
    """Tell whoever asked how much was set aside, who gives it and when."""
    told = {"topic": request.topic, "days": in_days(half_days)}
    said = _("The advisers have agreed to “%(topic)s”, and set %(days)s aside.") % told
    send_advice_answer(request, person, [said, planned(request)], act=act)


def send_advice_planned(request: AdviceRequest, person: User | None, *, act: str) -> None:
    """Tell whoever asked that the adviser or the day has changed."""
    send_advice_answer(request, person, [_("The plan has changed."), planned(request)], act=act)


def send_advice_used(request: AdviceRequest, person: User | None, entry: AdviceEntry) -> None:
    """Tell whoever asked that advice was given, what came of it, and what is left for it."""
    told = {"days": in_days(entry.half_days), "adviser": entry.adviser, "day": date_format(entry.on, "j F Y")}
    said = _("The advisers have logged what was used: %(days)s, %(day)s, %(adviser)s.") % told
    send_advice_answer(request, person, [said, entry.outcome, still_aside(request)], act=f"use:{entry.pk}")


def send_advice_taken_out(request: AdviceRequest, person: User | None, entry: AdviceEntry, *, act: str) -> None:
    """Tell whoever asked that advice which they read of was logged by mistake."""
    told = {"days": in_days(entry.half_days), "day": date_format(entry.on, "j F Y")}
    said = _("What was logged for %(day)s, %(days)s, was a mistake. It is taken out.") % told
    send_advice_answer(request, person, [said, still_aside(request)], act=act)


def send_advice_released(request: AdviceRequest, person: User | None, entry: AdviceEntry) -> None:
    """Tell whoever asked that days are with the city again, and what is left for it."""
    said = _("The advisers have given %(days)s back to the city.") % {"days": in_days(entry.half_days)}
    now = still_aside(request) if request.is_agreed else _("None is set aside any more: your request waits again.")
    send_advice_answer(request, person, [said, now], act=f"release:{entry.pk}")


def send_advice_delivered(request: AdviceRequest, person: User | None, *, given_back: int) -> None:
    """Tell whoever asked that the advice is complete, and what went back to the city."""
    said = [_("The advisers have marked it as delivered. What came of it stands on its page, for everyone to read.")]
    if given_back:
        said.append(_("What was not used is with the city again: %(days)s.") % {"days": in_days(given_back)})
    send_advice_answer(request, person, said, act=f"delivered:{request.version}")


def still_aside(request: AdviceRequest) -> str:
    """Say what is set aside for a request and not used yet."""
    if not request.left:
        return _("All that was set aside for it is used.")
    return _("Still set aside for it: %(days)s.") % {"days": in_days(request.left)}


def send_advice_assigned(request: AdviceRequest, adviser: User, *, act: str) -> None:
    """Tell an adviser that somebody else has put advice in their hands."""
    note = Note(
        title=_("You give advice to %(city)s: %(topic)s") % {"city": request.city, "topic": request.topic},
        paragraphs=[planned(request), request.question],
        url=public(request.get_absolute_url()),
        label=_("Open the request"),
        why=because_of_city(request.city),
    )
    key = f"advice-assigned:{request.pk}:{act}"
    send_note(key, note, kind="advice_assigned", to=adviser.email, person=adviser)
