"""What a thread is about, as somebody fills it in."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cities.places.models import City
from handbooks.models import EntryPage, PrecedentPage
from network.forum.models import Thread
from network.forum.reading.things import action_numbered, events_for, page_numbered
from network.forum.services.linking import Thing
from portal.accounts.models import User


class LinksForm(forms.Form):
    """Things that a thread is about: any of them, at least one. What is found is in `things`."""

    number = forms.CharField(
        label=_("Number of an entry or a precedent"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-s", "autocomplete": "off"}),
        help_text=_("As it is printed on its page: LG 3.2, CS 1.4 or P 8."),
    )
    city = forms.ModelChoiceField(
        City.objects.none(), label=_("City of an action"), required=False, empty_label=_("No action")
    )
    action = forms.IntegerField(
        label=_("Number of the action"),
        min_value=1,
        max_value=9999,
        required=False,
        widget=forms.TextInput(attrs={"class": "w-s", "inputmode": "numeric", "autocomplete": "off"}),
        help_text=_("Its number in the plan of that city."),
    )
    event = forms.ModelChoiceField(Thread.objects.none(), label=_("Event"), required=False, empty_label=_("No event"))

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        self.things: list[Thing] = []
        choices: Any = self.fields
        choices["city"].queryset = City.objects.visible_to().order_by("name")
        choices["event"].queryset = events_for(user)
        if not choices["event"].queryset.exists():
            del self.fields["event"]

    def clean_number(self) -> EntryPage | PrecedentPage | None:
        written = self.cleaned_data["number"]
        page = page_numbered(written) if written else None
        if written and page is None:
            raise ValidationError(_("No entry or precedent has this number."))
        return page

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        action = self._action(given)
        self.things = [thing for thing in (given.get("number"), action, given.get("event")) if thing]
        if not self.things and not self.errors:
            self.add_error("number", _("Give a number, an action or an event."))
        return given

    def _action(self, given: dict[str, Any]) -> Any:
        """Return the action that is named by its city and number; each of the two needs the other."""
        city, number = given.get("city"), given.get("action")
        if city and number:
            found = action_numbered(city, number, self.user)
            if found is None:
                self.add_error("action", _("The plan of this city has no action with this number."))
            return found
        if city and "action" not in self.errors:
            self.add_error("action", _("Give the number of the action."))
        if number and "city" not in self.errors:
            self.add_error("city", _("Choose the city of the action."))
        return None
