"""How an organisation becomes a partner: added by name, or with the answer to somebody who asked to join for it."""

from __future__ import annotations

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cities.places.directory.folding import fold
from cities.places.forms import PartnerChoice, WebAddressField, area
from cities.places.models import City, Membership, Organisation, Partner
from cities.places.naming import Match, match_of
from cities.places.services.partners import Newcomer
from portal.accounts.forms import LineField
from portal.words.organisations import OrganisationKind

MOST_SUGGESTED = 300
ASKED_LATER = ("organisation", "kind")
NEW = "new"
NEEDED_FOR_PARTNER = _("needed if it becomes a partner")


class AskedField(forms.ChoiceField):
    """A choice that is needed in one case alone, which stands beside its label."""

    needed_when: Any = ""


def seat_field() -> LineField:
    return LineField(
        label=_("What it does in the network"),
        max_length=120,
        required=False,
        help_text=_("A few words, such as “chairs the housing group”. Everyone can read it."),
    )


class NewcomerForm(forms.Form):
    """What is asked about an organisation besides its name: which one it is, and what it is if it is a new one."""

    organisation = AskedField(
        label=_("Which one it is"),
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose one of these, or that it is none of them."),
            "invalid_choice": _("Choose one of these, or that it is none of them."),
        },
    )
    kind = AskedField(label=_("Its kind"), choices=[("", _("Choose")), *OrganisationKind.choices])
    website = WebAddressField(label=_("Its website"), required=False)
    seat = seat_field()

    match: Match
    named: str

    def meet(self, name: str, city: City, *, is_wanted: bool) -> None:
        """Find out what a name means, and leave only the fields that this leaves open."""
        self.named, self.match = name, match_of(name, city)
        if self.match.open:
            self.ask_which(is_wanted=is_wanted)
        else:
            del self.fields["organisation"]
        if not fold(name) or self.match.exact:
            del self.fields["kind"], self.fields["website"]
        else:
            self.ask_kind(is_wanted=is_wanted)

    def ask_which(self, *, is_wanted: bool) -> None:
        field: Any = self.fields["organisation"]
        choices = [(str(found.pk), self.label_of(found)) for found in self.match.open]
        if not self.match.exact:
            choices.append((NEW, gettext("None of these: “%(name)s” is a new one") % {"name": self.named}))
        field.choices, field.required = choices, is_wanted
        field.needed_when = NEEDED_FOR_PARTNER

    def ask_kind(self, *, is_wanted: bool) -> None:
        field: Any = self.fields["kind"]
        field.required = is_wanted and (not self.match.open or self.data.get("organisation") == NEW)
        field.needed_when = _("needed for a new one") if self.match.open else NEEDED_FOR_PARTNER
        told = gettext("“%(name)s” is not recorded yet: choose its kind, and it will be.") % {"name": self.named}
        field.error_messages["required"] = told

    def label_of(self, organisation: Organisation) -> str:
        label = f"{organisation}, {organisation.get_kind_display()}"
        return gettext("%(body)s (a partner already)") % {"body": label} if self.is_partner(organisation) else label

    def is_partner(self, organisation: Organisation) -> bool:
        return organisation.pk in self.match.partners

    @property
    def newcomer(self) -> Newcomer:
        """The organisation that this form, which is valid, makes a partner."""
        given = self.cleaned_data
        chosen = {str(found.pk): found for found in self.match.open}.get(given.get("organisation", ""))
        told = {name: given.get(name, "") for name in ("kind", "website", "seat")}
        return Newcomer(organisation=self.match.only or chosen, name=self.named, **told)


class SeatForm(forms.Form):
    """What a partner does in the network."""

    seat = seat_field()


class PartnerForm(NewcomerForm):
    """An organisation that joins the network, by its name. What else is asked depends on what that means."""

    name = LineField(
        label=_("Name of the organisation"),
        max_length=160,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "off"}),
        help_text=_("Organisations that the portal knows are suggested as you type. You can also give a new one."),
    )

    asked = forms.CharField(label="", max_length=160, required=False, widget=forms.HiddenInput)

    field_order = ["name", "organisation", "kind", "website", "seat"]
    asks_more = False
    """Whether the name leaves something open that the form which was sent did not ask yet."""

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        typed = " ".join(self.data.get("name", "").split())[:160]
        self.was_asked = self.data.get("asked") == typed
        if self.is_bound:
            self.data = {**dict(self.data.items()), "asked": typed}
        self.meet(typed, city, is_wanted=True)

    def clean(self) -> dict[str, Any]:
        """Take for no mistake what is missing because it was not asked yet: the form asks it now."""
        later = [] if self.was_asked else [name for name in ASKED_LATER if self.has_error(name, "required")]
        for name in later:
            del self.errors[name]
        self.asks_more = bool(later) and not self.errors
        return super().clean() or {}

    def clean_name(self) -> str:
        name = self.cleaned_data["name"]
        if not fold(name):
            raise ValidationError(_("Use at least one letter or number."))
        if self.match.partner:
            raise ValidationError(_("%(name)s is a partner of this network already."), params={"name": self.match.only})
        return name


def recorded_in(city: City) -> list[str]:
    """Return the names of organisations that work in a city, partners of its network or not."""
    here = Organisation.objects.visible_to().filter(cities=city)
    return list(here.order_by(Lower("name")).values_list("name", flat=True)[:MOST_SUGGESTED])


def suggested(city: City) -> list[str]:
    """Return the names of organisations that may become partners of a city, those that work there first."""
    here = Partner.objects.visible_to().current().filter(city=city).values("organisation")
    near = Exists(city.organisations.filter(pk=OuterRef("pk")))
    known = Organisation.objects.visible_to().exclude(pk__in=here).alias(is_near=near)
    return list(known.order_by("-is_near", Lower("name")).values_list("name", flat=True)[:MOST_SUGGESTED])


NO_FIELDS = ("reason",)


class ReasonField(forms.CharField):
    """A reason that a form asks for by itself when the answer is no; the label says so."""

    needed_when = _("needed if you decline")


class AnswerForm(NewcomerForm):
    """Yes or no to a request. What belongs to the answer that is not given is neither checked nor kept."""

    YES, NO = "yes", "no"
    decision = forms.ChoiceField(
        label=_("Your answer"), choices=[(YES, _("Let them join")), (NO, _("Decline"))], widget=forms.RadioSelect
    )
    joins = forms.BooleanField(required=False, help_text=_("Everyone can read that it is a partner, so ask it first."))
    welcome = forms.CharField(
        label=_("A word of welcome"),
        max_length=500,
        required=False,
        widget=area(3),
        help_text=_("They read it in their letter. At most 500 characters."),
    )
    reason = ReasonField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=area(3),
        help_text=_("They read it in their letter. At most 500 characters."),
    )

    field_order = ["decision", "partner", "joins", "organisation", "kind", "website", "seat", "welcome", "reason"]

    def __init__(self, *args: Any, asked: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"] = PartnerChoice(asked.city, label=_("Partner that they represent"))
        self.order_fields(self.field_order)
        is_wanted = bool(self.data.get("joins")) and self.data.get("decision") == self.YES
        self.meet(asked.organisation_named, asked.city, is_wanted=is_wanted)
        self.fields["partner"].initial = self.match.partner
        self.fields["joins"].label = _("Make “%(name)s” a partner of the network") % {"name": self.named}
        if self.match.partner or not fold(self.named):
            del self.fields["joins"], self.fields["seat"]

    @property
    def yes_fields(self) -> list[forms.BoundField]:
        """The fields that belong to a yes."""
        return [field for field in self if field.name not in ("decision", *NO_FIELDS)]

    @property
    def no_fields(self) -> list[forms.BoundField]:
        """The fields that belong to a no."""
        return [self[name] for name in NO_FIELDS]

    @property
    def makes_partner(self) -> bool:
        return bool(self.cleaned_data.get("joins"))

    @property
    def words(self) -> str:
        """What the person reads with the answer."""
        given = self.cleaned_data
        return given["welcome" if given["decision"] == self.YES else "reason"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        decision = given.get("decision", "")
        for field in {self.YES: self.no_fields, self.NO: self.yes_fields}.get(decision, []):
            self.errors.pop(field.name, None)
        if decision == self.NO and not given.get("reason") and not self.has_error("reason"):
            self.add_error("reason", _("Say why, in a sentence that you would want to read yourself."))
        if decision == self.YES and given.get("partner") and given.get("joins"):
            self.add_error("partner", _("Choose a partner here, or make one below: they represent one organisation."))
        return given
