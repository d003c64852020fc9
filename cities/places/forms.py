"""What people fill in about networks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.db.models import Exists, OuterRef
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from cities.places.choices import CityRole, NewsAudience
from cities.places.models import City, NewsItem, Organisation, Partner
from cities.places.services.joining import MOST_AT_ONCE, addresses_in
from portal.accounts.forms import LineField
from portal.words.organisations import OrganisationKind


def area(rows: int) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows})


class WebAddressField(forms.URLField):
    """The address of a page on the web, without a name or password in it."""

    default_validators = [URLValidator(schemes=["http", "https"])]

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**{"max_length": 200, "assume_scheme": "https", **kwargs})

    def clean(self, value: Any) -> str:
        address = super().clean(value)
        if "@" in urlsplit(address).netloc:
            raise ValidationError(_("Give an address without a name or password in it."))
        return address


class PartnerChoice(forms.ModelChoiceField):
    """A partner of one city's network, or none."""

    def __init__(self, city: City, **kwargs: Any) -> None:
        partners = Partner.objects.visible_to().current().filter(city=city).select_related("organisation")
        kwargs = {"label": _("Organisation"), "required": False, "empty_label": _("None yet"), **kwargs}
        super().__init__(partners, **kwargs)


def roles(may_appoint: bool) -> list[tuple[str, Any]]:
    """Return the roles to choose from: advisers are appointed by administrators."""
    return [(role.value, role.label) for role in CityRole if may_appoint or role != CityRole.ADVISER]


class InviteForm(forms.Form):
    """One address or a pasted list, with the role and the organisation that they all get."""

    addresses = forms.CharField(
        label=_("Email addresses"),
        max_length=10_000,
        widget=area(5),
        help_text=_("One to a line, or parted by commas. Each gets a letter of their own with a link."),
    )
    role = forms.ChoiceField(
        label=_("Role"),
        choices=CityRole.choices,
        initial=CityRole.MEMBER,
        help_text=_("Coordinators run the network with you."),
    )

    def __init__(self, *args: Any, city: City, may_appoint: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles(may_appoint)  # type: ignore[attr-defined]
        self.fields["partner"] = PartnerChoice(city, help_text=_("The partner of the network that they are there for."))

    def clean_addresses(self) -> list[str]:
        lines = addresses_in(self.cleaned_data["addresses"])
        if not lines:
            raise ValidationError(_("Give at least one address."))
        if len(lines) > MOST_AT_ONCE:
            raise ValidationError(
                _("These are %(count)s addresses; at most %(most)s go at once."),
                params={"count": len(lines), "most": MOST_AT_ONCE},
            )
        return lines


class JoinForm(forms.Form):
    """Why somebody wants to join, and for whom."""

    organisation = forms.CharField(
        label=_("Your organisation"), max_length=160, help_text=_("The one that you work or volunteer for.")
    )
    message = forms.CharField(
        label=_("Why do you want to join?"),
        max_length=1000,
        widget=area(5),
        help_text=_("The coordinators of the network read it, and nobody else. At most 1,000 characters."),
    )


class ReasonField(forms.CharField):
    """A reason that a form asks for by itself when the answer is no; the label says so."""

    needed_when = _("needed if you decline")


class AnswerForm(forms.Form):
    """Yes or no to a request, and the reason, which the person reads."""

    YES, NO = "yes", "no"
    decision = forms.ChoiceField(
        label=_("Your answer"), choices=[(YES, _("Let them join")), (NO, _("Decline"))], widget=forms.RadioSelect
    )
    reason = ReasonField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=area(3),
        help_text=_("They read it in their letter. At most 500 characters."),
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["partner"] = PartnerChoice(city, help_text=_("Only when you let them join."))

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("decision") == self.NO and not given.get("reason"):
            self.add_error("reason", _("Say why, in a sentence that you would want to read yourself."))
        return given


class MembershipForm(forms.Form):
    """The role of a member, and whom they are there for."""

    role = forms.ChoiceField(label=_("Role"), choices=CityRole.choices)

    def __init__(self, *args: Any, city: City, may_appoint: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = roles(may_appoint)  # type: ignore[attr-defined]
        self.fields["partner"] = PartnerChoice(city)


class EndForm(forms.Form):
    """Why a membership ends."""

    reason = forms.CharField(
        label=_("Reason"), max_length=500, required=False, widget=area(3), help_text=_("They read it in their letter.")
    )


class PartnerForm(forms.Form):
    """An organisation that joins the network: one that is recorded, or a new one."""

    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("Organisation"), required=False, empty_label=_("Not in this list")
    )
    name = forms.CharField(label=_("Its name, if it is not in the list"), max_length=160, required=False)
    kind = forms.ChoiceField(
        label=_("Its kind"), choices=[("", _("Choose")), *OrganisationKind.choices], required=False
    )
    website = WebAddressField(label=_("Its website"), required=False)
    seat = forms.CharField(
        label=_("What it does in the network"),
        max_length=120,
        required=False,
        help_text=_("A few words, such as “chairs the housing group”. Everyone can read it."),
    )

    def __init__(self, *args: Any, city: City, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        here = Partner.objects.visible_to().current().filter(city=city).values("organisation")
        near = Exists(city.organisations.filter(pk=OuterRef("pk")))
        known = Organisation.objects.visible_to().exclude(pk__in=here).alias(is_near=near)
        ordered = known.order_by("-is_near", Lower("name"))
        self.fields["organisation"].queryset = ordered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if given.get("organisation"):
            return given
        if not given.get("name"):
            self.add_error("organisation", _("Choose an organisation, or name one that is not in the list."))
        elif not given.get("kind"):
            self.add_error("kind", _("Choose its kind."))
        return given


class WriteForm(forms.Form):
    """A letter to somebody of the network. `token` tells the second sending of one form from a second letter."""

    subject = LineField(
        label=_("Subject"),
        max_length=100,
        validators=[RegexValidator(r"[\r\n]", _("Keep the subject on one line."), inverse_match=True)],
    )
    message = forms.CharField(
        label=_("Your message"),
        max_length=5000,
        widget=area(10),
        help_text=_("Plain words; blank lines part paragraphs. At most 5,000 characters."),
    )
    token = forms.CharField(label="", max_length=40, widget=forms.HiddenInput, required=False)

    def clean_token(self) -> str:
        return self.cleaned_data["token"] or new_token()


def new_token() -> str:
    return uuid4().hex


class NewsForm(forms.ModelForm):
    """A short notice."""

    audience = forms.ChoiceField(
        label=_("Who may read it"),
        choices=NewsAudience.choices,
        widget=forms.RadioSelect,
        help_text=_("Administrators of the portal read it in any case, and may take it back."),
    )
    text = forms.CharField(
        label=_("Text"), max_length=2000, widget=area(6), help_text=_("Plain words; blank lines part paragraphs.")
    )
    link = WebAddressField(label=_("Link"), required=False, help_text=_("To read on."))

    class Meta:
        model = NewsItem
        fields = ["title", "text", "link", "audience"]


class OrganisationForm(forms.Form):
    """What the members of an organisation may change of its record."""

    website = WebAddressField(
        label=_("Website"), required=False, help_text=_("Its name leads there, on the pages of its cities.")
    )
    note = forms.CharField(
        label=_("Note for the editors"),
        max_length=300,
        required=False,
        widget=area(3),
        help_text=_("What it does, a new name, whom to ask: at most 300 characters. It is not printed."),
    )
    seen = forms.CharField(label="", widget=forms.HiddenInput, required=False)
