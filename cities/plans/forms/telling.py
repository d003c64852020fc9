"""The two fields behind the link of a reminder, the address of a follower, and the choices about letters on plans."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cities.places.advice_forms import DayField
from cities.places.roles import roles_of
from cities.plans.choices import Outlook, Stage
from cities.plans.forms.fields import ProseField, check_next_step
from cities.plans.models import Follow, PlanPreference
from cities.plans.reading.news import name_of, with_names
from cities.plans.reading.state import State
from cities.plans.services import following
from cities.plans.services.updates import Told
from portal.accounts.addresses import clean_address
from portal.accounts.forms import LineField
from portal.accounts.models import User

HOW = [
    (f"{Stage.PROPOSED}:", _("Still proposed")),
    (f"{Stage.UNDER_WAY}:{Outlook.ON_TRACK}", _("Under way, on track")),
    (f"{Stage.UNDER_WAY}:{Outlook.AT_RISK}", _("Under way, at risk")),
    (f"{Stage.UNDER_WAY}:{Outlook.OFF_TRACK}", _("Under way, off track")),
    (f"{Stage.PAUSED}:", _("Paused: say why, and who decided")),
    (f"{Stage.DROPPED}:", _("Dropped: say why, and who decided")),
]
"""Stage and outlook as one choice. “Agreed” and “done” need evidence, so they are of the full form."""


class LinkUpdateForm(forms.Form):
    """What happened, and how the action stands, which nobody else says for the writer; a next step if there is one."""

    body = ProseField(
        label=_("What happened"),
        help_text=_("A sentence or two, for everyone who reads the plan."),
        max_length=4000,
        error_messages={"required": _("Say what happened.")},
    )
    how = forms.ChoiceField(
        label=_("How it stands"),
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose how it stands.")},
    )
    next_step = LineField(label=_("Next step, if there is one"), max_length=300, required=False)
    next_on = DayField(label=_("When"), required=False, help_text=_("By then you are asked for the next update."))

    def __init__(self, *args: Any, state: State, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["how"].choices = choices_from(state)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        check_next_step(self, given, timezone.localdate())
        return given

    @property
    def told(self) -> Told:
        given = self.cleaned_data
        stage, _colon, outlook = given["how"].partition(":")
        return Told(
            stage=stage,
            outlook=outlook,
            body=given["body"],
            next_step=given["next_step"],
            next_on=given["next_on"],
        )


def choices_from(state: State) -> list[tuple[str, Any]]:
    """Return the ways in which an action can stand next; what is agreed is not proposed again."""
    return HOW if state.stage == Stage.PROPOSED else HOW[1:]


class FollowForm(forms.Form):
    """The address of somebody who follows without an account."""

    email = forms.EmailField(
        label=_("Your email address"),
        help_text=_("You get a letter with a link to confirm it. The address is used for nothing else."),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "email"}),
    )

    def clean_email(self) -> str:
        return clean_address(self.cleaned_data["email"])


class OwnFollows(forms.MultipleChoiceField):
    """Some of what one follows; what one follows no longer meanwhile is passed over."""

    def valid_value(self, value: Any) -> bool:
        return True


class LettersForm(forms.Form):
    """Whether one is reminded, and what one follows no longer. No tick ends nothing, so an old page harms nothing."""

    reminders = forms.BooleanField(
        label=_("Remind me when an update is due from me"),
        help_text=_("At most one letter a week. Without it, the next who answers for the action is asked."),
        required=False,
    )
    ended = OwnFollows(
        label=_("Follow no longer"),
        help_text=_("Your digest says what is new in these, or a letter that day, as you chose. Tick what is to end."),
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )

    def __init__(self, *, person: User, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.person = person
        own = [
            (str(follow.pk), name_of(follow))
            for follow in with_names(Follow.objects.visible_to(person).order_by("since"))
        ]
        chosen = PlanPreference.objects.filter(person=person).first()
        self.fields["reminders"].initial = chosen.reminders if chosen else True
        self.fields["ended"].choices = own  # type: ignore[attr-defined]
        if not own:
            del self.fields["ended"]
        if not roles_of(person):
            del self.fields["reminders"]

    def save(self) -> None:
        if "reminders" in self.fields:
            following.choose_reminders(self.person, self.cleaned_data["reminders"])
        if "ended" in self.fields:
            ticked = set(self.cleaned_data["ended"])
            following.end(int(pk) for pk, _name in self.fields["ended"].choices if pk in ticked)  # type: ignore[attr-defined]


def concerns(person: User) -> bool:
    """Return whether a person has anything to choose."""
    return bool(roles_of(person)) or Follow.objects.visible_to(person).exists()
