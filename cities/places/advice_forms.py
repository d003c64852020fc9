"""What people fill in about advice days."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils.formats import date_format
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _

from cities.places.days import FIRST_DAY, LAST_DAY, NotDays, half_days_in, in_days, number
from cities.places.forms import area
from cities.places.models import AdviceEntry, AdviceRequest
from cities.places.services.advice_checks import advisers_of
from portal.accounts.models import User
from portal.accounts.names import clean_line


class DaysField(forms.Field):
    """Days in halves, as people type them, for every form that asks for days. Its value is a number of half days."""

    default_error_messages = {
        "required": _("Give a number of days, such as ½, 1 or 1½."),
        "invalid": _("Give days in halves, such as ½, 1, 1½ or 2.5."),
        "too_few": _("Give at least half a day."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"autocomplete": "off", "class": "w-s"})
        hint = _("In halves, such as 1½ or 1.5. Half a day is a morning or an afternoon.")
        words = {"label": _("Days"), "help_text": hint}
        super().__init__(**{"widget": widget, **words, **kwargs})

    def prepare_value(self, value: Any) -> Any:
        return number(value) if isinstance(value, int) else value

    def to_python(self, value: Any) -> int | None:
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return half_days_in(str(value))
        except NotDays as error:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from error

    def validate(self, value: Any) -> None:
        super().validate(value)
        if value is not None and value < 1:
            raise ValidationError(self.error_messages["too_few"], code="too_few")


class DayField(forms.DateField):
    """A date, picked from the browser's calendar or typed."""

    default_error_messages = {
        "invalid": _("Give a date, such as 3/12/2026."),
        "outside": _("Give a date between %(first)s and %(last)s."),
    }

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date", "class": "w-s"})
        super().__init__(**{"widget": widget, **kwargs})

    def validate(self, value: date | None) -> None:
        super().validate(value)
        if value and not FIRST_DAY <= value <= LAST_DAY:
            years = {"first": FIRST_DAY.year, "last": LAST_DAY.year}
            raise ValidationError(self.error_messages["outside"], code="outside", params=years)


class AskForm(forms.ModelForm):
    """A request for advice."""

    topic = forms.CharField(
        label=_("Topic"),
        max_length=120,
        help_text=_("A few words. Everyone reads them once days are used on it."),
    )
    question = forms.CharField(
        label=_("Your question"),
        max_length=2000,
        widget=area(7),
        help_text=_(
            "What you want to do, where you are stuck, and what would help."
            " Your network and its advisers read it. At most 2,000 characters."
        ),
    )
    wanted_by = DayField(label=_("Wanted by"), required=False, help_text=_("If there is a day by which you need it."))

    class Meta:
        model = AdviceRequest
        fields = ["topic", "question", "wanted_by"]

    def clean_topic(self) -> str:
        return clean_line(self.cleaned_data["topic"])


class ActForm(forms.Form):
    """The form of one act on a request: what its act takes, by name."""

    def __init__(self, *args: Any, asked: AdviceRequest, by: User, **kwargs: Any) -> None:
        self.asked = asked
        super().__init__(*args, **kwargs)
        if "adviser" in self.fields:
            self._offer_advisers(by)

    def _offer_advisers(self, by: User) -> None:
        """Offer the advisers of the city, and whoever gives this advice already."""
        people = {person.pk: person for person in advisers_of(self.asked.city)}
        if self.asked.adviser:
            people.setdefault(self.asked.adviser.pk, self.asked.adviser)
        field = cast(forms.ModelChoiceField, self.fields["adviser"])
        field.queryset = User.objects.filter(pk__in=people).order_by("display_name")
        likely = self.asked.adviser_id or (by.pk if by.pk in people else None)
        field.initial = likely or (next(iter(people)) if len(people) == 1 else None)
        if field.initial:
            field.empty_label = None


def adviser_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(User.objects.none(), label=_("Adviser"), help_text=_("Who gives the advice."))


def note_field(label: Any, *, required: bool = False) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=1000,
        required=required,
        widget=area(3),
        help_text=_("Read by the advisers of the city and administrators, and nobody else."),
    )


class PlanForm(ActForm):
    """Who gives the advice, and when."""

    adviser = adviser_field()
    planned_on = DayField(label=_("Planned for"), required=False, help_text=_("Leave it empty until a day is set."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["planned_on"].initial = self.asked.planned_on


class AllocateForm(PlanForm):
    """How much is set aside, who gives it, and when."""

    half_days = DaysField()
    field_order = ["half_days", "adviser", "planned_on"]


class UseForm(ActForm):
    """Advice that was given."""

    half_days = DaysField()
    adviser = adviser_field()
    on = DayField(label=_("Date"), help_text=_("The day on which it happened; for several, the last."))
    outcome = forms.CharField(
        label=_("What came of it"),
        max_length=1000,
        widget=area(4),
        help_text=_("Everyone reads it: what was advised, and what happens next. At most 1,000 characters."),
    )
    private_note = note_field(_("Private note"))


class ReleaseForm(ActForm):
    """What is given back."""

    half_days = DaysField()
    private_note = note_field(_("Private note"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["half_days"].initial = self.asked.left


class AskBackForm(ActForm):
    """What is to be known before the answer."""

    question = forms.CharField(
        label=_("What you need to know"),
        max_length=1000,
        widget=area(4),
        help_text=_("They see your name and email address, so that they can answer. At most 1,000 characters."),
    )


class DeclineForm(ActForm):
    """Why the answer is no."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        widget=area(3),
        help_text=_("They read it in their letter, and the network on this page. At most 500 characters."),
    )


class EntryChoice(forms.ModelChoiceField):
    """A line of the ledger, in the words of the page."""

    def label_from_instance(self, entry: AdviceEntry) -> str:
        return f"{date_format(entry.on, 'j F Y')}, {in_days(entry.half_days)}: {Truncator(entry.outcome).chars(60)}"


class TakeOutForm(ActForm):
    """A use that was logged by mistake, and what was wrong with it."""

    entry = EntryChoice(AdviceEntry.objects.none(), label=_("The line"))
    private_note = note_field(_("What was wrong"), required=True)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["entry"])
        field.queryset = AdviceEntry.objects.used().filter(request=self.asked)
