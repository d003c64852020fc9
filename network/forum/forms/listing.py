"""What becomes of an ask or an offer, as its author says it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.places.advice_forms import DayField
from network.forum.models import Listing
from network.forum.services.listings import counterparts
from portal.accounts.forms import LineField
from portal.accounts.models import User

LISTED = 100
"""Asks or offers to choose from, the latest first."""


class CounterpartField(forms.ModelChoiceField):
    """An ask that an offer met, or an offer that met an ask."""

    def label_from_instance(self, listing: Listing) -> str:
        city = listing.thread.city
        return f"{listing.thread.title} ({city})" if city else listing.thread.title


class MetForm(forms.Form):
    """With what an ask or an offer was met, or how."""

    met_with = CounterpartField(
        Listing.objects.none(), label=_("Met with"), required=False, empty_label=_("Something that is not listed")
    )
    met_note = LineField(
        label=_("How"),
        max_length=300,
        required=False,
        help_text=_("In a line: who helped, and with what. Everyone who reads the thread reads it."),
    )

    def __init__(self, *args: Any, listing: Listing, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = counterparts(listing, user).order_by("-pk").values("pk")[:LISTED]
        choices: Any = self.fields["met_with"]
        choices.queryset = Listing.objects.filter(pk__in=found).select_related("thread__city").order_by("-pk")


class ExtendForm(forms.Form):
    """Until when an ask or an offer is open."""

    expires_on = DayField(label=_("Open until"))
    needed_by = DayField(label=_("Needed by"), required=False)
