"""What people fill in about networks."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, URLValidator
from django.utils.translation import gettext_lazy as _

from cities.places.choices import CityRole, NewsAudience
from cities.places.models import City, NewsItem, Partner
from cities.places.pasted import entries_in
from cities.places.services.joining import MOST_AT_ONCE
from portal.accounts.forms import LineField


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
        help_text=_("One to a line, or separated by commas. Each gets a letter of their own with a link."),
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
        self.fields["partner"] = PartnerChoice(city, help_text=_("The partner of the network that they represent."))

    def clean_addresses(self) -> list[str]:
        lines = entries_in(self.cleaned_data["addresses"])
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
        label=_("Your organisation"),
        max_length=160,
        widget=forms.TextInput(attrs={"list": "organisations", "autocomplete": "organization"}),
        help_text=_("The one that you work or volunteer for. Those that are recorded here are suggested as you type."),
    )
    message = forms.CharField(
        label=_("Why do you want to join?"),
        max_length=1000,
        widget=area(5),
        help_text=_(
            "The coordinators of the network read it, with your name and email address, and nobody else."
            " At most 1,000 characters."
        ),
    )


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
        help_text=_("Plain words; blank lines separate paragraphs. At most 5,000 characters."),
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
        label=_("Text"), max_length=2000, widget=area(6), help_text=_("Plain words; blank lines separate paragraphs.")
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
