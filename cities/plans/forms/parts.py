"""Who carries an action and on what ground: partners and their answers, entries and precedents, milestones."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cities.places.advice_forms import DayField
from cities.places.forms import PartnerChoice
from cities.places.models import City
from cities.plans.choices import Part
from cities.plans.forms.fields import ProseField
from cities.plans.forms.texts import TextForm
from cities.plans.models import ActionPartner, Milestone
from cities.plans.reading.finding import Found, find_bases
from portal.accounts.forms import LineField
from portal.accounts.models import User
from portal.words.themes import Theme


class ReasonField(ProseField):
    """A reason that is needed in one case alone, which stands beside its label."""

    needed_when = _("needed if you decline")


class AskedChoice(PartnerChoice):
    """A partner to name, with a word beside those that nobody speaks for."""

    def __init__(self, city: City, **kwargs: Any) -> None:
        super().__init__(city, **kwargs)
        seats: Any = self.queryset
        self.queryset = seats.with_whether_spoken_for()

    def label_from_instance(self, partner: Any) -> str:
        name = super().label_from_instance(partner)
        return name if partner.is_spoken_for else _("%(name)s (nobody speaks for it here yet)") % {"name": name}


class PartForm(forms.Form):
    """Another part for an organisation that is named already."""

    part = forms.ChoiceField(
        label=_("Its part"),
        choices=Part.choices,
        help_text=_("It is asked anew, and shown as asked until it accepts; your own accepts at once."),
    )

    @classmethod
    def of(cls, named: ActionPartner, data: Any = None) -> PartForm:
        """Return the form that changes the part of an organisation."""
        return cls(data, initial={"part": named.part}, prefix=f"part-{named.pk}")


class AskForm(forms.Form):
    """A partner to name in an action."""

    part = forms.ChoiceField(label=_("Its part"), choices=Part.choices)

    field_order = ["partner", "part"]

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"] = AskedChoice(
            city,
            required=True,
            empty_label=_("Choose"),
            help_text=_("It is shown as asked until one of its own members accepts; your own accepts at once."),
        )
        self.order_fields(self.field_order)


class AnswerForm(forms.Form):
    """Yes or no to a part in an action, for one's own organisation."""

    YES, NO = "yes", "no"
    decision = forms.ChoiceField(
        label=_("Your answer"),
        choices=[
            (YES, _("Accept: the plan names your organisation in this part, and no longer says “asked”")),
            (NO, _("Decline: the plan says that your organisation declined, and the network reads why")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose whether your organisation takes part.")},
    )
    reason = ReasonField(
        label=_("Reason"), max_length=500, required=False, rows=3, help_text=_("The network of your city reads it.")
    )


class SearchForm(forms.Form):
    """A search of both handbooks: by number, by words, or all that stands under a theme."""

    q = LineField(
        label=_("Find an entry or a precedent"),
        max_length=100,
        required=False,
        help_text=_("A number, such as LG 3.2 or P 14, or words that say what you want to do."),
        widget=forms.TextInput(attrs={"type": "search", "autocomplete": "off"}),
    )
    theme = forms.ChoiceField(
        label=_("Theme"),
        choices=[("", _("All themes")), *Theme.choices],
        required=False,
        help_text=_("Without words, everything under the theme is listed."),
    )


class BasisForm(forms.Form):
    """One page of the handbooks, chosen from what a search found, and what it is used for.

    `warned` is the page that the reader was warned of, which does not apply in the nation of the city: chosen again,
    it is meant.
    """

    page = forms.ChoiceField(label=_("What was found"), widget=forms.RadioSelect)
    warned = forms.CharField(widget=forms.HiddenInput, required=False)
    note = LineField(
        label=_("Note"),
        max_length=500,
        required=False,
        help_text=_("What it is used for here, if the title does not say."),
    )

    def __init__(self, *args: Any, words: str, theme: str, viewer: User, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.found = find_bases(words, viewer, city.nation, theme)
        field: Any = self.fields["page"]
        field.choices = [(found.key, found.label) for found in self.found]
        field.error_messages["invalid_choice"] = _("This page is not published any more. Search for another one.")

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        page = given.get("page")
        if page and page != given.get("warned") and (warning := self.chosen.warning):
            self.add_error("page", warning)
            self.data = {**{name: self.data[name] for name in self.data}, self.add_prefix("warned"): page}
        return given

    @property
    def chosen(self) -> Found:
        """What was chosen in this form, which is valid."""
        return next(found for found in self.found if found.key == self.cleaned_data["page"])


class NoneNeededForm(forms.Form):
    """Why no power is needed."""

    note = ProseField(
        label=_("Why no power is needed"),
        max_length=500,
        rows=2,
        help_text=_("For example: the council only invites people to meet."),
    )


class MilestoneForm(TextForm):
    """A dated step, from the version that was `seen`."""

    title = LineField(label=_("Step"), max_length=200)
    due_on = DayField(label=_("Due"))
    done_on = DayField(label=_("Done on"), required=False, help_text=_("Leave it empty until it is done."))
    milestone: Milestone

    @classmethod
    def of(cls, milestone: Milestone, data: Any = None) -> MilestoneForm:
        """Return the form that changes a step. The page of two edits sends its fields by their bare names."""
        is_bare = data is not None and "seen" in data
        form = cls(data, prefix=None if is_bare else f"milestone-{milestone.pk}")
        form.begin(milestone)
        form.milestone = milestone
        return form
