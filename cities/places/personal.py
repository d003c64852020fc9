"""What this room knows about a person: their copy of it, what goes with their account, and their home city."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.places.letters import forget_name
from cities.places.models import AdviceEntry, AdviceRequest, Invitation, Membership, NewsItem
from cities.places.services import memberships
from cities.places.services.writing import forget_words, written_by
from portal.accounts.models import User
from portal.accounts.privacy import StillNeeded


def copy_of(person: User) -> dict[str, Any]:
    """Return what is kept about a person, for the copy that they download."""
    own = Membership.objects.filter(user=person)
    asked = AdviceRequest.objects.filter(requested_by=person)
    invitations = Invitation.objects.filter(Q(accepted_by=person) | Q(email__iexact=person.email))
    return {
        "memberships": list(
            own.values(
                "city__name",
                "partner__organisation__name",
                "role",
                "state",
                "is_home",
                "message",
                "organisation_named",
                "requested_at",
                "since",
                "ended_at",
                "reason",
            )
        ),
        "invitations": list(invitations.values("city__name", "email", "role", "invited_at", "accepted_at")),
        "city_news": list(NewsItem.objects.filter(author=person).values("city__name", "title", "text", "published_at")),
        "letters_written": list(written_by(person).values("subject", "state", "made_at")),
        "advice_asked_for": list(asked.values("city__name", "topic", "question", "state", "requested_at")),
        "advice_given": list(
            AdviceEntry.objects.filter(adviser=person).values("request__topic", "act", "half_days", "on", "outcome")
        ),
    }


def forget(person: User) -> None:
    """End what a person has in networks; forget the addresses that they were invited by, and what they wrote to others.

    Raises StillNeeded when, of two coordinators who go at the same instant, this is the last.
    """
    memberships.lock_cities_of(person)
    if why := objections(person):
        raise StillNeeded(why)
    memberships.end_all(person)
    forget_words(person)
    forget_name(person)
    Invitation.objects.filter(accepted_by=person).update(email=f"former-{person.pk}@portal.invalid")
    Invitation.objects.filter(accepted_at=None, email__iexact=person.email).delete()


def objections(person: User) -> list[str]:
    """Say why an account cannot be deleted yet: a network would be left without a coordinator."""
    return [
        gettext("%(city)s would have no coordinator. Make somebody else a coordinator first.") % {"city": city}
        for city in memberships.cities_left_alone(person)
    ]


class HomeForm(forms.Form):
    """Which of one's cities is home: it stands beside one's name, with the organisation that one is there for."""

    home = forms.ModelChoiceField(
        Membership.objects.none(),
        label=_("Home city"),
        empty_label=None,
        widget=forms.RadioSelect,
        help_text=_("It stands beside your name, with the organisation that you represent."),
    )

    def __init__(self, *, person: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person = person
        own = Membership.objects.active().filter(user=person).select_related("city", "partner__organisation")
        field = self.fields["home"]
        field.queryset = own  # type: ignore[attr-defined]
        field.label_from_instance = home_label  # type: ignore[attr-defined]
        field.initial = own.filter(is_home=True).values_list("pk", flat=True).first()

    def save(self) -> None:
        memberships.make_home(self.cleaned_data["home"], by=self.person)


def home_label(membership: Membership) -> str:
    return ", ".join(part for part in (str(membership.city), membership.organisation) if part)


def has_a_choice(person: User) -> bool:
    """Return whether a person has more than one city, of which one is home."""
    return Membership.objects.active().filter(user=person).count() > 1
