"""The kinds of field that the forms of plans share."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from cities.places.choices import CityRole
from cities.places.forms import area
from cities.places.models import City, Membership
from cities.plans.reading.owners import owner_words
from portal.accounts.models import User
from portal.text.hidden import paragraphs


class ProseField(forms.CharField):
    """Paragraphs that can be seen; what cannot be is taken out, and where nothing is left they are empty.

    Their lines end as the database keeps them, so that text which nobody touched is not a change.
    """

    def __init__(self, *, rows: int = 5, **kwargs: Any) -> None:
        super().__init__(**{"widget": area(rows), **kwargs})

    def to_python(self, value: Any) -> str:
        text = str(super().to_python(value))
        return text if "\0" in text else paragraphs(text)  # null characters have an answer of their own

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Leave the length to the answer of the server: a browser that cuts a pasted text off says nothing."""
        return {name: value for name, value in super().widget_attrs(widget).items() if name != "maxlength"}


def check_next_step(form: forms.Form, given: dict[str, Any], day: date) -> None:
    """Refuse a next step that is not after `day`, which the update tells of, and a day without a step."""
    next_on = given.get("next_on")
    if next_on and next_on <= day:
        form.add_error("next_on", _("The next step must be after the day that the update tells of."))
    if next_on and not given.get("next_step"):
        form.add_error("next_step", _("Say what the next step is."))


class OwnerField(forms.ModelChoiceField):
    """The member who answers for an action: an active one of the city, or whoever is the owner now."""

    def __init__(self, city: City, *, viewer: User, current: int | None = None) -> None:
        self.viewer = viewer
        seen = Membership.objects.visible_to(viewer).active().filter(city=city).exclude(role=CityRole.ADVISER)
        people = Membership.objects.filter(Q(pk__in=seen.values("pk")) | Q(pk=current))
        super().__init__(
            people.select_related("user", "partner__organisation", "city").order_by("user__display_name"),
            label=_("Owner"),
            required=False,
            empty_label=_("Nobody yet"),
            help_text=_("The member who answers for it."),
        )

    def label_from_instance(self, membership: Membership) -> str:
        return owner_words(membership, self.viewer)


class SeenField(forms.IntegerField):
    """The version that somebody saw when they began; not one that can be read is older than any."""

    def __init__(self) -> None:
        super().__init__(label="", widget=forms.HiddenInput, required=False)

    def clean(self, value: Any) -> int:
        text = str(value or "")
        return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else 0
