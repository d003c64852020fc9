"""The text of a plan: its frame, its objectives, its actions. Each form says which version it began from."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import models
from django.utils.translation import gettext_lazy as _

from cities.places.advice_forms import DayField
from cities.plans.choices import Visibility
from cities.plans.forms.fields import OwnerField, ProseField, SeenField
from cities.plans.models import Action, ActionPlan, Objective
from cities.plans.models.plan import LONGEST_INTERVAL, SHORTEST_INTERVAL
from cities.plans.services.conflicts import text_of
from portal.accounts.forms import LineField
from portal.accounts.models import User
from portal.words.themes import Theme


class TextForm(forms.Form):
    """A form on a text that several may edit at once: `seen` is the version that this one began from."""

    seen = SeenField()

    @property
    def names(self) -> list[str]:
        """The fields of text, in order."""
        return [name for name in self.fields if name != "seen"]

    @property
    def mine(self) -> dict[str, Any]:
        """What was typed into this form, which is valid: related rows by their primary keys."""
        given = {name: self.cleaned_data[name] for name in self.names}
        return {name: value.pk if isinstance(value, models.Model) else value for name, value in given.items()}

    def begin(self, thing: Any) -> None:
        """Let the form begin with the text of `thing` as it is now."""
        self.initial = {**text_of(thing, dict.fromkeys(self.names)), "seen": thing.version}


class PlanForm(TextForm):
    """The frame of a plan."""

    title = LineField(label=_("Title"), max_length=160)
    vision = ProseField(
        label=_("Vision"), max_length=3000, required=False, help_text=_("What will be different at the end.")
    )
    starts_on = DayField(label=_("Starts"))
    ends_on = DayField(label=_("Ends"))
    review_interval = forms.IntegerField(
        label=_("Days between updates"),
        initial=90,
        min_value=SHORTEST_INTERVAL,
        max_value=LONGEST_INTERVAL,
        widget=forms.NumberInput(attrs={"class": "w-s"}),
        help_text=_("An action without an update for longer than this says so to everyone."),
    )


class ObjectiveForm(TextForm):
    """A heading of a plan."""

    title = LineField(label=_("Objective"), max_length=160, help_text=_("What the actions below it work towards."))
    theme = forms.ChoiceField(label=_("Theme"), choices=[("", _("Choose")), *Theme.choices])


class ObjectiveChoice(forms.ModelChoiceField):
    """An objective of one plan."""

    def __init__(self, plan: ActionPlan) -> None:
        super().__init__(
            Objective.objects.filter(plan=plan).order_by("position"), label=_("Objective"), empty_label=_("Choose")
        )


class LineForm(TextForm):
    """What a list of actions shows of one, changed in its place."""

    title = LineField(label=_("Title"), max_length=160)
    starts_on = DayField(label=_("Starts"), required=False)
    due_on = DayField(label=_("Due"), required=False)

    def __init__(self, *args: Any, plan: ActionPlan, viewer: User, action: Action | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"] = OwnerField(plan.city, viewer=viewer, current=action.owner_id if action else None)
        self.add_choices(plan)
        if action:
            self.begin(action)

    def add_choices(self, plan: ActionPlan) -> None:
        """Add the fields whose choices depend on the plan."""


class ActionForm(LineForm):
    """The whole text of an action."""

    summary = ProseField(
        label=_("Summary"), max_length=2000, help_text=_("What will be done, in two or three sentences.")
    )
    outcome = ProseField(
        label=_("Intended outcome"),
        max_length=1000,
        required=False,
        rows=3,
        help_text=_("What will be different when it is done."),
    )
    visibility = forms.ChoiceField(
        label=_("Who reads it"),
        choices=Visibility.choices,
        initial=Visibility.PARTNERS,
        widget=forms.RadioSelect,
        help_text=_("An action that an edition holds stays public."),
    )

    field_order = ["objective", "title", "summary", "outcome", "owner", "starts_on", "due_on", "visibility"]

    def add_choices(self, plan: ActionPlan) -> None:
        self.fields["objective"] = ObjectiveChoice(plan)
        self.order_fields(self.field_order)
