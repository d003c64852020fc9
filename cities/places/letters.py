"""What this room writes to people. Each letter's key says which act it is about, so that it is sent once."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from email.utils import formataddr
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.places.choices import CityRole
from cities.places.days import in_days
from portal.mail.letters import compose
from portal.mail.services import send_letter
from portal.words.parts import Link

if TYPE_CHECKING:
    from cities.places.models import AdviceRequest, City, Invitation, Membership
    from portal.accounts.models import User
    from portal.mail.models import Letter

KIND_PREFIX = "places."
MESSAGE = f"{KIND_PREFIX}message"
AS_ROLE = {
    CityRole.MEMBER: gettext_lazy("a member"),
    CityRole.COORDINATOR: gettext_lazy("a coordinator"),
    CityRole.ADVISER: gettext_lazy("an adviser"),
}


@dataclass(frozen=True, kw_only=True)
class Note:
    """A letter of a few paragraphs with one thing to do."""

    title: str
    paragraphs: list[str]
    why: str
    url: str = ""
    label: str = ""
    steps: list[Link] = field(default_factory=list)
    after: list[str] = field(default_factory=list)


def send_note(key: str, note: Note, *, kind: str, to: str, person: User | None = None) -> None:
    """Send a note through the ledger, once for each key; it greets `person` by name."""
    words = compose("mail/note", {"name": person.display_name if person else "", **asdict(note)})
    send_letter(f"{KIND_PREFIX}{key}", kind=f"{KIND_PREFIX}{kind}", to=to, words=words, person=person)


def public(url: str) -> str:
    return settings.SITE_URL + url


def because_of_city(city: City) -> str:
    return _("You get this letter because you have a part in the network of %(city)s.") % {"city": city}


def send_invitation(invitation: Invitation, token: str) -> None:
    """Send the link to whoever was invited. The letter tells them no more than the link does."""
    city, inviter = invitation.city, invitation.invited_by
    said = _("%(person)s invites you to join the network of %(city)s as %(role)s.") % {
        "person": inviter or _("A coordinator"),
        "city": city,
        "role": AS_ROLE[CityRole(invitation.role)],
    }
    until = date_format(localtime(invitation.expires_at), "j F Y")
    note = Note(
        title=_("Join the network of %(city)s") % {"city": city},
        paragraphs=[
            said,
            _("The network is the people and organisations who write the city's action plan and carry it out."),
        ],
        url=public(reverse("invitation", args=[token])),
        label=_("See the invitation"),
        after=[_("The link works until %(date)s, for this address only.") % {"date": until}],
        why=_("You get this letter because a coordinator of %(city)s entered %(email)s.")
        % {"city": city, "email": invitation.email},
    )
    send_note(f"invitation:{invitation.pk}:{invitation.times_sent}", note, kind="invitation", to=invitation.email)


def send_request(membership: Membership, coordinators: list[User]) -> None:
    """Tell the coordinators of a city that somebody asks to join."""
    city = membership.city
    for coordinator in coordinators:
        note = Note(
            title=_("%(person)s asks to join the network of %(city)s") % {"person": membership.user, "city": city},
            paragraphs=[membership.message or _("They wrote nothing with it.")],
            url=public(reverse("membership_answer", args=[city.slug, membership.pk])),
            label=_("Answer the request"),
            why=_("You get this letter because you coordinate the network of %(city)s.") % {"city": city},
        )
        key = f"request:{membership.pk}:{coordinator.pk}"
        send_note(key, note, kind="request", to=coordinator.email, person=coordinator)


def send_message(person: User, *, sender: User, subject: str, message: str, key: str) -> Letter:
    """Send what one person of the network writes to another, whose answer goes to the writer's own address."""
    words = compose(
        "mail/message",
        {
            "name": person.display_name,
            "sender": sender,
            "written": subject,
            "message": message,
            "url": public(reverse("person", args=[sender.pk])),
            "preferences_url": public(reverse("preferences")),
        },
    )
    answers = {"Reply-To": formataddr((sender.display_name, sender.email)), "Auto-Submitted": "no"}
    return send_letter(key, kind=MESSAGE, to=person.email, words=words, person=person, headers=answers)


def send_answer(membership: Membership) -> None:
    """Tell a person what became of their request, with the reason; whoever is in, what to do first."""
    city = membership.city
    reason = [membership.reason] if membership.reason else []
    if membership.is_active:
        title = _("You are in the network of %(city)s") % {"city": city}
        said = _("A coordinator has accepted your request.")
        url, label = reverse("city_network", args=[city.slug]), _("Open the page of the network")
    else:
        title = _("Your request to join the network of %(city)s") % {"city": city}
        said = _("A coordinator has declined your request.")
        url, label = city.get_absolute_url(), _("Open the page of the city")
    note = Note(
        title=title,
        paragraphs=[said, *reason],
        url=public(url),
        label=label,
        steps=first_steps(city) if membership.is_active else [],
        why=_("You get this letter because you asked to join the network of %(city)s.") % {"city": city},
    )
    send_note(f"answer:{membership.pk}", note, kind="answer", to=membership.user.email, person=membership.user)


def first_steps(city: City) -> list[Link]:
    """Return what somebody does first in a network that they have joined."""
    steps = [
        (_("Say who you are and what you can help with"), reverse("preferences")),
        (_("Read the news of the network"), reverse("city_news", args=[city.slug])),
    ]
    if city.is_focus:
        steps.append((_("See what advice the city has asked for, and ask"), reverse("city_advice", args=[city.slug])))
    return [Link(title=title, url=public(url)) for title, url in steps]


def send_end(membership: Membership) -> None:
    """Tell a person that a coordinator has ended their membership."""
    city = membership.city
    note = Note(
        title=_("You are no longer in the network of %(city)s") % {"city": city},
        paragraphs=[
            _("Your membership has been ended."),
            *([membership.reason] if membership.reason else []),
            _("What you wrote stays, and you can ask to join again."),
        ],
        url=public(city.get_absolute_url()),
        label=_("Open the page of the city"),
        why=because_of_city(city),
    )
    send_note(f"end:{membership.pk}", note, kind="end", to=membership.user.email, person=membership.user)


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
    said = _("The advisers have agreed to it, and set %(days)s aside.") % {"days": in_days(half_days)}
    send_advice_answer(request, person, [said, planned(request)], act=act)


def send_advice_planned(request: AdviceRequest, person: User | None, *, act: str) -> None:
    """Tell whoever asked that the adviser or the day has changed."""
    send_advice_answer(request, person, [_("The plan for it has changed."), planned(request)], act=act)


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
