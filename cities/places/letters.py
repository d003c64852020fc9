"""What this room writes to people. Each letter's key says which act it is about, so that it is sent once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from typing import TYPE_CHECKING

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cities.places.choices import CityRole
from cities.places.models import Invitation, Membership
from portal.accounts.addresses import named
from portal.mail.letters import compose
from portal.mail.privacy import replace_subjects
from portal.mail.services import send_letter
from portal.mail.switches import stop_link
from portal.words.parts import Link

if TYPE_CHECKING:
    from cities.places.models import City, Partner
    from portal.accounts.models import User
    from portal.mail.models import Letter

KIND_PREFIX = "places."
MESSAGE = f"{KIND_PREFIX}message"
ASKS_TO_JOIN = gettext_lazy("%(person)s asks to join the network of %(city)s")
HAS_JOINED = gettext_lazy("%(person)s has joined the network of %(city)s")
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


def send_note(
    key: str, note: Note, *, kind: str, to: str, person: User | None = None, answers_to: User | None = None
) -> None:
    """Send a note through the ledger, once for each key; it greets `person` by name. `answers_to` gets replies."""
    headers = answered_by(answers_to) if answers_to else None
    key, kind = f"{KIND_PREFIX}{key}", f"{KIND_PREFIX}{kind}"
    words = compose("mail/note", {**asdict(note), **given_to(person, kind)})
    send_letter(key, kind=kind, to=to, words=words, person=person, headers=headers)


def given_to(person: User | None, kind: str) -> dict[str, str]:
    """Return what a note says to one person: their name, how they turn letters of this kind off, and all others."""
    if person is None:
        return {"name": "", "stop": "", "preferences": ""}
    stop = stop_link(kind, person.pk)
    return {"name": person.display_name, "stop": stop, "preferences": public(reverse("preferences"))}


def answered_by(writer: User) -> dict[str, str]:
    """Return the headers of a letter that a person wrote, and gets the answer to."""
    return {"Reply-To": named(writer.display_name, writer.email), "Auto-Submitted": "no"}


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
            title=ASKS_TO_JOIN % {"person": membership.user, "city": city},
            paragraphs=[who_asks(membership), membership.message or _("They wrote nothing with it.")],
            url=public(reverse("membership_answer", args=[city.slug, membership.pk])),
            label=_("Answer the request"),
            why=_("You get this letter because you coordinate the network of %(city)s.") % {"city": city},
        )
        key = f"request:{membership.pk}:{coordinator.pk}"
        send_note(key, note, kind="request", to=coordinator.email, person=coordinator)


def who_asks(membership: Membership) -> str:
    """Say for whom somebody asks to join, and at which address they can be asked about it."""
    told = {"person": membership.user, "organisation": membership.organisation_named, "email": membership.user.email}
    if not membership.organisation_named:
        return _("%(person)s has named no organisation. Their email address: %(email)s.") % told
    return _("%(person)s says that they represent: %(organisation)s. Their email address: %(email)s.") % told


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
    return send_letter(key, kind=MESSAGE, to=person.email, words=words, person=person, headers=answered_by(sender))


def send_answer(membership: Membership, *, new_partner: Partner | None = None) -> None:
    """Tell a person what became of their request, with the reason; whoever is in, what to do first.

    `new_partner` is the organisation that became a partner with the answer.
    """
    city = membership.city
    told = [membership.reason] if membership.reason else []
    if new_partner:
        told.append(_("%(organisation)s is a partner of the network now.") % {"organisation": new_partner})
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
        paragraphs=[said, *told],
        url=public(url),
        label=label,
        steps=first_steps(city) if membership.is_active else [],
        why=_("You get this letter because you asked to join the network of %(city)s.") % {"city": city},
    )
    send_note(f"answer:{membership.pk}", note, kind="answer", to=membership.user.email, person=membership.user)


FirstSteps = Callable[["City"], list[Link]]
"""What a higher room adds to what somebody does first in a network, with addresses of this site."""

_further_steps: list[FirstSteps] = []


def register_first_steps(source: FirstSteps) -> None:
    """Add to what whoever is accepted into a network is told to do first."""
    _further_steps.append(source)


def first_steps(city: City) -> list[Link]:
    """Return what somebody does first in a network that they have joined."""
    steps = [
        Link(title=_("Say who you are and what you can help with"), url=reverse("preferences")),
        *(step for source in _further_steps for step in source(city)),
        Link(title=_("Read the news of the network"), url=reverse("city_news", args=[city.slug])),
    ]
    if city.is_focus:
        words = _("See what advice the city has asked for, and ask")
        steps.append(Link(title=words, url=reverse("city_advice", args=[city.slug])))
    return [replace(step, url=public(step.url)) for step in steps]


def send_joined(invitation: Invitation, membership: Membership, coordinator: User) -> None:
    """Tell the coordinator who invited somebody that they have joined."""
    city, person = membership.city, membership.user
    told = {"person": person, "email": invitation.email, "role": AS_ROLE[CityRole(membership.role)]}
    note = Note(
        title=HAS_JOINED % {"person": person, "city": city},
        paragraphs=[_("You invited %(email)s. %(person)s has accepted, and is in the network as %(role)s.") % told],
        url=public(reverse("city_network", args=[city.slug])),
        label=_("Open the page of the network"),
        why=because_of_city(city),
    )
    send_note(f"joined:{invitation.pk}", note, kind="joined", to=coordinator.email, person=coordinator)


MAY = {
    CityRole.MEMBER: gettext_lazy("You read what the network reads, and may ask for advice days."),
    CityRole.COORDINATOR: gettext_lazy(
        "You can invite people, answer requests to join, add partners, post news and run the action plan."
    ),
    CityRole.ADVISER: gettext_lazy("You answer the city's requests for advice, and log the days."),
}


def send_role(membership: Membership, *, by: User) -> None:
    """Tell a person that somebody gave them another role, and what they may do in it."""
    city, role = membership.city, CityRole(membership.role)
    told = {"person": by, "role": AS_ROLE[role], "city": city}
    note = Note(
        title=_("You are %(role)s of the network of %(city)s now") % told,
        paragraphs=[_("%(person)s has changed your role.") % told, str(MAY[role])],
        url=public(reverse("city_network", args=[city.slug])),
        label=_("Open the page of the network"),
        why=because_of_city(city),
    )
    key = f"role:{membership.pk}:{timezone.now().isoformat()}"
    send_note(key, note, kind="role", to=membership.user.email, person=membership.user)


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


def forget_name(person: User) -> None:
    """Take a person's name out of the subjects of what was written to others about them."""
    nobody = _("A former member")
    for asked in Membership.objects.filter(user=person).select_related("city"):
        replace_subjects(f"{KIND_PREFIX}request:{asked.pk}", ASKS_TO_JOIN % {"person": nobody, "city": asked.city})
    for invitation in Invitation.objects.filter(accepted_by=person).select_related("city"):
        subject = HAS_JOINED % {"person": nobody, "city": invitation.city}
        replace_subjects(f"{KIND_PREFIX}joined:{invitation.pk}", subject)
