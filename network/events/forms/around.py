"""What is filled in around an event: why it is cancelled, notes, materials, what a city will do."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.places.models import City
from cities.places.roles import roles_of
from cities.plans.forms.fields import ProseField, SeenField
from cities.plans.models import Objective
from network.events.forms.event import LineField, WebField
from network.events.models import Pledge
from network.forum.forms.writing import WritingArea
from portal.accounts.models import User
from portal.media.uploads import UploadField


class CancelForm(forms.Form):
    """Why an event does not take place; asked of those who may write."""

    reason = LineField(label=_("Why"), max_length=300, help_text=_("Everyone who reads the event reads it too."))

    def __init__(self, *args: Any, may_write: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not may_write:
            del self.fields["reason"]


class NotesForm(forms.Form):
    """The notes. `seen` is the version that was there when the form was drawn, `base` its text."""

    body = ProseField(
        label=_("Notes"),
        widget=WritingArea(18),
        max_length=20_000,
        required=False,
        help_text=_("What was said, decided and asked. Whoever reads the event reads them. Markdown, as in posts."),
    )
    seen = SeenField()
    base = forms.CharField(label="", widget=forms.HiddenInput, required=False, strip=False)


class MaterialForm(forms.Form):
    """A link or a file."""

    title = LineField(label=_("Title"), max_length=200)
    url = WebField(label=_("Address"), help_text=_("Of a page or a recording elsewhere."))
    file = UploadField(label=_("Or a file"), help_text=_("PDF, Word, Excel, OpenDocument, CSV, text or a picture."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors and bool(given.get("url")) == bool(given.get("file")):
            self.add_error("url", _("Give an address or a file, and not both."))
        return given


class PledgeForm(forms.Form):
    """What a city will do."""

    city = forms.ModelChoiceField(City.objects.none(), label=_("City"), empty_label=None)
    text = LineField(
        label=_("What it will do"),
        max_length=500,
        widget=forms.Textarea({"rows": 3}),
        help_text=_("One thing. Whoever reads the event reads it. At most 500 characters."),
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["city"]
        field.queryset = City.objects.visible_to(user).filter(pk__in=roles_of(user)).order_by("name")


class TurnForm(forms.Form):
    """Under which objective of the plan of a city an action is added."""

    objective = forms.ModelChoiceField(Objective.objects.none(), label=_("Objective"), empty_label=None)

    def __init__(self, *args: Any, pledge: Pledge, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **{**kwargs, "auto_id": f"id_{pledge.pk}_%s"})
        field: Any = self.fields["objective"]
        field.queryset = objectives_for(pledge, user)


def objectives_for(pledge: Pledge, user: User) -> Any:
    """Return the objectives of the plan of a pledge's city, as `user` reads it."""
    found = Objective.objects.visible_to(user).filter(plan__city=pledge.city_id, plan__archived_at=None)
    return found.select_related("plan__city").order_by("position", "pk")
